"""What a block says, without its markup: texts, links, pictures and shape, for comparing languages."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from app.content.models.documents import NOTHING
from app.content.rules.isolation import ISOLATED
from app.content.rules.parsing import Container, split_parts

_CHOICE = re.compile(r"\[([ xX])\] +")
_DIGITS = str.maketrans(
    {chr(start + digit): str(digit) for start in (0x660, 0x6F0, 0xFF10) for digit in range(10)}
)
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_GROUPED = re.compile(r"(?<![0-9.,])([0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+)(?![0-9])")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:[.,][0-9]{3})+")
_PLACEHOLDER = re.compile(r"\{[A-Za-z_][A-Za-z0-9_.]*\}")


@dataclass(frozen=True, slots=True)
class Shape:
    """What every language shares: lists (ordered, items), tables (rows, columns), right answers."""

    lists: tuple[tuple[bool, int], ...] = ()
    tables: tuple[tuple[int, int], ...] = ()
    answers: tuple[bool, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=lambda: NOTHING, hash=False)


@dataclass(frozen=True, slots=True)
class Contents:
    """A block's texts (a leaf per paragraph, heading, item or cell), links and (source, alt) pairs."""

    leaves: tuple[str, ...]
    links: tuple[str, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()
    shape: Shape = Shape()

    @property
    def text(self) -> str:
        """Everything a reader sees, one leaf a line."""
        return "\n".join(self.leaves)

    @property
    def heard(self) -> str:
        """Everything a reader sees or hears: alt texts too."""
        return "\n".join((*self.leaves, *(alt for _source, alt in self.pictures)))


def contents_of(text: str) -> Contents:
    """The contents of one block's Markdown."""
    parts = split_parts(text)
    tokens = [token for part in parts for token in part.tokens]
    container = parts[0].container if parts else None
    inline = [token for token in tokens if token.type == "inline"]
    leaves = [_leaf(token.children or ()) for token in inline]
    choices = [_CHOICE.match(leaf) if _is_check(container) else None for leaf in leaves]
    return Contents(
        leaves=tuple(
            leaf[choice.end() :] if choice else leaf
            for leaf, choice in zip(leaves, choices, strict=True)
            if leaf.strip()
        ),
        links=tuple(_targets(inline)),
        pictures=tuple(_pictures(inline)),
        shape=Shape(
            lists=tuple(_lists(tokens)),
            tables=tuple(_tables(tokens)),
            answers=tuple(choice[1] != " " for choice in choices if choice),
            attributes=container.attributes if container else NOTHING,
        ),
    )


def prose(text: str) -> str:
    """The text without web and mail addresses, which belong to no language."""
    return ISOLATED.sub(
        lambda found: "" if found.lastgroup in {"url", "email", "host"} else found.group(), text
    )


def numbers_in(text: str) -> Counter[str]:
    """Every number written in digits, in one spelling: 0-9, decimal point, no grouping."""
    plain = _GROUPED.sub(lambda found: re.sub(r"\s", "", found[1]), text.translate(_DIGITS))
    return Counter(_one_spelling(found) for found in _NUMBER.findall(plain))


def placeholders_in(text: str) -> Counter[str]:
    """Every {placeholder}."""
    return Counter(_PLACEHOLDER.findall(text))


def _one_spelling(number: str) -> str:
    if _THOUSANDS.fullmatch(number):
        return re.sub(r"[.,]", "", number)
    return number.replace(",", ".")


def _is_check(container: Container | None) -> bool:
    return container is not None and container.name == "check"


def _leaf(children: Sequence[Token]) -> str:
    words = {"text": "", "hardbreak": "\n"}
    return "".join(token.content or words[token.type] for token in children if token.type in words).strip()


def _targets(inline: Sequence[Token]) -> Iterator[str]:
    for token in inline:
        for child in token.children or ():
            if child.type == "link_open":
                yield str(child.attrs.get("href", ""))


def _pictures(inline: Sequence[Token]) -> Iterator[tuple[str, str]]:
    for token in inline:
        for child in token.children or ():
            if child.type == "image":
                yield str(child.attrs.get("src", "")), _leaf(child.children or ())


def _lists(tokens: Sequence[Token]) -> Iterator[tuple[bool, int]]:
    for place, token in enumerate(tokens):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            inside = _inside(tokens, place)
            items = sum(item.type == "list_item_open" and item.level == token.level + 1 for item in inside)
            yield token.type == "ordered_list_open", items


def _tables(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    for place, token in enumerate(tokens):
        if token.type == "table_open":
            inside = _inside(tokens, place)
            rows = sum(item.type == "tr_open" for item in inside)
            yield rows, sum(item.type == "th_open" for item in inside)


def _inside(tokens: Sequence[Token], place: int) -> Sequence[Token]:
    end = place + 1
    depth: int = tokens[place].nesting
    while depth:
        depth += tokens[end].nesting
        end += 1
    return tokens[place:end]
