"""What may be known of a participant: languages, needs and how to make oneself understood, all in codes."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from app.core.errors import S_
from app.core.ids import ALPHABET, ID_LENGTH
from app.core.keyring import Keyring
from app.core.locales import LANGUAGES, Locale
from app.people.models.participants import InterpreterNeed, Medium, ReadsWell, Sex, Strength
from app.people.models.units import Unit, UnitKind

CODE_LENGTH: Final = 8
MOST_LANGUAGES: Final = 5
"""How many languages somebody may speak besides the first."""

UNIT_KINDS: Final = (UnitKind.SITE, UnitKind.GROUP)
"""Where somebody can be registered: in a group, or at a site while no group is chosen."""

SPOKEN: Final[tuple[str, ...]] = (
    *("aa", "am", "ar", "az", "bg", "bn", "bs", "ckb", "de", "el", "en", "es"),
    *("et", "fa", "fi", "fr", "hi", "hr", "hu", "hy", "it", "ka", "kmr", "ln"),
    *("lt", "lv", "mk", "mn", "my", "nl", "om", "pa", "pl", "prs", "ps", "pt"),
    *("rhg", "ro", "rom", "ru", "rw", "so", "sq", "sr", "sv", "sw", "syr", "ta"),
    *("th", "ti", "tl", "tr", "uk", "ur", "uz", "vi", "zh"),
)
"""Spoken languages, ISO 639-1, else 639-2 or -3: what Swedish interpreting agencies are asked for."""

# Where the Unicode names (CLDR 47) have none, or one that people do not use for their own language.
_OWN_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ckb": S_("Sorani"),
        "kmr": S_("Kurmanji"),
        "prs": S_("Dari"),
        "ps": S_("Pashto"),
        "rhg": S_("Rohingya"),
    }
)

DIALECTS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "ar": MappingProxyType(
            {
                "levantine": S_("Levantine"),
                "iraqi": S_("Iraqi"),
                "egyptian": S_("Egyptian"),
                "sudanese": S_("Sudanese"),
                "gulf": S_("Gulf"),
                "maghrebi": S_("Maghrebi"),
            }
        ),
        "so": MappingProxyType({"maxaa": S_("Maxaa tiri"), "maay": S_("Maay")}),
        "zh": MappingProxyType({"mandarin": S_("Mandarin"), "cantonese": S_("Cantonese")}),
    }
)
"""Dialects that need another interpreter, by language; a dialect's code belongs to one language only."""


class AccessNeed(StrEnum):
    """What the room, the chair or the paper must be like; never why."""

    HEARING = "hearing"
    SIGHT = "sight"
    LARGE_PRINT = "large_print"
    WHEELCHAIR = "wheelchair"
    STAIRS = "stairs"
    SITS_SHORT = "sits_short"
    LIES_DOWN = "lies_down"
    QUIET_ROOM = "quiet_room"
    COMPANION = "companion"


ACCESS_NEEDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        AccessNeed.HEARING: S_("Needs to sit where one hears well"),
        AccessNeed.SIGHT: S_("Needs to be told what is shown"),
        AccessNeed.LARGE_PRINT: S_("Needs large print"),
        AccessNeed.WHEELCHAIR: S_("Needs room for a wheelchair"),
        AccessNeed.STAIRS: S_("Cannot take stairs"),
        AccessNeed.SITS_SHORT: S_("Sits only for a short while"),
        AccessNeed.LIES_DOWN: S_("Needs somewhere to lie down"),
        AccessNeed.QUIET_ROOM: S_("Needs a quiet room for breaks"),
        AccessNeed.COMPANION: S_("Brings somebody along"),
    }
)
READS_WELL: Final[Mapping[str, str]] = MappingProxyType(
    {ReadsWell.YES: S_("Well"), ReadsWell.SOME: S_("A little"), ReadsWell.NO: S_("Not at all")}
)
MEDIUMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        Medium.AUDIO: S_("By listening"),
        Medium.TEXT: S_("By reading"),
        Medium.PICTURE: S_("With pictures"),
        Medium.VIDEO: S_("With films"),
    }
)
INTERPRETER_NEEDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        InterpreterNeed.ALWAYS: S_("Always"),
        InterpreterNeed.SOMETIMES: S_("Sometimes"),
        InterpreterNeed.NO: S_("Never"),
    }
)
SEXES: Final[Mapping[str, str]] = MappingProxyType({Sex.WOMAN: S_("Woman"), Sex.MAN: S_("Man")})
WISHES: Final[Mapping[tuple[Sex, Strength], str]] = MappingProxyType(
    {
        (Sex.WOMAN, Strength.WISH): S_("Preferably a woman"),
        (Sex.WOMAN, Strength.MUST): S_("Only a woman"),
        (Sex.MAN, Strength.WISH): S_("Preferably a man"),
        (Sex.MAN, Strength.MUST): S_("Only a man"),
    }
)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What somebody says of herself; `wish` is the interpreter's sex and how firmly it is asked for."""

    spoken_language: str
    read_language: str
    reads_well: ReadsWell
    medium: Medium
    interpreter_need: InterpreterNeed
    wish: tuple[Sex, Strength] | None = None
    dialect: str | None = None
    also_speaks: tuple[str, ...] = ()
    access_needs: tuple[AccessNeed, ...] = ()
    sex: Sex | None = None


