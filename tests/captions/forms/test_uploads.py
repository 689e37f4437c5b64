"""What an upload says of itself."""

import pytest

from app.captions.forms.uploads import BAD_SLUG, parse_upload
from app.captions.rules.uploads import NO_SPEECH_MODEL
from app.core.errors import BadRequestError, InvalidInputError
from tests.captions.tus import METADATA, metadata


def test_parse_upload_reads_what_was_promised() -> None:
    new = parse_upload(metadata({**METADATA, "sha256": "a" * 64, "role": "administrator"}), 7)
    assert (new.title, new.slug, new.language) == ("Smärta och sömn", "pain-and-sleep", "sv")
    assert (new.file_name, new.length, new.promised_hash) == ("sömn.mp4", 7, "a" * 64)


@pytest.mark.parametrize("slug", ["Pain", "a--b", "-a", "a-", "a_b", "a" * 65, "å"])
def test_parse_upload_refuses_an_id_that_no_lesson_can_name(slug: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse_upload(metadata({**METADATA, "slug": slug}), 7)
    assert caught.value.fields == {"slug": BAD_SLUG}


@pytest.mark.parametrize("language", ["so", "ti"])
def test_parse_upload_refuses_what_no_machine_hears(language: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse_upload(metadata({**METADATA, "language": language}), 7)
    assert caught.value.fields == {"language": NO_SPEECH_MODEL}


def test_parse_upload_refuses_metadata_that_is_none() -> None:
    with pytest.raises(BadRequestError):
        parse_upload("title %", 7)
