"""The form that begins a translation."""

import pytest
from starlette.datastructures import FormData

from app.captions.forms.tracks import BeginForm
from app.core.errors import InvalidInputError
from app.web.forms import parse


def test_a_language_is_needed() -> None:
    assert parse(BeginForm, FormData({"language": "ar"})).language == "ar"
    for sent in ({}, {"language": " "}, {"language": "x" * 13}):
        with pytest.raises(InvalidInputError) as caught:
            parse(BeginForm, FormData(sent))
        assert list(caught.value.fields) == ["language"]
