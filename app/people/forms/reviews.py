"""Forms of the log's reviews: how far back a sample goes, and what it came to."""

from enum import StrEnum
from typing import Final

from app.core.errors import S_
from app.people.models.reviews import Finding
from app.web.forms import FormModel


class Period(StrEnum):
    """How many days back a sample is drawn from."""

    MONTH = "30"
    QUARTER = "90"


PERIODS: Final = {Period.MONTH: S_("The last 30 days"), Period.QUARTER: S_("The last 90 days")}


class Draw(FormModel):
    """Which part of the log to draw from."""

    period: Period


class Outcome(FormModel):
    """What a review came to."""

    finding: Finding
