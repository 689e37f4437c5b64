"""A password that somebody chooses."""

import pytest
from starlette.datastructures import FormData

from app.core.errors import InvalidInputError
from app.people.forms.entry import NewPasswordForm, check_choice
from app.people.models.accounts import Account
from app.people.rules.passwords import TOO_PERSONAL
from app.web.forms import parse

ACCOUNT = Account(email="sara.lind@skola.example", name="Sara Lind")


def test_chosen_password_is_checked_against_its_owner() -> None:
    check_choice("password", "fyra gröna kastruller", ACCOUNT)
    with pytest.raises(InvalidInputError) as refused:
        check_choice("new", "jag är sara.lind", ACCOUNT)
    assert refused.value.fields == {"new": TOO_PERSONAL}


def test_chosen_password_is_read_as_it_was_typed() -> None:
    assert parse(NewPasswordForm, FormData({"password": " a b "})).password == " a b "
    with pytest.raises(InvalidInputError):
        parse(NewPasswordForm, FormData({"password": ""}))
