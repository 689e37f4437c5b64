"""What the editor sends: the JSON of a change, and the form by which one cue is corrected without scripts."""

import re
from typing import Annotated, Final, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from app.captions.rules.editing import LONGEST_LECTURE, Change, ChangeKind, SentCue
from app.core.errors import S_, BadRequestError
from app.web.forms import FormModel, fault

_JSON_TYPE: Final = "application/json"
_LONGEST_TEXT: Final = 5000
WRONG_TIME: Final = S_("Write the time like this: 1:02.500, which is 1 minute, 2 seconds and a half.")
_TIME: Final = re.compile(
    r"(?:(?:(?P<hours>\d{1,2}):)?(?P<minutes>\d{1,3}):)?(?P<seconds>\d{1,5})(?:[.,](?P<fraction>\d{1,3}))?",
    re.ASCII,
)

_Millisecond = Annotated[int, Field(strict=True, ge=-LONGEST_LECTURE, le=10 * LONGEST_LECTURE)]
_Number = Annotated[int, Field(strict=True, ge=0, le=2**31 - 1)]
Body = TypeVar("Body", bound=BaseModel)
_Key = Annotated[str, Field(min_length=1, max_length=80)]


class BadChangeError(BadRequestError):
    """What was sent as a change is no JSON of the agreed shape: a fault of the page, not of the person."""

    message_id = S_("The page sent something that we could not read. Load the page again.")


class _CueBody(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    id: Annotated[str, Field(max_length=12)] | None = None
    key: _Key | None = None
    version: _Number | None = None
    start: _Millisecond
    end: _Millisecond
    text: Annotated[str, Field(max_length=_LONGEST_TEXT)]
    sources: Annotated[list[Annotated[str, Field(max_length=12)]], Field(max_length=100)] = []
    is_deleted: bool = False


class _ChangeBody(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    kind: Literal["edit", "split", "merge", "add", "delete", "shift", "replace", "undo", "fix", "accept"]
    cues: Annotated[list[_CueBody], Field(max_length=10_000)]
    source_revision: _Number | None = None
    request: _Key | None = None


class _FlagsBody(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    ids: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=10_000)]


def read_change(content_type: str, body: bytes) -> Change:
    """Read a change; a cue without a key gets its id, or its place in the request. Raises BadChangeError."""
    sent = _read(_ChangeBody, content_type, body)
    cues = tuple(
        SentCue(
            key=cue.key or cue.id or f"#{place}",
            id=cue.id,
            version=cue.version,
            start=cue.start,
            end=cue.end,
            text=cue.text,
            sources=tuple(cue.sources),
            is_deleted=cue.is_deleted,
        )
        for place, cue in enumerate(sent.cues)
    )
    return Change(ChangeKind(sent.kind), cues, sent.source_revision, sent.request)


def read_flag_ids(content_type: str, body: bytes) -> tuple[str, ...]:
    """Read the ids of the flags that somebody looked at. Raises BadChangeError."""
    return tuple(_read(_FlagsBody, content_type, body).ids)


def shown_time(milliseconds: int) -> str:
    """Write a time as the form takes it: `1:02.500`, with hours only where there are some."""
    seconds, fraction = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    clock = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{clock}:{seconds:02}.{fraction:03}"


def _time(value: object) -> object:
    found = _TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise fault(WRONG_TIME)
    seconds = int(found["hours"] or 0) * 3600 + int(found["minutes"] or 0) * 60 + int(found["seconds"])
    return seconds * 1000 + int((found["fraction"] or "0").ljust(3, "0"))


def _in_range(value: int) -> int:
    if value > LONGEST_LECTURE:
        raise fault(WRONG_TIME)
    return value


Time = Annotated[int, BeforeValidator(_time), AfterValidator(_in_range)]
"""Milliseconds, as a person writes them."""


class CueForm(FormModel):
    """One cue with its times, and what is to be done with it; whether the text can be stored is asked
    later."""

    version: Annotated[int, Field(ge=0, le=2**31 - 1)]
    source_revision: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None
    start: Time
    end: Time
    text: Annotated[str, Field(max_length=_LONGEST_TEXT)] = ""
    step: Literal["edit", "accept", "delete"] = "edit"

    def change(self, cue_id: str, sources: tuple[str, ...]) -> Change:
        """Say what the form asks for."""
        is_deleted = self.step == "delete"
        sent = SentCue("text", cue_id, self.version, self.start, self.end, self.text, sources, is_deleted)
        return Change(ChangeKind(self.step), (sent,), self.source_revision)


def _read(model: type[Body], content_type: str, body: bytes) -> Body:
    if content_type.partition(";")[0].strip().lower() != _JSON_TYPE:
        raise BadChangeError("not JSON")
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise BadChangeError(str(error.error_count())) from None
