"""What each rule and each doubt says to the person who looks at it, and in what its numbers are counted."""

from enum import StrEnum
from typing import Final

from app.captions.models.words import Doubt
from app.core.errors import S_


class Unit(StrEnum):
    """What a finding's value and limit count; times are milliseconds inside, seconds on the page."""

    CHARACTERS = S_("characters")
    LINES = S_("lines")
    SPEED = S_("characters per second")
    SECONDS = S_("seconds")
    TIMES = S_("times the length")
    NONE = ""


_LINE_TOO_LONG: Final = S_("A line is too long.")
_TOO_FAST: Final = S_("There is too little time to read it.")

RULES: Final = {
    "L1": (_LINE_TOO_LONG, Unit.CHARACTERS),
    "L1a": (_LINE_TOO_LONG, Unit.CHARACTERS),
    "L1t": (_LINE_TOO_LONG, Unit.CHARACTERS),
    "L2": (S_("There are too many lines."), Unit.LINES),
    "L3": (S_("The upper line is longer than the lower, or a short word stands alone."), Unit.CHARACTERS),
    "L4": (S_("The line ends between words that belong together."), Unit.NONE),
    "B1": (S_("A sentence ends here, and a piece of the next begins."), Unit.NONE),
    "P1": (S_("There is a long silence inside the subtitle."), Unit.SECONDS),
    "S1": (_TOO_FAST, Unit.SPEED),
    "S1a": (_TOO_FAST, Unit.SPEED),
    "S2": (_TOO_FAST, Unit.SPEED),
    "D1": (S_("The subtitle is shown for too short a time."), Unit.SECONDS),
    "D2": (S_("The subtitle is shown for too long a time."), Unit.SECONDS),
    "G1": (S_("The gap before the next subtitle is too short, or they overlap."), Unit.SECONDS),
    "G2": (S_("The gap before the next subtitle is so short that it flickers."), Unit.SECONDS),
    "T1": (S_("The subtitle starts too far from its first word."), Unit.SECONDS),
    "T2": (S_("The subtitle ends too far from its last word."), Unit.SECONDS),
    "T3": (S_("The times are wrong: outside the lecture, or out of order."), Unit.SECONDS),
    "H1": (S_("There is text where hardly anybody speaks."), Unit.NONE),
    "H2": (S_("The machine may have invented this. Listen to it."), Unit.NONE),
    "H3": (S_("Somebody speaks here, but there is no text."), Unit.SECONDS),
    "N1": (S_("The numbers or units are not the same as in the Swedish."), Unit.NONE),
    "N2": (S_("A word of the term list is missing."), Unit.NONE),
    "N3": (S_("The translation is missing, not translated, or of a very different length."), Unit.TIMES),
    "X1": (S_("The text holds signs that do not belong there."), Unit.NONE),
    "X2": (S_("The punctuation is not that of the language."), Unit.NONE),
    "X3": (S_("Write the abbreviation out."), Unit.NONE),
}

DOUBTS: Final = {
    Doubt.NO_SPEECH: S_("There is text where hardly anybody speaks."),
    Doubt.REPETITION: S_("The same words come again and again."),
    Doubt.LOW_CONFIDENCE: S_("The machine was unsure of the whole passage."),
    Doubt.SILENCE_LIKELY: S_("The machine itself thinks that nobody spoke."),
    Doubt.CREDIT: S_("This looks like the end credits of a film, which the machine invents."),
    Doubt.ODD_WORDS: S_("The words are too short, too long or hardly heard."),
    Doubt.ESTIMATED_TIME: S_("The times of the words are guessed."),
    Doubt.LEFT_OUT: S_("The machine wrote this, but nobody can have said it here. It was left out."),
    Doubt.MISSING: S_("Somebody speaks here, but there is no text."),
}

_OTHER: Final = S_("The subtitle breaks a rule.")


def words_of(rule: str) -> str:
    """Give the marked sentence of a rule, a general one for a rule that is not known here."""
    return RULES.get(rule, (_OTHER, Unit.NONE))[0]


def unit_of(rule: str) -> Unit:
    """Say what the rule's numbers count."""
    return RULES.get(rule, (_OTHER, Unit.NONE))[1]
