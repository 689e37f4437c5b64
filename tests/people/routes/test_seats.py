"""Seats on the screen: a number with a plus and a minus, and nothing about anybody."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import select
from starlette.testclient import TestClient

from app.people.models.accounts import Role
from app.people.models.participants import SeatCount
from app.people.models.units import Unit
from tests.factories.people import Places
from tests.people.leaders import ENGLISH, UNKNOWN, actions, events, leading

pytestmark = pytest.mark.data


@pytest.fixture
def leader(people_site: FastAPI, places: Places) -> Iterator[TestClient]:
    with leading(people_site, places.party, places.site) as client:
        yield client


def _count(client: TestClient, unit: Unit, step: str, shown: int, sex: str = "woman") -> Response:
    data = {"unit": unit.id, "sex": sex, "step": step, "shown": str(shown)}
    return client.post("/staff/seats", data=data, headers=ENGLISH)


def _seats(site: FastAPI) -> list[tuple[str, int, str, int]]:
    with site.state.database.reading() as session:
        return [(s.unit_id, s.year, s.sex, s.count) for s in session.scalars(select(SeatCount))]


def test_groups_in_reach_have_their_numbers_and_the_page_says_what_a_seat_is(
    places: Places, leader: TestClient
) -> None:
    page = leader.get("/staff/seats", headers=ENGLISH).text
    assert "Tisdagsgruppen" in page
    assert "Fredagsgruppen" not in page
    assert "cannot or does not want to be registered" in page
    assert "The log keeps who counted and when, not the number." in page
    assert "no history" not in page


def test_counting_more_and_less(people_site: FastAPI, places: Places, leader: TestClient) -> None:
    year = people_site.state.clock().year
    assert _count(leader, places.group, "add", 0).headers["location"] == "/staff/seats"
    assert _count(leader, places.group, "add", 1).status_code == 303
    assert _count(leader, places.group, "take", 2).status_code == 303
    assert _seats(people_site) == [(places.group.id, year, "woman", 1)]
    counted = events(people_site)[-1]
    assert (counted.action, counted.unit_id, counted.object_id) == ("seat.counted", places.group.id, "")
    # No number: the jump from one event to the next would tell that a place became a seat.
    assert [event.detail for event in events(people_site)] == [{}] * 3


def test_a_form_sent_twice_counts_once_and_shows_the_number(
    people_site: FastAPI, places: Places, leader: TestClient
) -> None:
    _count(leader, places.group, "add", 0, "")
    again = _count(leader, places.group, "add", 0, "")
    assert again.status_code == 422
    assert "The number was changed meanwhile." in again.text
    assert _count(leader, places.group, "take", 0, "man").status_code == 422
    assert [seat[3] for seat in _seats(people_site)] == [1]
    assert actions(people_site) == ["seat.counted"]


def test_what_lies_outside_or_does_not_exist_is_not_found(
    people_site: FastAPI, places: Places, leader: TestClient
) -> None:
    answers = [
        leader.post("/staff/seats", data={"unit": own, "step": "add", "shown": "0"})
        for own in (places.other_group.id, UNKNOWN, places.programme.id, "\0")
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert len({answer.text for answer in answers}) == 1
    assert _seats(people_site) == []


def test_wrong_input_is_refused(people_site: FastAPI, places: Places, leader: TestClient) -> None:
    good = {"unit": places.group.id, "step": "add", "shown": "0"}
    for field, value in (
        ("step", "double"),
        ("shown", "-1"),
        ("shown", "9" * 400),
        ("sex", "x"),
        ("unit", ""),
    ):
        assert leader.post("/staff/seats", data=good | {field: value}).status_code == 422
    assert leader.get("/staff/seats?cursor=rubbish").status_code == 422
    assert _seats(people_site) == []


def test_a_new_year_begins_with_none_in_swedish_time(people_site: FastAPI, places: Places) -> None:
    people_site.state.clock = lambda: datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
    with leading(people_site, places.party, places.programme, Role.PROJECT_LEADER) as client:
        _count(client, places.group, "add", 0)
        people_site.state.clock = lambda: datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
        assert "Seats 2027" in client.get("/staff/seats", headers=ENGLISH).text
        assert _count(client, places.group, "add", 1).status_code == 422
    assert [seat[1] for seat in _seats(people_site)] == [2026]


def test_who_has_no_part_in_it_is_refused(people_site: FastAPI, places: Places) -> None:
    with leading(people_site, places.party, None, Role.ADMINISTRATOR) as client:
        assert client.get("/staff/seats").status_code == 403
        assert _count(client, places.group, "add", 0).status_code == 403
