"""The page that says who can see personal data."""

import re

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.people.models.accounts import Account, AccountState, Role
from app.people.models.units import Unit
from tests.factories.people import NOW, Places, give_role, make_account
from tests.people.staff import browser_of, staff_member
from tests.people.statements import sent_statements

pytestmark = pytest.mark.data


def _browser(
    site: FastAPI, places: Places, role: Role, unit: Unit | None = None, *, name: str = "Ada"
) -> TestClient:
    site.state.clock = lambda: NOW
    return browser_of(site, staff_member(site, places, role, unit, name=name))


def _rows(text: str) -> list[str]:
    rows = re.findall(r"<tr>.*?</tr>", text.partition("<main")[2], re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in rows]


def test_people_and_rights_are_listed(people_site: FastAPI, places: Places) -> None:
    admin = _browser(people_site, places, Role.ADMINISTRATOR)
    with people_site.state.database.writing() as session:
        eva = make_account(session, places.party, name="Eva")
        eva.state = AccountState.INVITED
        give_role(session, eva, Role.COURSE_LEADER, places.group).valid_until = NOW.date()
        give_role(session, make_account(session, places.party, name="Tia"), Role.TRANSLATOR, language="ti")
    page = admin.get("/staff/access")
    assert page.status_code == 200
    rows = _rows(page.text)
    assert "Ada Everywhere Administrator Regionen 1 January 2020 None" in rows
    assert (
        "Eva Invited Smärtskola Norr › Skäggetorp › Tisdagsgruppen Course leader Regionen "
        "1 January 2020 9 March 2026"
    ) in rows
    assert not any("Tia" in row for row in rows)
    assert (
        "See and change telephone numbers and e-mail addresses Shows participants Coordinator, Course leader"
    ) in rows


def test_a_coordinator_sees_who_else_sees_her_participants(people_site: FastAPI, places: Places) -> None:
    client = _browser(people_site, places, Role.COORDINATOR, places.site, name="Cia")
    with people_site.state.database.writing() as session:
        for name, unit in (("Nora", places.group), ("Fia", places.other_group)):
            give_role(session, make_account(session, places.party, name=name), Role.COURSE_LEADER, unit)
    text = client.get("/staff/access").text
    assert "Nora" in text
    assert "Fia" not in text
    assert "Smärtskola Syd" not in text


@pytest.mark.parametrize("role", [Role.COURSE_LEADER, Role.EXTERNAL_LEADER, Role.PARTNER])
def test_other_roles_do_not_open_it(people_site: FastAPI, places: Places, role: Role) -> None:
    assert _browser(people_site, places, role, places.group).get("/staff/access").status_code == 403


def test_the_list_turns_its_pages(people_site: FastAPI, places: Places) -> None:
    admin = _browser(people_site, places, Role.ADMINISTRATOR)
    with people_site.state.database.writing() as session:
        for number in range(60):
            account: Account = make_account(session, places.party, name=f"Sara {number:02}")
            give_role(session, account, Role.COURSE_LEADER, places.group)
    first = admin.get("/staff/access").text
    (onward,) = re.findall(r'rel="next" href="([^"]*)"', first)
    second = admin.get(onward, headers={"hx-request": "true"}).text
    assert ("Sara 48" in first, "Sara 49" in first, "Sara 49" in second) == (True, False, True)
    assert second.strip().startswith('<div id="list">')


def test_a_place_in_the_list_that_we_never_gave_out(people_site: FastAPI, places: Places) -> None:
    admin = _browser(people_site, places, Role.ADMINISTRATOR)
    assert admin.get("/staff/access?cursor=x").status_code == 422


def test_the_page_costs_the_same_with_any_number(people_site: FastAPI, places: Places) -> None:
    admin = _browser(people_site, places, Role.ADMINISTRATOR)
    counts = []
    for _ in range(2):
        with sent_statements(people_site.state.database.engine) as sent:
            assert admin.get("/staff/access").status_code == 200
        counts.append(len(sent))
        with people_site.state.database.writing() as session:
            for _ in range(45):
                give_role(session, make_account(session, places.party), Role.COURSE_LEADER, places.group)
    assert counts[0] == counts[1]
