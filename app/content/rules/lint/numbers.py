"""NUM and SAF: the same numbers in every language; in safety blocks to the letter."""

import re
from collections import Counter
from collections.abc import Iterator

from app.content.rules.contents import numbers_in
from app.content.rules.isolation import ISOLATED
from app.content.rules.lint.sheet import Finding, Sheet

_CRITICAL = {"phone", "dose", "range", "time", "date", "alarm"}
_NOT_DIGITS = re.compile(r"[^0-9x.,:/-]")
_DASHES = re.compile("[\u2010-\u2015\u2212]")


def numbers(sheet: Sheet) -> Iterator[Finding]:
    """NUM: the same numbers as often, however they are grouped or pointed."""
    for pair in sheet.pairs:
        ours, theirs = (numbers_in(passage.contents.heard) for passage in (pair.source, pair.target))
        for what, difference in (("lacks the number", ours - theirs), ("adds the number", theirs - ours)):
            if difference:
                found = ", ".join(sorted(difference.elements()))
                message = f"{pair.target.label} {what} {found}"
                yield Finding(
                    pair.target.line, message, "Write every number of the source in digits, and no other."
                )


def safety(sheet: Sheet) -> Iterator[Finding]:
    """SAF: in a safety block every phone number, dose, range, date and time is identical."""
    for pair in sheet.pairs:
        if pair.safety:
            ours, theirs = (_critical(passage.contents.heard) for passage in (pair.source, pair.target))
            for item in sorted((ours - theirs) + (theirs - ours)):
                message = f"{pair.target.label} is about safety and differs in '{item}'"
                yield Finding(pair.target.line, message, "Copy phone numbers, doses and times exactly.")


def _critical(text: str) -> Counter[str]:
    found = (match for match in ISOLATED.finditer(text) if match.lastgroup in _CRITICAL)
    return Counter(_NOT_DIGITS.sub("", _DASHES.sub("-", match.group().replace("×", "x"))) for match in found)
