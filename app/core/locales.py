"""The languages of the house as values: tag, direction, own name, catalogue and plain number formats."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

from babel.support import NullTranslations, Translations

Direction = Literal["ltr", "rtl"]

_PROFILES: Final[tuple[tuple[str, Direction, str], ...]] = (
    ("sv", "ltr", "Svenska"),
    ("ar", "rtl", "العربية"),
    ("so", "ltr", "Soomaali"),
    ("ti", "ltr", "ትግርኛ"),
)
_STAFF_PROFILES: Final[tuple[tuple[str, Direction, str], ...]] = (
    ("sv", "ltr", "Svenska"),
    ("en", "ltr", "English"),
)
LANGUAGES: Final[tuple[str, ...]] = tuple(tag for tag, _, _ in _PROFILES)
STAFF_LANGUAGES: Final[tuple[str, ...]] = tuple(tag for tag, _, _ in _STAFF_PROFILES)
SOURCE_LANGUAGE: Final = "sv"
MESSAGE_LANGUAGE: Final = "en"
"""The language of the message ids themselves: it needs no catalogue."""


class CatalogueMissingError(Exception):
    """A language has no compiled catalogue: the program was started without its installation step."""


@dataclass(frozen=True)
class Locale:
    """One language as the templates see it; never a global, always handed on in the context."""

    tag: str
    direction: Direction
    autonym: str
    translations: NullTranslations

    def gettext(self, message: str) -> str:
        """Translate one marked message."""
        return str(self.translations.gettext(message))

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Translate one counted message by the language's own plural rule."""
        return str(self.translations.ngettext(singular, plural, number))

    @cached_property
    def is_source(self) -> bool:
        """Say whether this is Swedish, from which everything is translated."""
        return self.tag == SOURCE_LANGUAGE

    def decimal(self, value: float) -> str:
        """Write a number with one decimal and the Swedish comma, digits 0-9 in every language.

        One form everywhere is the house rule of the translation notes (section 4): readers meet 0-9
        and the comma on every Swedish sign and prescription.
        """
        return f"{value:.1f}".replace(".", ",")


def load_locales(locales_dir: Path) -> Mapping[str, Locale]:
    """Read the compiled catalogue of every language; raise CatalogueMissingError when one is absent."""
    return {tag: _load(locales_dir, tag, direction, autonym) for tag, direction, autonym in _PROFILES}


def load_staff_locales(locales_dir: Path) -> Mapping[str, Locale]:
    """Read what staff pages are shown in: Swedish with the staff's own catalogue, and English as written."""
    found = {}
    for tag, direction, autonym in _STAFF_PROFILES:
        translations: NullTranslations = NullTranslations()
        if tag != MESSAGE_LANGUAGE:
            translations = _catalogue(locales_dir, tag).merge(_catalogue(locales_dir, tag, "staff"))
        found[tag] = Locale(tag, direction, autonym, translations)
    return found


def _load(locales_dir: Path, tag: str, direction: Direction, autonym: str) -> Locale:
    return Locale(tag, direction, autonym, _catalogue(locales_dir, tag))


def _catalogue(locales_dir: Path, tag: str, domain: str = "messages") -> Translations:
    translations = Translations.load(str(locales_dir), [tag], domain=domain)
    if not isinstance(translations, Translations):
        raise CatalogueMissingError(f"No compiled catalogue for {tag} in {locales_dir}: run 'make install'.")
    return translations


def best_language(
    accept_language: str | None, remembered: str | None = None, languages: tuple[str, ...] = LANGUAGES
) -> str:
    """Choose a language: the remembered one, else the reader's first known preference, else Swedish.

    Any region matches its base ('ar-SY' is 'ar'). Rubbish, unknown tags and headers over 1 000
    characters count as no preference, so that no header can cost time or raise.
    """
    if remembered in languages:
        return remembered
    if not accept_language or len(accept_language) > 1000:
        return SOURCE_LANGUAGE
    ranked = sorted(_weighted(accept_language), key=lambda item: -item[1])
    return next((tag for tag, weight in ranked if tag in languages and weight > 0), SOURCE_LANGUAGE)


def _weighted(accept_language: str) -> list[tuple[str, float]]:
    weighted = []
    for part in accept_language.split(","):
        tag, _, parameter = part.strip().partition(";")
        weighted.append((tag.strip().lower().split("-")[0], _quality(parameter)))
    return weighted


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
