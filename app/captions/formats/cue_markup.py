"""The text of one WebVTT cue: escaped when written, freed of tags and entities when read."""

import html
import re
from typing import Final

_TAG: Final = re.compile(r"<(?:/?[A-Za-z][^<>\n]*|[0-9:.]+|/)?>")
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BREAKS: Final = re.compile("[\r\n]")


def escape(text: str) -> str:
    """Write plain text so that no part of it can be taken for a tag, an entity or an arrow."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(payload: str) -> tuple[str, tuple[str, ...]]:
    """Give the text that a reader sees, and every tag that was left out of it.

    All tags go (bold, voices, languages, ruby, times, unknown ones), the text between them stays. A `<` that
    opens no tag is text, although a browser would hide all after it. An entity that HTML does not know is
    text, too. Lines that held nothing but tags go with them.
    """
    if "<" not in payload and "&" not in payload:
        return payload, ()
    tags = tuple(_TAG.findall(payload))
    pieces = (_ENTITY.sub(_character, piece) for piece in _TAG.split(payload))
    text = "".join(pieces)
    if tags:
        text = "\n".join(line for line in text.split("\n") if line)
    return text, tags


def _character(entity: re.Match[str]) -> str:
    return _BREAKS.sub(" ", html.unescape(entity[0]))
