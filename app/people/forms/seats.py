"""The form behind the plus and minus of the seats."""

from typing import Annotated, Literal

from pydantic import Field

from app.people.models.participants import Sex
from app.web.forms import FormModel

_MOST = 10_000
"""Far above any group, and small enough for every database."""


class SeatForm(FormModel):
    """One seat more or less; `shown` is the number that was on the page."""

    unit: Annotated[str, Field(max_length=40)]
    sex: Sex | None = None
    step: Literal["add", "take"]
    shown: Annotated[int, Field(ge=0, le=_MOST)]
