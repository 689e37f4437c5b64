"""The hash that decides whether a translation still follows its source.

First 10 hex digits of SHA-256 over `b1\\0` and the canonical token stream in UTF-8. The stream is NFC and
names, in order: every element that opens or closes, heading levels, ordered lists and their first number,
text with runs of space as one, hard breaks, code, link targets, picture addresses and alt texts, container
names and attributes (in alphabetical order). Rewrapping, bullet style, emphasis spelling, loose or tight
lists, NFD and CRLF do not count. A change of any of this is a change of the version `b1`: every stored
record would have to be rewritten.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from unicodedata import normalize

from markdown_it.token import Token

from app.content.models.documents import Term
from app.content.rules.parsing import Container, Part, split_parts

VERSION = b"b1\0"
DIGEST_LENGTH = 10
"""40 bits: only ever compared within one block's history."""

_FIELD_END = "\x1f"
_ITEM_END = "\x1e"


def digest(text: str) -> str:
    """The digest of one block's Markdown; see the module for what counts."""
    return digest_parts(split_parts(text))


def digest_parts(parts: Iterable[Part]) -> str:
    """The digest of a block that is parsed already."""
    return _hashed(item for part in parts for item in _part(part))


def digest_words(*values: str) -> str:
    """The digest of plain texts that are not Markdown, such as a title; runs of space do not count."""
    return _hashed(("words", " ".join(normalize("NFC", value).split())) for value in values)


def digest_term(term: Term) -> str:
    """The digest of what a reader sees of a term: the word, its explanation and how it sounds."""
    return digest_words(term.term, term.explanation, term.say)


def _hashed(items: Iterable[tuple[str, ...]]) -> str:
    # Control characters cannot occur in content (they are refused on loading), so the joints are unambiguous.
    stream = "".join(_FIELD_END.join(item) + _ITEM_END for item in items)
    return sha256(VERSION + stream.encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST_LENGTH]


def _part(part: Part) -> Iterator[tuple[str, ...]]:
    if part.container is not None:
        yield _container(part.container)
    yield from _tokens(part.tokens)
    if part.container is not None:
        yield ("container_close",)


def _container(container: Container) -> tuple[str, ...]:
    words = [f"{key}={value}" for key, value in sorted(container.attributes.items())]
    return ("container_open", container.name, *words)


def _tokens(tokens: Sequence[Token]) -> Iterator[tuple[str, ...]]:
    for token in tokens:
        if token.type == "inline":
            yield from _inline(token.children or ())
        elif token.type in {"heading_open", "heading_close"}:
            yield (token.type, token.tag)
        elif token.type == "ordered_list_open":
            yield (token.type, str(token.attrs.get("start", 1)))
        elif token.type in {"code_block", "fence"}:
            yield ("code", token.info.strip(), token.content)
        else:
            yield (token.type,)


def _inline(children: Sequence[Token]) -> Iterator[tuple[str, ...]]:
    for token in children:
        if token.type == "text":
            yield ("text", token.content)
        elif token.type == "link_open":
            yield ("link_open", str(token.attrs.get("href", "")), str(token.attrs.get("title", "")))
        elif token.type == "image":
            yield ("image_open", str(token.attrs.get("src", "")), str(token.attrs.get("title", "")))
            yield from _inline(token.children or ())
            yield ("image_close",)
        elif token.type == "code_inline":
            yield ("code", token.content)
        else:
            yield (token.type,)