def faults_of(facts: Facts) -> dict[str, str]:
    """Say per form field what does not fit; empty when all does."""
    checks = {
        "spoken_language": (facts.spoken_language not in SPOKEN, S_("Choose one of these.")),
        "read_language": (facts.read_language not in LANGUAGES, S_("Choose one of these.")),
        "dialect": (
            facts.dialect is not None and facts.dialect not in DIALECTS.get(facts.spoken_language, {}),
            S_("This dialect belongs to another language."),
        ),
        "also_speaks": _fault_of_more_languages(facts),
        "interpreter_wish": (
            facts.wish is not None and facts.interpreter_need is InterpreterNeed.NO,
            S_("No interpreter is needed here. Leave this empty."),
        ),
    }
    return {name: words for name, (is_wrong, words) in checks.items() if is_wrong}


def _fault_of_more_languages(facts: Facts) -> tuple[bool, str]:
    if len(facts.also_speaks) > MOST_LANGUAGES:
        return True, S_("Choose at most five.")
    if facts.spoken_language in facts.also_speaks:
        return True, S_("This language is chosen above already.")
    return not set(facts.also_speaks) <= set(SPOKEN), S_("Choose one of these.")


def language_name(code: str, locale: Locale) -> str:
    """Name a spoken language for staff, with a capital; an unknown code is given back as it is."""
    name = (
        locale.gettext(_OWN_NAMES[code]) if code in _OWN_NAMES else _unicode_names(locale.tag).get(code, code)
    )
    return name[:1].upper() + name[1:]


def language_names(locale: Locale) -> dict[str, str]:
    """Name all spoken languages: those that the school is taught in first, then the others by name."""
    names = {code: language_name(code, locale) for code in SPOKEN}
    rest = sorted((name, code) for code, name in names.items() if code not in LANGUAGES)
    return {code: names[code] for code in (*LANGUAGES[1:], LANGUAGES[0], *(code for _, code in rest))}


def smallest_around(units: Sequence[Unit]) -> str | None:
    """Give the id of the smallest unit that holds all of these, for the trail; None when there is none."""
    for ids in ({u.id for u in units}, {u.site_id for u in units}, {u.programme_id for u in units}):
        if len(ids) == 1:
            return ids.pop()
    return None


def shown_code(code: str) -> str:
    """Write a participant's code as it is read aloud, in two halves."""
    return f"{code[: CODE_LENGTH // 2]}-{code[CODE_LENGTH // 2 :]}"


def typed_code(text: str) -> str:
    """Bring a code, or its beginning, from how somebody typed it to how it is kept; it may fit nobody's."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).upper() if sign not in " -‐‑–\t")


def id_from_key(keyring: Keyring, actor_id: str, key: str) -> str:
    """Derive a new participant's id from the key in the form, so that a form sent twice makes one person.

    Nobody can choose an id in this way: it is 80 bits of a keyed digest, and each actor's are her own.
    """
    number = int(keyring.digest("participant", f"{actor_id}:{key}"), 16)
    return "".join(ALPHABET[(number >> 5 * place) & 31] for place in range(ID_LENGTH))


@lru_cache(maxsize=4)
def _unicode_names(tag: str) -> Mapping[str, str]:
    # The names of all languages cost memory, which a process that shows no participant should not carry.
    from babel import Locale as UnicodeLocale  # noqa: PLC0415 - see above

    names = UnicodeLocale.parse(tag).languages
    return {code: str(names[code]) for code in SPOKEN if code in names}
