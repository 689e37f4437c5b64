"""The forms for what is known of a participant, and for removing her."""

from enum import StrEnum
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from pydantic import BeforeValidator, Field

from app.core.ids import ALPHABET, ID_LENGTH
from app.people.models.participants import InterpreterNeed, Medium, Participant, ReadsWell, Sex, Strength
from app.people.queries.participants import Filter
from app.people.rules.participants import SPOKEN, AccessNeed, Facts
from app.web.forms import CHOOSE_ONE, FormModel, fault

DEFAULTS: Final = {"medium": Medium.AUDIO.value, "interpreter_need": InterpreterNeed.ALWAYS.value}
_MOST_VERSIONS = 2**31


class InterpreterWish(StrEnum):
    """An interpreter's sex and how firmly it is asked for: one choice, so that it is always whole."""

    WOMAN_WISH = "woman-wish"
    WOMAN_MUST = "woman-must"
    MAN_WISH = "man-wish"
    MAN_MUST = "man-must"

    @property
    def parts(self) -> tuple[Sex, Strength]:
        """Give the two that it stands for."""
        sex, _, strength = self.value.partition("-")
        return Sex(sex), Strength(strength)


class Way(StrEnum):
    """What becomes of the place of somebody who is removed."""

    FOR_GOOD = "for_good"
    SEAT = "seat"


def _known_language(value: object) -> object:
    if value not in SPOKEN:
        raise fault(CHOOSE_ONE)
    return value


def _key(value: object) -> object:
    if not isinstance(value, str) or len(value) != ID_LENGTH or not set(value) <= set(ALPHABET):
        raise fault(CHOOSE_ONE)
    return value


Language = Annotated[str, BeforeValidator(_known_language)]
Code = Annotated[str, Field(max_length=40)]


class FactsForm(FormModel):
    """What a leader writes down about a participant, and where she belongs."""

    unit: Code
    spoken_language: Language
    dialect: Code | None = None
    also_speaks: tuple[Language, ...] = ()
    read_language: Code
    reads_well: ReadsWell
    medium: Medium
    interpreter_need: InterpreterNeed
    interpreter_wish: InterpreterWish | None = None
    access_needs: tuple[AccessNeed, ...] = ()
    sex: Sex | None = None

    def facts(self) -> Facts:
        """Give what was written, as the rules know it."""
        return Facts(
            spoken_language=self.spoken_language,
            dialect=self.dialect,
            also_speaks=self.also_speaks,
            read_language=self.read_language,
            reads_well=self.reads_well,
            medium=self.medium,
            interpreter_need=self.interpreter_need,
            wish=self.interpreter_wish.parts if self.interpreter_wish else None,
            access_needs=self.access_needs,
            sex=self.sex,
        )


class NewForm(FactsForm):
    """Somebody new; `key` was drawn with the form, so that sending it twice registers one person."""

    key: Annotated[str, BeforeValidator(_key)]


class ChangeForm(FactsForm):
    """A change to what was known at `version`."""

    version: Annotated[int, Field(ge=0, lt=_MOST_VERSIONS)]


class RemoveForm(FormModel):
    """Removing somebody."""

    way: Way


def filled_in(participant: Participant) -> dict[str, Any]:
    """Give the form's fields as they are now."""
    wish = ""
    if participant.interpreter_sex:
        wish = f"{participant.interpreter_sex}-{participant.interpreter_strength}"
    return {
        "unit": participant.unit_id,
        "spoken_language": participant.spoken_language,
        "dialect": participant.dialect or "",
        "also_speaks": participant.also_speaks,
        "read_language": participant.read_language,
        "reads_well": participant.reads_well,
        "medium": participant.medium,
        "interpreter_need": participant.interpreter_need,
        "interpreter_wish": wish,
        "access_needs": participant.access_needs,
        "sex": participant.sex or "",
        "version": participant.version,
    }


class ListQuery(FormModel):
    """What the list is narrowed to, as its address says it."""

    unit: Code = ""
    language: Code = ""
    need: Code = ""
    code: Code = ""
    cursor: str | None = None

    def narrowed(self) -> Filter:
        """Give it as the query knows it."""
        return Filter(_known(self.language), _known(self.need), self.code)

    def address(self) -> str:
        """Write it as the beginning of a query string for the neighbouring pages; empty, or ending in `&`."""
        chosen = self.model_dump(exclude={"cursor"}, exclude_defaults=True)
        return f"{urlencode(chosen)}&" if chosen else ""


def _known(code: str) -> str:
    # A database takes no NUL; whatever else is no code of ours simply finds nobody.
    return code.replace("\0", "?")
