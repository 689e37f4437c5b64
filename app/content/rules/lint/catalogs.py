"""PLU and PH1 for the catalogues: plural forms as CLDR has them, placeholders kept."""

import gettext
import re
from collections.abc import Callable, Iterator

import polib
from babel import Locale

from app.content.models.documents import Problem
from app.content.rules.lint.sheet import Finding

CATEGORIES = {
    "sv": ("one", "other"),
    "ar": ("zero", "one", "two", "few", "many", "other"),
    "so": ("one", "other"),
    "ti": ("one", "other"),
    "en": ("one", "other"),
}
"""The order of a catalogue's plural forms, by CLDR category."""
TRIED_UP_TO = 1000

_HEADER = re.compile(r"\s*nplurals\s*=\s*([0-9])\s*;\s*plural\s*=\s*([^;]{1,300});?\s*")
_NAMED = re.compile(r"%\([A-Za-z_]\w*\)[sd]|\{[A-Za-z_]\w*\}|%[sd]")


def lint_catalog(text: str, *, lang: str, path: str) -> list[Problem]:
    """PLU and PH1 of one catalogue; text that is no catalogue is one PLU problem."""
    try:
        catalog = polib.pofile(text)
    except (OSError, UnicodeError, ValueError) as error:
        found = [("PLU", Finding(1, f"this is not a catalogue: {error}", "Correct it, or create it anew."))]
    else:
        found = [
            *(("PLU", one) for one in _plurals(catalog, lang)),
            *(("PH1", one) for one in _placeholders(catalog)),
        ]
    return [Problem(path, item.line, rule, item.level, item.message, item.remedy) for rule, item in found]


def _plurals(catalog: polib.POFile, lang: str) -> Iterator[Finding]:
    categories = CATEGORIES.get(lang)
    if categories is None:
        yield Finding(1, f"'{lang}' is not a language of this site", "Correct the folder's name.")
        return
    header = _HEADER.fullmatch(catalog.metadata.get("Plural-Forms", ""))
    fault = (
        "the header Plural-Forms is missing" if header is None else _disagreement(header, lang, categories)
    )
    if fault:
        yield Finding(1, fault, f"Write the rule that gives {', '.join(categories)} in this order.")
    for entry in catalog:
        forms = entry.msgstr_plural
        if (
            entry.msgid_plural
            and not entry.obsolete
            and _is_begun(forms)
            and not _is_full(forms, len(categories))
        ):
            message = f"'{entry.msgid[:60]}' has not all of its {len(categories)} plural forms"
            yield Finding(entry.linenum or 1, message, "Fill every form, alike or not.")


def _is_begun(forms: dict[int, str]) -> bool:
    return any(forms.values())


def _is_full(forms: dict[int, str], count: int) -> bool:
    return len(forms) == count and all(forms.values())


def _disagreement(header: re.Match[str], lang: str, categories: tuple[str, ...]) -> str | None:
    try:
        rule: Callable[[int], int] = gettext.c2py(header[2])
        if int(header[1]) != len(categories):
            return f"the header has {header[1]} plural forms; this language has {len(categories)}"
        cldr = Locale(lang).plural_form
        wrong = next((n for n in range(TRIED_UP_TO + 1) if rule(n) != categories.index(cldr(n))), None)
    except (ValueError, ArithmeticError) as error:
        return f"the header's plural rule cannot be read: {error}"
    return None if wrong is None else f"the header's plural rule is wrong for {wrong}"


def _placeholders(catalog: polib.POFile) -> Iterator[Finding]:
    for entry in catalog:
        if entry.obsolete or "fuzzy" in entry.flags:
            continue
        asked = set(_NAMED.findall(f"{entry.msgid} {entry.msgid_plural}"))
        plural = [text for _form, text in sorted(entry.msgstr_plural.items())]
        for text in [entry.msgstr, *plural]:
            given = set(_NAMED.findall(text))
            # A form for exactly one number may say the number in words; the last form, 'other', may not.
            may_lack = text in plural[:-1]
            if text and (given - asked or (asked - given and not may_lack)):
                message = f"'{entry.msgid[:60]}' and its translation have different placeholders"
                yield Finding(entry.linenum or 1, message, "Copy every placeholder exactly.")
                break
