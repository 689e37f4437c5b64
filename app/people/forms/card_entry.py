"""The entrance to a card: one field with twelve digits."""

from typing import Annotated, Final

from pydantic import BeforeValidator, Field

from app.core.errors import N_
from app.people.rules.card_codes import LENGTH
from app.people.rules.codes import digits_of
from app.web.forms import FormModel, fault

TWELVE: Final = N_("The card has 12 numbers. Write them all.")


def _read_digits(value: object) -> str:
    digits = digits_of(value) if isinstance(value, str) else ""
    if len(digits) != LENGTH:
        raise fault(TWELVE)
    return digits


class CardEntry(FormModel):
    """The digits of a card, in whatever signs and groups they were typed."""

    # Also when nothing was sent at all: the general words for an empty field are the staff's.
    code: Annotated[str, BeforeValidator(_read_digits), Field(validate_default=True)] = ""
