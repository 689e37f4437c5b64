"""Inviting staff: the link that is shown once, and what a wrong form answers."""

import re

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from app.people.models.accounts import Account, EntryLink, Role
from app.people.rules.sessions import token_hash
from app.settings import Settings
from tests.factories.people import NOW, Places
from tests.people.staff import LIST, UNKNOWN, actions, browser_of, events, read, staff_member

pytestmark = pytest.mark.data


@pytest.fixture(autouse=True)
def _english_noon(people_site: FastAPI) -> None:
    people_site.state.clock = lambda: NOW


@pytest.fixture
def ada(people_site: FastAPI, places: Places) -> Account:
    return staff_member(people_site, places, Role.ADMINISTRATOR, name="Ada Admin")


@pytest.fixture
def admin(people_site: FastAPI, ada: Account) -> TestClient:
    """The browser of an administrator."""
    return browser_of(people_site, ada)


def _invitation(places: Places, **changed: str) -> dict[str, str]:
    return {
        "name": "Nora Ny",
        "email": "Nora@Region.example",
        "party": places.party.id,
        "role": "coordinator",
        "unit": places.site.id,
    } | changed


def test_an_invitation_shows_its_link_once(people_site: FastAPI, places: Places, admin: TestClient) -> None:
    page = admin.post(f"{LIST}/invite", data=_invitation(places))
    assert page.status_code == 200
    (token,) = re.findall(r'value="http://testserver/staff/enter/([\w-]{43})" readonly', page.text)
    assert "Monday 16 March 2026, 13:00" in page.text
    assert "nora@region.example" in page.text
    account = read(
        people_site, lambda session: session.scalars(select(Account).filter_by(name="Nora Ny")).one()
    )
    link = read(people_site, lambda session: session.scalars(select(EntryLink)).one())
    assert (link.token_hash, link.account_id) == (token_hash(token), account.id)
    assert actions(people_site) == [("account.invited", account.id), ("role.granted", account.id)]
    granted = events(people_site)[1]
    assert (granted.unit_id, granted.detail["role"]) == (places.site.id, "coordinator")
    shown = admin.get(f"{LIST}/{account.id}")
    assert "Invited" in shown.text
    assert token not in shown.text


def test_a_link_leads_to_the_public_address(
    settings: Settings, people_site: FastAPI, places: Places, admin: TestClient
) -> None:
    people_site.state.settings = settings.model_copy(update={"public_url": "http://skola.example"})
    page = admin.post(f"{LIST}/invite", data=_invitation(places))
    assert 'value="http://skola.example/staff/enter/' in page.text


def test_an_invitation_sent_twice_makes_one_account(
    people_site: FastAPI, places: Places, admin: TestClient
) -> None:
    assert admin.post(f"{LIST}/invite", data=_invitation(places)).status_code == 200
    again = admin.post(f"{LIST}/invite", data=_invitation(places, email=" NORA@region.EXAMPLE"))
    assert again.status_code == 422
    assert 'id="e-email"' in again.text
    assert len(events(people_site)) == 2


WRONG: tuple[tuple[dict[str, str], set[str]], ...] = (
    ({"name": "", "email": "x", "role": "owner"}, {"name", "email", "role"}),
    ({"name": "N" * 900_000}, {"name"}),
    ({"name": "Nora\u202e"}, {"name"}),
    ({"name": "No\u200bra"}, {"name"}),
    ({"party": UNKNOWN}, {"party"}),
    ({"unit": UNKNOWN}, {"unit"}),
    ({"role": "translator", "unit": ""}, {"language"}),
    ({"valid_from": "soon"}, {"valid_from"}),
    ({"valid_from": "2026-03-08"}, {"valid_from"}),
    ({"valid_from": "2026-03-12", "valid_until": "2026-03-11"}, {"valid_until"}),
)


def test_a_wrong_invitation_keeps_what_was_typed_and_stores_nothing(
    people_site: FastAPI, places: Places, admin: TestClient
) -> None:
    for changed, fields in WRONG:
        sent = _invitation(places, **changed)
        page = admin.post(f"{LIST}/invite", data=sent)
        assert page.status_code == 422
        assert set(re.findall(r'class="field-fault" id="e-(\w+)"', page.text)) == fields
        assert page.text.count('aria-invalid="true"') == len(fields)
        assert all(f'href="#f-{field}"' in page.text for field in fields)
        assert f'value="{sent["email"]}"' in page.text
    assert events(people_site) == []
    assert len(read(people_site, lambda session: session.scalars(select(Account)).all())) == 1


def test_more_than_a_form_is_never_read(places: Places, admin: TestClient) -> None:
    assert admin.post(f"{LIST}/invite", data=_invitation(places, name="N" * 2_000_000)).status_code == 413


def test_somebody_of_another_party_may_not_see_participants(places: Places, admin: TestClient) -> None:
    page = admin.post(f"{LIST}/invite", data=_invitation(places, party=places.other_party.id))
    assert page.status_code == 422
    assert "Another organisation answers for the participants here" in page.text
