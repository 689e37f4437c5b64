"""What the pages about a track send: which revisions to compare, which language to begin."""

from typing import Annotated

from fastapi import Query
from pydantic import Field

from app.captions.rules.editing import LONGEST_LECTURE
from app.web.forms import FormModel

Number = Annotated[int, Query(ge=0, le=2**31 - 1)]
"""A number of a revision in an address."""

Start = Annotated[int, Query(ge=0, le=LONGEST_LECTURE)]
"""Which difference a page begins with."""


class BeginForm(FormModel):
    """The language of a new translation."""

    language: Annotated[str, Field(max_length=12)]
