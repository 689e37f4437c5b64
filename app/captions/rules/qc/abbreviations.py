"""Swedish abbreviations and signs, and what to write instead: many readers do not know them (rule X3).

The rule is that of Västra Götalandsregionen's guide for subtitles in health care. Units such as mg stay as
they are; words like min and h are abbreviations only after a number.
"""

import re
from collections.abc import Iterator
from typing import Final

_DOTTED: Final = {
    "bl.a.": "bland annat",
    "d.v.s.": "det vill säga",
    "e.d.": "eller dylikt",
    "e.kr.": "efter Kristus",
    "f.d.": "före detta",
    "f.kr.": "före Kristus",
    "f.n.": "för närvarande",
    "f.ö.": "för övrigt",
    "fr.o.m.": "från och med",
    "m.a.o.": "med andra ord",
    "m.fl.": "med flera",
    "m.m.": "med mera",
    "o.d.": "och dylikt",
    "o.s.v.": "och så vidare",
    "p.g.a.": "på grund av",
    "s.k.": "så kallad",
    "t.ex.": "till exempel",
    "t.o.m.": "till och med",
    "t.v.": "tills vidare",
}
_CUT: Final = {
    "ca": "cirka",
    "dvs": "det vill säga",
    "etc": "och så vidare",
    "ev": "eventuellt",
    "exkl": "exklusive",
    "fr": "från",
    "ggr": "gånger",
    "inkl": "inklusive",
    "jfr": "jämför",
    "kl": "klockan",
    "max": "högst",
    "mkt": "mycket",
    "nr": "nummer",
    "osv": "och så vidare",
    "pga": "på grund av",
    "resp": "respektive",
    "tel": "telefon",
    "tex": "till exempel",
    "ung": "ungefär",
}
_NEEDS_DOT: Final = frozenset({"ev", "fr", "max", "resp", "ung", "tel"})
"""Without a full stop these are words or names."""
_LAST: Final = frozenset({"med mera", "med flera", "och så vidare", "och dylikt", "eller dylikt"})
"""These often end a sentence; their full stop is then the sentence's, too."""
_AFTER_NUMBER: Final = {
    "%": "procent",
    "h": "timmar",
    "tim": "timmar",
    "min": "minuter",
    "sek": "sekunder",
    "kr": "kronor",
    "st": "stycken",
}


def _dotted(abbreviation: str) -> str:
    """The letters with their full stops, with spaces between them or both: bl.a., bl a, bl. a."""
    parts = [re.escape(part) for part in abbreviation.split(".") if part]
    return r"(?:\.[ ]?|[ ])".join(parts) + (r"\.?" if len(parts) > 1 else r"\.")


def _cut(short: str) -> str:
    return rf"(?<![\w.]){short}{'[.]' if short in _NEEDS_DOT else '[.]?'}(?!\w)"


def _counted(short: str) -> str:
    return rf"(?<=\d)(?P<gap>[ \u00a0]?){re.escape(short)}" + ("" if short == "%" else r"(?!\w)")


_PATTERNS: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), whole)
    for pattern, whole in (
        *((rf"(?<![\w.]){_dotted(short)}(?!\w)", whole) for short, whole in _DOTTED.items()),
        *((_cut(short), whole) for short, whole in _CUT.items()),
        *((_counted(short), whole) for short, whole in _AFTER_NUMBER.items()),
        (r"§(?=[ \u00a0]?\d)", "paragraf"),
    )
)


def find_abbreviations(text: str) -> Iterator[tuple[int, int, str]]:
    """Give each abbreviation's place in the text and what to write for it, from left to right."""
    found = [
        (match.start(), match.end(), _fitted(text, match, whole))
        for pattern, whole in _PATTERNS
        for match in pattern.finditer(text)
    ]
    end = 0
    for start, stop, whole in sorted(found, key=lambda place: (place[0], -place[1])):
        if start >= end:
            yield start, stop, whole
            end = stop


def expand(text: str) -> str:
    """Write every abbreviation out; doing it twice changes nothing."""
    pieces, at = [], 0
    for start, end, whole in find_abbreviations(text):
        pieces += [text[at:start], whole]
        at = end
    return "".join([*pieces, text[at:]])


def _fitted(text: str, match: re.Match[str], whole: str) -> str:
    """Keep the capital, the space after a number, and a full stop that ended the sentence as well."""
    if "gap" in match.re.groupindex:
        return " " + whole
    shown = whole[0].upper() + whole[1:] if match[0][0].isupper() else whole
    following = text[match.end() :].lstrip()
    is_last = not following or following[0].isupper()
    return shown + "." if whole in _LAST and match[0].endswith(".") and is_last else shown
