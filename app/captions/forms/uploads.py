"""What an upload says of itself before its first byte comes."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, Field
from starlette.datastructures import FormData

from app.captions.actions.uploads import NewUpload
from app.captions.rules.uploads import (
    NO_SPEECH_MODEL,
    SPEECH_LANGUAGES,
    MetadataError,
    read_metadata,
    shown_name,
)
from app.core.errors import S_, BadRequestError
from app.core.locales import LANGUAGES
from app.web.forms import CHOOSE_ONE, FormModel, Text, fault, parse

BAD_SLUG: Final = S_("Only small letters a to z, digits and hyphens, such as pain-and-sleep. At most 64.")
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SLUG: Final = 64


def _plain_slug(slug: str) -> str:
    if len(slug) > _LONGEST_SLUG or _SLUG.fullmatch(slug) is None:
        raise fault(BAD_SLUG)
    return slug


def _heard_language(tag: str) -> str:
    if tag not in SPEECH_LANGUAGES:
        raise fault(NO_SPEECH_MODEL if tag in LANGUAGES else CHOOSE_ONE)
    return tag


class UploadForm(FormModel):
    """The metadata of a new upload; `sha256` is what the whole file has, where the sender can tell."""

    title: Text
    slug: Annotated[Text, AfterValidator(_plain_slug)]
    language: Annotated[Text, AfterValidator(_heard_language)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None


def parse_upload(metadata: str, length: int) -> NewUpload:
    """Read the metadata of a new upload of that many bytes; raise BadRequestError or InvalidInputError."""
    try:
        values = read_metadata(metadata)
    except MetadataError as error:
        raise BadRequestError(str(error)) from error
    file_name = shown_name(values.pop("filename", ""))
    form = parse(UploadForm, FormData(list(values.items())))
    return NewUpload(form.title, form.slug, form.language, file_name, length, form.sha256)
