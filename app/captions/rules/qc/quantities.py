"""Numbers and their units as values, whatever the language writes them with: for comparing translations.

`10 mg` and `١٠ ملغ` say the same. Number words are read from two to twelve; "one" and the Arabic dual may
stand for a digit of the other language, never against it.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from app.captions.rules.qc.number_words import NUMBERS, SOFT_NUMBERS, UNITS

_ETHIOPIC_ONES: Final = {chr(0x1369 + index): index + 1 for index in range(9)}
_ETHIOPIC_TENS: Final = {chr(0x1372 + index): 10 * (index + 1) for index in range(9)}
_ETHIOPIC_MANY: Final = {"\u137b": 100, "\u137c": 10_000}
_ETHIOPIC: Final = re.compile("[\u1369-\u137c]+")
_DIGITS: Final = re.compile(r"\d+(?:[.,:٫٬\u00a0\u202f ]\d+)*")
_NUMBER: Final = re.compile(r"(?P<grouped>[1-9]\d{0,2}(?:[.,٬\u00a0\u202f ]\d{3})+(?!\d))|\d+(?:[.,:٫]\d+)*")
_POINT: Final = re.compile("[.,:٫]")
_LAST_WORD: Final = re.compile(r"([^\W\d_]+|[%٪])\s{0,2}$")
_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|[%٪]")

_AR_PREFIX: Final = re.compile(r"^[وفبلك]?(?:ال)?(?=.{2,})")
_TI_PREFIX: Final = re.compile("^(?:ንዝ|ብ|ን|ካብ|ክሳብ|ናብ)(?=.{2,})")


def _table(text: str) -> dict[str, str]:
    return dict(pair.split(":") for pair in text.split())


_NUMBER_WORDS: Final = {language: _table(text) for language, text in NUMBERS.items()}
_SOFT_WORDS: Final = {language: _table(text) for language, text in SOFT_NUMBERS.items()}
_UNIT_WORDS: Final = {word: unit for unit, words in UNITS.items() for word in words.split()}


@dataclass(frozen=True)
class Quantities:
    """The numbers of a text: `digits` as written, `words` that are numbers, `soft` ones that may be.

    `units` pairs each number in digits with the unit beside it, where there is one.
    """

    digits: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    soft: Counter[str] = field(default_factory=Counter)
    units: Counter[tuple[str, str]] = field(default_factory=Counter)


def quantities_of(text: str, language: str) -> Quantities:
    """Read all numbers of a text; times and decimals are alike with a comma, a point or a colon."""
    plain = _with_plain_digits(text)
    found = Quantities()
    for match in _DIGITS.finditer(plain):
        values = _values(match[0])
        found.digits.update(values)
        unit = _unit_beside(plain, match, language)
        if unit:
            found.units[values[-1], unit] += 1
    _read_words(plain, language, found)
    return found


def _read_words(text: str, language: str, found: Quantities) -> None:
    numbers, soft = _NUMBER_WORDS.get(language, {}), _SOFT_WORDS.get(language, {})
    words = [_bare(match[0], language) for match in _WORD.finditer(text)]
    index = 0
    while index < len(words):
        teen, length = _teen(words[index : index + 3], language)
        if teen is not None:
            found.words[teen] += 1
        elif words[index] in numbers:
            found.words[numbers[words[index]]] += 1
        elif words[index] in soft:
            found.soft[soft[words[index]]] += 1
        index += length


def _teen(words: list[str], language: str) -> tuple[str | None, int]:
    """Read eleven to nineteen: ones first (ثلاثة عشر), ten first (ዓሰርተ ሰለስተ), or "and" (saddex iyo toban)."""
    known = {**_SOFT_WORDS.get(language, {}), **_NUMBER_WORDS.get(language, {})}
    values = [known.get(word) for word in words]
    order = {"ar": (0, 1), "ti": (1, 0), "so": (0, 2)}.get(language)
    if order is None or len(values) <= max(order) or (language == "so" and words[1] != "iyo"):
        return None, 1
    ones, ten = values[order[0]], values[order[1]]
    if ten != "10" or ones is None or not ones.isdigit() or int(ones) > 9:
        return None, 1
    return str(10 + int(ones)), max(order) + 1


def _with_plain_digits(text: str) -> str:
    text = _ETHIOPIC.sub(lambda found: str(_ethiopic_value(found[0])), text)
    return "".join(
        str(unicodedata.digit(sign)) if unicodedata.category(sign) == "Nd" else sign
        for sign in text
        if not unicodedata.combining(sign)
    )


def _ethiopic_value(numerals: str) -> int:
    total = current = 0
    for numeral in numerals:
        if numeral in _ETHIOPIC_MANY:
            current = max(current, 1) * _ETHIOPIC_MANY[numeral]
            total, current = total + current, 0
        else:
            current += _ETHIOPIC_ONES.get(numeral, 0) + _ETHIOPIC_TENS.get(numeral, 0)
    return total + current


def _values(written: str) -> list[str]:
    """Part a run of digits into its numbers, each in one form: thousands joined, decimals with a point."""
    values = []
    for match in _NUMBER.finditer(written):
        whole, *rest = _POINT.split(match[0]) if match["grouped"] is None else (re.sub(r"\D", "", match[0]),)
        values.append(".".join([whole.lstrip("0") or "0", *rest]))
    return values


def _unit_beside(text: str, match: re.Match[str], language: str) -> str | None:
    gap = len(text[match.end() : match.end() + 2]) - len(text[match.end() : match.end() + 2].lstrip())
    following = _WORD.match(text, match.end() + gap)
    unit = _UNIT_WORDS.get(_bare(following[0], language)) if following else None
    if unit is not None:
        return unit
    preceding = re.search(
        r"([^\W\d_]+|[%٪])[\s\u00a0]{0,2}$", text[max(0, match.start() - 30) : match.start()]
    )
    before = _UNIT_WORDS.get(_bare(preceding[1], language)) if preceding else None
    return before if before == "%" or language in {"so", "ti"} else None


def _bare(word: str, language: str) -> str:
    word = word.casefold()
    known = _NUMBER_WORDS.get(language, {}), _SOFT_WORDS.get(language, {}), _UNIT_WORDS
    if any(word in table for table in known):
        return word
    prefix = {"ar": _AR_PREFIX, "ti": _TI_PREFIX}.get(language)
    return prefix.sub("", word, count=1) if prefix else word
