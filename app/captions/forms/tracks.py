"""What the pages about a track send: which revisions to compare, which language to begin."""

from typing import Annotated

from fastapi import Path, Query
from pydantic import Field

from app.captions.rules.editing import LONGEST_LECTURE
from app.web.forms import FormModel

Number = Annotated[int, Query(ge=0, le=2**31 - 1)]
"""A number of a revision in an address."""

PathNumber = Annotated[int, Path(ge=0, le=2**31 - 1)]
"""The same as a part of the path."""

Start = Annotated[int, Query(ge=0, le=LONGEST_LECTURE)]
"""Which difference a page begins with."""

Seen = Annotated[str | None, Query(pattern=r"^\d{1,10}\.\d{1,10}$")]
"""What somebody had before her: the numbers of the track's revision and of its original's approved one."""


class BeginForm(FormModel):
    """The language of a new translation."""

    language: Annotated[str, Field(max_length=12)]
