"""How long a text is to the eye, and how fast a cue asks one to read."""

from functools import lru_cache

import regex  # type: ignore[import-untyped]  # ships no types

from app.captions.models.cues import Cue

_TAG = regex.compile(r"</?[a-zA-Z][^<>]*>|<\d\d[\d:.]*>")
_UNSEEN = regex.compile(
    "["
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"  # bidi marks and joiners without width
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"  # tashkeel
    "\n\r]"
)
_CLUSTER = regex.compile(r"\X")


@lru_cache(maxsize=65_536)
def count_characters(text: str) -> int:
    """How many characters a reader sees: grapheme clusters, spaces too.

    Tags, bidi marks and Arabic tashkeel do not count, nor do line feeds, as in Netflix's guides and Subtitle
    Edit.
    """
    if text.isascii() and "<" not in text:
        return len(text) - text.count("\n") - text.count("\r")
    seen = _UNSEEN.sub("", _TAG.sub("", text))
    return len(_CLUSTER.findall(seen))


def reading_speed(cue: Cue) -> float:
    """Characters per second; infinite for a cue that takes no time, zero for one without text."""
    characters = count_characters(cue.text)
    if not characters:
        return 0.0
    return characters * 1000 / (cue.end - cue.start) if cue.end > cue.start else float("inf")
