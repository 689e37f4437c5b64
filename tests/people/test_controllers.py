"""A programme whose sites answer to different parties: nobody sees the participants of another authority."""

from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from app.people.models.accounts import Role
from app.people.models.participants import Participant
from app.people.models.units import Unit, UnitKind
from tests.factories.people import Places, give_role, make_account, make_participant, make_unit, signed_in

pytestmark = pytest.mark.data


@dataclass(frozen=True)
class Neighbour:
    """A site within our programme for which another party answers, its group and a participant there."""

    site: Unit
    group: Unit
    participant: Participant


@pytest.fixture
def neighbour(people_site: FastAPI, places: Places) -> Neighbour:
    with people_site.state.database.writing() as session:
        site = make_unit(session, UnitKind.SITE, "Berga", places.other_party, places.programme)
        group = make_unit(session, UnitKind.GROUP, "Onsdagsgruppen", places.other_party, site)
        return Neighbour(site, group, make_participant(session, group))


@pytest.fixture
def coordinator(people_site: FastAPI, places: Places) -> TestClient:
    with people_site.state.database.writing() as session:
        account = make_account(session, places.party)
        give_role(session, account, Role.COORDINATOR, places.programme)
    return signed_in(people_site, account)


def test_list_holds_nobody_of_another_controller(coordinator: TestClient, neighbour: Neighbour) -> None:
    page = coordinator.get("/staff/participants").text
    assert neighbour.participant.id not in page
    assert "Onsdagsgruppen" not in page


@pytest.mark.parametrize("part", ["", "/edit", "/contact", "/choices", "/log", "/remove", "/card/revoke"])
def test_pages_of_another_controllers_participant_do_not_exist(
    coordinator: TestClient, neighbour: Neighbour, part: str
) -> None:
    answer = coordinator.get(f"/staff/participants/{neighbour.participant.id}{part}")
    unknown = coordinator.get(f"/staff/participants/{'x' * 16}{part}")
    assert (answer.status_code, unknown.status_code) == (404, 404)


def test_nobody_is_registered_with_another_controller(
    people_site: FastAPI, coordinator: TestClient, neighbour: Neighbour
) -> None:
    sent = {
        "key": "0" * 16,
        "unit": neighbour.group.id,
        "spoken_language": "so",
        "read_language": "so",
        "reads_well": "some",
        "medium": "audio",
        "interpreter_need": "always",
    }
    assert coordinator.post("/staff/participants/new", data=sent).status_code == 422
    with people_site.state.database.reading() as session:
        assert session.scalars(select(Participant.id)).all() == [neighbour.participant.id]


def test_site_has_its_own_people_where_its_controller_is_theirs(
    people_site: FastAPI, places: Places, neighbour: Neighbour
) -> None:
    with people_site.state.database.writing() as session:
        account = make_account(session, places.other_party)
        give_role(session, account, Role.COORDINATOR, neighbour.site)
    client = signed_in(people_site, account)
    assert client.get(f"/staff/participants/{neighbour.participant.id}").status_code == 200
