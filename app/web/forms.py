"""What a form sent: read safely, then checked by a pydantic model whose faults become plain words."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final, TypeVar, get_args, get_origin

from fastapi import Depends, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from app.core.errors import S_, BadRequestError, InvalidInputError

MOST_FIELDS: Final = 200
FILL_IN: Final = S_("Fill this in.")
TOO_LONG: Final = S_("This is too long.")
TOO_SHORT: Final = S_("This is too short.")
CHOOSE_ONE: Final = S_("Choose one of these.")
WRONG_DATE: Final = S_("Write the date like this: 2026-03-09.")
CANNOT_USE: Final = S_("This cannot be used as it is.")
BAD_SIGNS: Final = S_("This holds signs that cannot be seen. Write it again by hand.")
_WORDS: Final = {
    "missing": FILL_IN,
    "string_too_long": TOO_LONG,
    "string_too_short": FILL_IN,
    # What pydantic says when the limit stands outside a validator, as in Text and Name.
    "too_long": TOO_LONG,
    "too_short": FILL_IN,
    "enum": CHOOSE_ONE,
    "literal_error": CHOOSE_ONE,
    "date_from_datetime_parsing": WRONG_DATE,
    "date_from_datetime_inexact": WRONG_DATE,
    "date_parsing": WRONG_DATE,
    "date_type": WRONG_DATE,
    "int_parsing": CANNOT_USE,
}
# Invisible signs that turn the direction of text or hide in it (Unicode category Cf), control characters, and
# ends of lines.
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# Two joiners are part of how Persian, Kurdish and others are spelt.
_JOINERS = {"\u200c", "\u200d"}
# Beyond what any field takes: composing marks costs the square of their number, 20 seconds for a full body.
_MOST_CHARACTERS: Final = 1000
# `date` itself also takes seconds since 1970, a time of day after the day, and days without hyphens.
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# What a browser's bytes become when they are no UTF-8.
_REPLACED = "\ufffd"

Values = Mapping[str, str | list[str]]
"""A form's fields as they were sent: one text, or a list where the field may have several."""


async def _read(request: Request) -> FormData:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        # Uploads have their own address; a form of ours never sends anything else.
        raise HTTPException(415)
    try:
        (await request.body()).decode("ascii")
    except UnicodeDecodeError as fault:
        raise BadRequestError("a form that is not percent-encoded") from fault
    return await request.form(max_files=0, max_fields=MOST_FIELDS)


def _plain_text(value: object) -> object:
    """Compose letters, drop the spaces around, refuse what cannot be seen; anything but text passes."""
    if not isinstance(value, str):
        return value
    if len(value) > _MOST_CHARACTERS:
        raise fault(TOO_LONG)
    text = unicodedata.normalize("NFC", value).strip()
    is_bare = bool(text) and not (set(text) - _JOINERS - {" "})
    if is_bare or any(unicodedata.category(sign) in _HIDDEN and sign not in _JOINERS for sign in text):
        raise fault(BAD_SIGNS)
    return text


def _plain_day(value: object) -> object:
    if isinstance(value, str) and not _DAY.fullmatch(value.strip()):
        raise fault(WRONG_DATE)
    return value.strip() if isinstance(value, str) else value


Sent = Annotated[FormData, Depends(_read)]
"""A route's parameter: the form as it was sent."""

Text = Annotated[str, BeforeValidator(_plain_text), Field(min_length=1, max_length=200)]
"""One line of text that people wrote."""

Name = Annotated[str, BeforeValidator(_plain_text), Field(min_length=1, max_length=80)]
"""A name that people wrote; kept as it is, shown isolated."""

Day = Annotated[date, BeforeValidator(_plain_day)]
"""A day as a browser's date field sends it."""


class FormModel(BaseModel):
    """The base of every form: fields that are not declared are passed over, and cannot be written."""

    model_config = ConfigDict(extra="ignore", frozen=True)


Model = TypeVar("Model", bound=FormModel)


def fault(message_id: str) -> PydanticCustomError:
    """Make the error that a validator raises, with the words that stand beside the field."""
    return PydanticCustomError("form", "{message_id}", {"message_id": message_id})


def values_of(sent: FormData, *, many: frozenset[str] = frozenset()) -> dict[str, str | list[str]]:
    """Turn what was sent into plain values; raise BadRequestError for a single field that was sent twice."""
    values: dict[str, str | list[str]] = {}
    for name in sent:
        texts = [text for text in sent.getlist(name) if not isinstance(text, UploadFile)]
        if name not in many and len(texts) != 1:
            raise BadRequestError("a field was sent twice")
        if any(_REPLACED in text for text in texts):
            raise BadRequestError("a field that is no UTF-8")
        values[name] = texts if name in many else texts[0]
    return values


def parse(model: type[Model], sent: FormData) -> Model:
    """Check a form; raise InvalidInputError with a message id per field, or BadRequestError.

    An empty text counts as not sent, so that an optional field may be left empty.
    """
    many = frozenset(name for name, field in model.model_fields.items() if _is_list(field.annotation))
    given = values_of(sent, many=many).items()
    values = {name: value for name, value in given if not isinstance(value, str) or value.strip()}
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise InvalidInputError(_words_by_field(error)) from None


def _words_by_field(error: ValidationError) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in error.errors(include_input=False, include_url=False):
        name = str(item["loc"][0]) if item["loc"] else "form"
        words = item.get("ctx", {}).get("message_id") or _WORDS.get(item["type"], CANNOT_USE)
        found.setdefault(name, words)
    return found


def _is_list(annotation: Any) -> bool:
    origins = {get_origin(annotation), *(get_origin(choice) for choice in get_args(annotation))}
    return not origins.isdisjoint({tuple, list, frozenset, set})
