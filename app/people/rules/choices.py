"""What a participant can say yes or no to, in which words, and how it can be said."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.core.errors import N_, S_
from app.core.locales import LANGUAGES
from app.people.models.participants import GivenHow, Purpose
from app.people.rules.participants import SPOKEN


@dataclass(frozen=True)
class Wording:
    """The sentences that somebody answers; what a no means comes first. A changed word is a new version."""

    version: str
    sentences: tuple[str, ...]


WORDINGS: Final[Mapping[Purpose, Wording]] = MappingProxyType(
    {
        Purpose.SMS: Wording(
            "2026-11",
            (
                N_("If you say no, nothing changes. You can still come to every meeting."),
                N_("May we send you text messages about time and place?"),
                N_("The messages say nothing about your health."),
                N_("You can change your answer at any time."),
            ),
        ),
        Purpose.SURVEY: Wording(
            "2026-11",
            (
                N_("If you say no, nothing changes. You can still come to every meeting."),
                N_("May we ask you questions about how you feel, now and one year later?"),
                N_("Nobody outside can see that the answers are yours."),
                N_("You can change your answer at any time."),
            ),
        ),
    }
)
NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {Purpose.SMS: S_("Text messages"), Purpose.SURVEY: S_("Questions about how one feels")}
)
WAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        GivenHow.WITH_INTERPRETER: S_("Aloud, with an interpreter"),
        GivenHow.DIGITAL: S_("On a screen"),
        GivenHow.PAPER: S_("On paper"),
    }
)
ANSWERS: Final[Mapping[str, str]] = MappingProxyType({"yes": S_("Yes"), "no": S_("No")})


def languages_for(spoken_language: str) -> tuple[str, ...]:
    """List the languages in which a choice can be given: those of the wording, then the spoken one."""
    return tuple(dict.fromkeys((*LANGUAGES, spoken_language)))


def faults_of_answer(language: str, how: GivenHow) -> dict[str, str]:
    """Say per form field what does not fit: only an interpreter speaks a language we have no text in."""
    if language in LANGUAGES or (how is GivenHow.WITH_INTERPRETER and language in SPOKEN):
        return {}
    if language in SPOKEN:
        return {"language": S_("There is no text in this language. An interpreter is needed.")}
    return {"language": S_("Choose one of these.")}
