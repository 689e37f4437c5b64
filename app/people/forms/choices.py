"""The form for a yes or no."""

from typing import Annotated, Literal

from pydantic import Field

from app.people.models.participants import GivenHow
from app.web.forms import FormModel


class ChoiceForm(FormModel):
    """What somebody answered, in which language, and how."""

    answer: Literal["yes", "no"]
    language: Annotated[str, Field(max_length=10)]
    how: GivenHow
