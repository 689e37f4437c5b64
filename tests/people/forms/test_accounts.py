"""What forms about staff send: checked field by field, in plain words."""

from datetime import date

import pytest
from starlette.datastructures import FormData

from app.core.errors import BadRequestError, InvalidInputError
from app.people.actions.roles import WantedRole
from app.people.forms.accounts import EVERYWHERE, NO_EMAIL, GrantForm, InviteForm
from app.people.models.accounts import Role
from app.web.forms import BAD_SIGNS, CHOOSE_ONE, FILL_IN, TOO_LONG, WRONG_DATE, parse

GOOD = {
    "name": "Eva Berg",
    "email": "Eva@Region.example ",
    "party": "p1",
    "role": "coordinator",
    "unit": "u1",
}


def _faults(**changed: str) -> dict[str, str]:
    with pytest.raises(InvalidInputError) as caught:
        parse(InviteForm, FormData(GOOD | changed))
    return caught.value.fields


def test_an_invitation() -> None:
    form = parse(
        InviteForm, FormData(GOOD | {"valid_until": "2026-12-31", "language": "", "state": "active"})
    )
    assert (form.name, form.email, form.party) == ("Eva Berg", "eva@region.example", "p1")
    assert form.wanted_role() == WantedRole(Role.COORDINATOR, "u1", valid_until=date(2026, 12, 31))
    assert not hasattr(form, "state")


def test_a_role_in_a_language() -> None:
    form = parse(GrantForm, FormData({"role": "translator", "language": "ti", "valid_from": "2026-03-09"}))
    assert form.wanted_role() == WantedRole(Role.TRANSLATOR, language="ti", valid_from=date(2026, 3, 9))


def test_a_role_that_holds_everywhere() -> None:
    form = parse(GrantForm, FormData({"role": "administrator", "unit": EVERYWHERE}))
    assert form.wanted_role() == WantedRole(Role.ADMINISTRATOR)


def test_everything_missing_at_once() -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse(InviteForm, FormData({}))
    assert caught.value.fields == dict.fromkeys(("name", "email", "party", "role"), FILL_IN)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", FILL_IN),
        ("name", "   ", FILL_IN),
        ("name", "E" * 81, TOO_LONG),
        ("name", "E" * 1_000_000, TOO_LONG),
        ("name", "Eva\u202egreB", BAD_SIGNS),
        ("name", "Eva\u200bBerg", BAD_SIGNS),
        ("name", "Eva\0", BAD_SIGNS),
        ("name", "Eva\nBerg", BAD_SIGNS),
        ("email", "eva", NO_EMAIL),
        ("email", "eva@region.example\u202e", NO_EMAIL),
        ("email", "a" * 1_000_000, NO_EMAIL),
        ("role", "owner", CHOOSE_ONE),
        ("role", "Coordinator", CHOOSE_ONE),
        ("language", "xx", CHOOSE_ONE),
        ("language", "en", CHOOSE_ONE),
        ("unit", "u\0", BAD_SIGNS),
        ("unit", "u" * 201, TOO_LONG),
        ("party", "\u2066", BAD_SIGNS),
        ("valid_from", "tomorrow", WRONG_DATE),
        ("valid_from", "2026-02-29", WRONG_DATE),
        ("valid_from", "0000-01-01", WRONG_DATE),
        ("valid_until", "1773014400", WRONG_DATE),
        ("valid_until", "20260309", WRONG_DATE),
        ("valid_until", "2026-03-09T00:00:00", WRONG_DATE),
        ("valid_until", "٢٠٢٦-٠٣-٠٩", WRONG_DATE),
        ("valid_until", "9" * 1_000_000, WRONG_DATE),
    ],
)
def test_a_fault_stands_beside_its_field(field: str, value: str, words: str) -> None:
    assert _faults(**{field: value}) == {field: words}


@pytest.mark.parametrize("name", ["محمد علي", "ሰላም", "Zoë O’Brien-Å", "می\u200cخواهم", "x" * 80])
def test_names_of_all_sorts_are_kept(name: str) -> None:
    assert parse(InviteForm, FormData(GOOD | {"name": name})).name == name


def test_a_field_sent_twice_is_refused() -> None:
    twice = FormData([*GOOD.items(), ("role", "administrator")])
    with pytest.raises(BadRequestError):
        parse(InviteForm, twice)
