"""Seats are a number: one more or less in one statement, never below none."""

import threading

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.database import Database
from app.people.actions.seats import Seats, add_seat, take_seat
from app.people.models.participants import SeatCount
from tests.factories.people import make_places

pytestmark = pytest.mark.data


@pytest.fixture
def seats(session: Session) -> Seats:
    return Seats(make_places(session).group.id, 2026, "woman")


def _numbers(session: Session) -> list[int]:
    return list(session.scalars(select(SeatCount.count)))


def test_counting_up_and_down(session: Session, seats: Seats) -> None:
    assert add_seat(session, seats, shown=0) == 1
    assert add_seat(session, seats, shown=1) == 2
    assert take_seat(session, seats, shown=2) == 1
    assert take_seat(session, seats, shown=1) == 0
    assert take_seat(session, seats, shown=0) is None
    assert add_seat(session, seats, shown=0) == 1
    assert _numbers(session) == [1]


def test_each_year_and_sex_has_its_own_number(session: Session, seats: Seats) -> None:
    for other in (seats, Seats(seats.unit_id, 2027, "woman"), Seats(seats.unit_id, 2026, "")):
        assert add_seat(session, other, shown=0) == 1
    assert _numbers(session) == [1, 1, 1]


def test_a_number_that_is_not_the_shown_one_is_left_alone(session: Session, seats: Seats) -> None:
    assert add_seat(session, seats, shown=3) is None
    assert take_seat(session, seats, shown=3) is None
    assert _numbers(session) == []
    add_seat(session, seats)
    assert add_seat(session, seats, shown=0) is None
    assert take_seat(session, seats, shown=2) is None
    assert _numbers(session) == [1]


def test_a_place_that_becomes_a_seat_counts_whatever_was_shown(session: Session, seats: Seats) -> None:
    assert [add_seat(session, seats) for _ in range(3)] == [1, 2, 3]


def test_one_form_sent_by_many_threads_counts_once(database: Database) -> None:
    with database.writing() as session:
        seats = Seats(make_places(session).group.id, 2026, "")
    start = threading.Barrier(4)
    numbers: list[int | None] = []

    def count() -> None:
        start.wait()
        with database.writing() as session:
            numbers.append(add_seat(session, seats, shown=0))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers, key=str) == [1, None, None, None]
    with database.reading() as session:
        assert _numbers(session) == [1]
