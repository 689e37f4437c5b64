"""Direction marks in exported subtitles: players choose a line's direction by its first strong character.

An Arabic line that begins with a Latin word, a digit or a dash would get its full stop on the wrong side, so
such lines, and no others, go out with a right-to-left mark in front. Tracks are stored without those marks.
"""

import re
import unicodedata
from typing import Final

RIGHT_TO_LEFT_MARK: Final = "\u200f"
RIGHT_TO_LEFT: Final = frozenset({"ar"})

_DASHES: Final = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2212")
_EMBEDDINGS: Final = re.compile("[\u202a-\u202e]")
_ISOLATED: Final = re.compile("[\u2066-\u2068][^\u2069]*\u2069?")


def mark_lines(text: str, language: str) -> str:
    """Put the marks in for a right-to-left language and take embeddings and overrides (U+202A-E) out of any.

    Doing it twice changes nothing. Lines that held nothing but such signs go with them: an empty line would
    end the subtitle in the file.
    """
    if _EMBEDDINGS.search(text):
        lines = ((line, _EMBEDDINGS.sub("", line)) for line in text.split("\n"))
        text = "\n".join(bare for line, bare in lines if bare or not line)
    if language not in RIGHT_TO_LEFT:
        return text
    return "\n".join(RIGHT_TO_LEFT_MARK + line if _needs_mark(line) else line for line in text.split("\n"))


def unmark_lines(text: str) -> str:
    """Take out the marks that `mark_lines` would put in; other direction marks are a person's own."""
    return "\n".join(_unmarked(line) for line in text.split("\n"))


def _unmarked(line: str) -> str:
    bare = line.lstrip(RIGHT_TO_LEFT_MARK)
    return bare if _needs_mark(bare) else line


def _needs_mark(line: str) -> bool:
    start = line.lstrip()
    if not start:
        return False
    if start[0] in _DASHES or unicodedata.category(start[0]) == "Nd":
        return True
    strong = (unicodedata.bidirectional(character) for character in _ISOLATED.sub("", start))
    return next((kind for kind in strong if kind in {"L", "R", "AL"}), None) == "L"
