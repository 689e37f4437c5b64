"""One block's Markdown into parts: plain CommonMark (with tables) or a `:::` container, each with its tokens.

Everything that reads Markdown goes through here, so that digest, page and lint see the same text. Links of
any scheme are kept as links; `markup` decides which may be followed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from unicodedata import normalize

from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.content.models.documents import NOTHING

MAX_BLOCK_CHARS = 20_000
"""Longest block that is parsed at all; a block of 120 words has about 1 000."""
MAX_NESTING = 50
"""Deepest quotes and lists that are parsed; people use two."""
MAX_BRACKETS = 20
"""Deepest open [ [ [; parsing time grows with the square of it."""

_LEADER = re.compile(r"[ \t]*(?:>|[-+*](?=[ \t]|$)|[0-9]{1,9}[.)](?=[ \t]|$))")
_OPENER = re.compile(r":::+[ \t]*(?P<name>[a-z]+)?(?P<words>[^\n]*)")
_ATTRIBUTE = re.compile(r"(?P<key>[a-z]+)=(?P<value>[A-Za-z0-9][A-Za-z0-9._-]*)")
_SPACES = re.compile(r"[ \t\n]+")


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": MAX_NESTING + 50}).enable("table")
    # Unsafe links must stay visible to digest and lint; the renderer drops them.
    parser.validateLink = _any_link  # type: ignore[method-assign]  # a hook is set by assignment there
    return parser


def _any_link(url: str) -> bool:
    return url is not None


_MARKDOWN = _parser()


@dataclass(frozen=True, slots=True)
class Container:
    """The opening line of a `:::` container; `faults` says in words what is wrong with it."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One top-level piece of a block; `line` counts from the block's first line, which is 0."""

    container: Container | None
    tokens: Sequence[Token]
    line: int


def refusal(text: str) -> str | None:
    """Why a block is too large or too deep to be parsed in bounded time, or None when it is not."""
    if len(text) > MAX_BLOCK_CHARS:
        return f"the block has {len(text)} characters; at most {MAX_BLOCK_CHARS} are read"
    if any(_depth(line) > MAX_NESTING for line in text.split("\n")):
        return f"quotes or lists are nested more than {MAX_NESTING} deep"
    if _bracket_depth(text) > MAX_BRACKETS:
        return f"more than {MAX_BRACKETS} square brackets are open at the same time"
    return None


def split_parts(text: str) -> tuple[Part, ...]:
    """The top-level pieces of a block, which should be exactly one; ask `refusal` first."""
    lines = normalize("NFC", text.replace("\r\n", "\n")).split("\n")
    parts: list[Part] = []
    start = 0
    while start < len(lines):
        if lines[start].startswith(":::"):
            part, end = _container(lines, start)
            parts.append(part)
        else:
            end = start + 1
            while end < len(lines) and not lines[end].startswith(":::"):
                end += 1
            parts.extend(_plain(lines[start:end], start))
        start = end
    return tuple(parts)


def parse_markdown(text: str) -> list[Token]:
    """CommonMark tokens whose texts are whole: soft line breaks are spaces and neighbouring texts are one."""
    tokens = _MARKDOWN.parse(text)
    for token in tokens:
        if token.children:
            token.children = _joined(token.children)
    return tokens


def top_level(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens of each top-level element in turn."""
    element: list[Token] = []
    depth = 0
    for token in tokens:
        element.append(token)
        depth += token.nesting
        if depth == 0:
            yield element
            element = []


def inline_text(children: Sequence[Token]) -> str:
    """What a reader sees of inline tokens, without marks; a picture counts with its alt text."""
    words: list[str] = []
    for token in children:
        if token.type in {"text", "code_inline"}:
            words.append(token.content)
        elif token.type == "hardbreak":
            words.append("\n")
        elif token.type == "image":
            words.append(inline_text(token.children or ()))
    return "".join(words)


def _joined(children: Sequence[Token]) -> list[Token]:
    joined: list[Token] = []
    for token in children:
        if token.type == "softbreak":
            token = Token("text", "", 0, content=" ")  # noqa: PLW2901  a soft break is a space from here on
        if token.children:
            token.children = _joined(token.children)
        if token.type == "text" and joined and joined[-1].type == "text":
            joined[-1].content += token.content
        else:
            joined.append(token)
    for token in joined:
        if token.type == "text":
            token.content = _SPACES.sub(" ", token.content)
    return joined


def _plain(lines: Sequence[str], offset: int) -> Iterator[Part]:
    for element in top_level(parse_markdown("\n".join(lines))):
        first = element[0].map or [0, 0]
        yield Part(container=None, tokens=element, line=offset + first[0])


def _container(lines: Sequence[str], start: int) -> tuple[Part, int]:
    opener = _OPENER.fullmatch(lines[start])
    faults: list[str] = []
    end = start + 1
    while end < len(lines) and not lines[end].startswith(":::"):
        end += 1
    inner = lines[start + 1 : end]
    if end == len(lines):
        faults.append("the container is not closed by a line with :::")
    elif lines[end].strip(": \t"):
        faults.append("a container stands inside another, or its closing ::: is missing")
        end -= 1
    container = _opening(opener, faults)
    return Part(container=container, tokens=parse_markdown("\n".join(inner)), line=start), end + 1


def _opening(opener: re.Match[str] | None, faults: list[str]) -> Container:
    if opener is None or not opener["name"]:
        return Container(name="", faults=(*faults, "the container has no name after :::"))
    attributes: dict[str, str] = {}
    for word in opener["words"].split():
        found = _ATTRIBUTE.fullmatch(word)
        if found is None:
            faults.append(f"'{word}' is not written as name=value")
        elif found["key"] in attributes:
            faults.append(f"'{found['key']}' comes twice")
        else:
            attributes[found["key"]] = found["value"]
    return Container(name=opener["name"], attributes=attributes, faults=tuple(faults))


def _depth(line: str) -> int:
    depth = 0
    position = 0
    while depth <= MAX_NESTING and (found := _LEADER.match(line, position)):
        depth += 1
        position = found.end()
    return max(depth, (len(line) - len(line.lstrip(" \t"))) // 2)


def _bracket_depth(text: str) -> int:
    depth = deepest = 0
    for character in text:
        if character == "[":
            depth += 1
            deepest = max(deepest, depth)
        elif character == "]":
            depth = max(0, depth - 1)
    return deepest
