"""What is typed to change how one signs in."""

import pytest

from app.people.forms.own_account import form_for


@pytest.mark.parametrize(
    ("has_password", "chooses", "fields"),
    [
        (True, True, {"current", "new"}),
        (True, False, {"current"}),
        (False, True, {"new"}),
        (False, False, {"new"}),
    ],
)
def test_form_asks_for_what_there_is(has_password: bool, chooses: bool, fields: set[str]) -> None:
    form = form_for(has_password=has_password, chooses=chooses)
    assert set(form.model_fields) == fields
    assert all(field.is_required() for field in form.model_fields.values())
