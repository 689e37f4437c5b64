"""The page of programmes, sites and groups, and of the organisations behind them."""

import re

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from app.people.models.accounts import Role
from app.people.models.units import Party, Unit, UnitKind
from tests.factories.people import Places, make_unit
from tests.people.staff import browser_of, events, staff_member
from tests.people.statements import sent_statements

pytestmark = pytest.mark.data


@pytest.fixture
def admin(people_site: FastAPI, places: Places) -> TestClient:
    return browser_of(people_site, staff_member(people_site, places, Role.ADMINISTRATOR))


def _trail(site: FastAPI) -> list[tuple[str, str, str | None]]:
    return [(event.action, event.object_id, event.unit_id) for event in events(site)]


def test_each_place_is_shown_with_the_way_to_it(admin: TestClient) -> None:
    page = admin.get("/staff/units")
    assert page.status_code == 200
    way = "<bdi>Smärtskola Norr</bdi> › <bdi>Skäggetorp</bdi> › <bdi>Tisdagsgruppen</bdi>"
    assert way in page.text
    assert "Kommunen" in page.text


def test_an_empty_site_says_what_to_begin_with(people_site: FastAPI, places: Places) -> None:
    client = browser_of(people_site, staff_member(people_site, places, Role.ADMINISTRATOR))
    with people_site.state.database.writing() as session:
        for unit in (places.group, places.sister_group, places.other_group, places.site, places.other_site):
            session.delete(session.get_one(Unit, unit.id))
            session.flush()
        for unit in (places.programme, places.other_programme):
            session.delete(session.get_one(Unit, unit.id))
    assert "There is no programme yet." in client.get("/staff/units").text


def test_a_programme_a_site_and_a_group_are_added(
    people_site: FastAPI, places: Places, admin: TestClient
) -> None:
    sent = {"unit_name": "Väst", "controller": places.party.id}
    answer = admin.post("/staff/units", data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/units")
    assert "Added." in admin.get("/staff/units").text
    assert (
        admin.post("/staff/units", data={"unit_name": "Ö", "parent": places.programme.id}).status_code == 303
    )
    assert admin.post("/staff/units", data={"unit_name": "To", "parent": places.site.id}).status_code == 303
    with people_site.state.database.reading() as session:
        kinds = {unit.name: (unit.id, unit.kind) for unit in session.scalars(select(Unit))}
    assert [kinds[name][1] for name in ("Väst", "Ö", "To")] == ["programme", "site", "group"]
    expected = [("unit.added", kinds[name][0], kinds[name][0]) for name in ("Väst", "Ö", "To")]
    assert _trail(people_site) == expected


def test_an_organisation_is_added(people_site: FastAPI, admin: TestClient) -> None:
    sent = {"party_name": "Förbundet", "party_kind": "federation"}
    assert admin.post("/staff/parties", data=sent).status_code == 303
    with people_site.state.database.reading() as session:
        party = session.scalars(select(Party).where(Party.name == "Förbundet")).one()
    assert not party.may_hold_personal_data
    assert _trail(people_site) == [("party.added", party.id, None)]
    # It can be seen, and cannot be chosen to answer for participants.
    page = admin.get("/staff/units").text
    assert "<bdi>Förbundet</bdi>" in page
    assert f'<option value="{party.id}"' not in page
    refused = admin.post("/staff/units", data={"unit_name": "Väst", "controller": party.id})
    assert refused.status_code == 422
    assert "This organisation may not hold personal data." in refused.text


WRONG: tuple[tuple[str, dict[str, str], set[str]], ...] = (
    ("units", {"parent": ""}, {"unit_name"}),
    ("units", {"unit_name": "Väst"}, {"controller"}),
    ("units", {"unit_name": "V" * 900_000}, {"unit_name"}),
    ("units", {"unit_name": "V\u202e"}, {"unit_name"}),
    ("units", {"unit_name": "Väst", "parent": "0000000000000000"}, {"parent"}),
    ("parties", {"party_name": ""}, {"party_name", "party_kind"}),
    ("parties", {"party_name": "Regionen", "party_kind": "region"}, {"party_name"}),
    ("parties", {"party_name": "A", "party_kind": "bank"}, {"party_kind"}),
)


def test_a_wrong_form_is_explained_and_stores_nothing(people_site: FastAPI, admin: TestClient) -> None:
    for path, sent, fields in WRONG:
        page = admin.post(f"/staff/{path}", data=sent)
        assert page.status_code == 422
        assert set(re.findall(r'class="field-fault" id="e-(\w+)"', page.text)) == fields
        assert all(f'href="#f-{field}"' in page.text for field in fields)
    assert _trail(people_site) == []


@pytest.mark.parametrize("role", [Role.PROJECT_LEADER, Role.COORDINATOR])
def test_only_administrators_add_places(people_site: FastAPI, places: Places, role: Role) -> None:
    client = browser_of(people_site, staff_member(people_site, places, role, places.programme))
    assert client.get("/staff/units").status_code == 403
    sent = {"unit_name": "Ö", "parent": places.programme.id}
    assert client.post("/staff/units", data=sent).status_code == 403
    assert client.post("/staff/parties", data={"party_name": "A", "party_kind": "region"}).status_code == 403


def test_the_page_costs_the_same_with_any_number(
    people_site: FastAPI, places: Places, admin: TestClient
) -> None:
    counts = []
    for place in range(2):
        with sent_statements(people_site.state.database.engine) as sent:
            assert admin.get("/staff/units").status_code == 200
        counts.append(len(sent))
        with people_site.state.database.writing() as session:
            for number in range(30):
                make_unit(session, UnitKind.GROUP, f"{place} {number}", places.party, places.site)
    assert counts[0] == counts[1]
