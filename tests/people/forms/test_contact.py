"""The form for a contact detail; what was typed is in no error."""

import pytest
from starlette.datastructures import FormData

from app.core.errors import InvalidInputError
from app.people.forms.contact import ContactForm
from app.web.forms import parse


def test_a_contact_is_read_with_who_answers_it() -> None:
    alone = parse(ContactForm, FormData({"contact": " 070 174 06 05 "}))
    assert (alone.contact, alone.is_shared) == ("070 174 06 05", None)
    assert parse(ContactForm, FormData({"contact": "x", "is_shared": "yes"})).is_shared == "yes"


@pytest.mark.parametrize("text", ["", "   ", "7" * 10**6, "0701\0", "0701\u202e"])
def test_what_cannot_be_read_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse(ContactForm, FormData({"contact": text}))
    assert set(caught.value.fields) == {"contact"}
    assert str(caught.value) == "contact"
    assert caught.value.__suppress_context__


def test_is_shared_is_yes_or_nothing() -> None:
    with pytest.raises(InvalidInputError):
        parse(ContactForm, FormData({"contact": "x", "is_shared": "maybe"}))
