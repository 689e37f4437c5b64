"""Counting seats of people who are not registered."""

from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.people.models.participants import SeatCount


@dataclass(frozen=True)
class Seats:
    """Which number: of a group or site, in a year, of one sex or "" where it was not said."""

    unit_id: str
    year: int
    sex: str


def add_seat(session: Session, seats: Seats, *, shown: int | None = None) -> int | None:
    """Count one seat more in one statement and give the new number.

    With `shown`, only if that is still the number: None when it is not, so that a form sent twice counts
    once and two leaders notice each other.
    """
    if shown:
        return _count(session, seats, shown=shown, more=1)
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    first = dialect.insert(SeatCount).values(unit_id=seats.unit_id, year=seats.year, sex=seats.sex, count=1)
    counting = first.on_conflict_do_update(
        index_elements=[SeatCount.unit_id, SeatCount.year, SeatCount.sex],
        set_={"count": SeatCount.count + 1},
        where=None if shown is None else SeatCount.count == shown,
    ).returning(SeatCount.count)
    return session.execute(counting).scalar_one_or_none()


def take_seat(session: Session, seats: Seats, *, shown: int) -> int | None:
    """Count one seat less in one statement, never below 0; None when `shown` is the number no more."""
    return _count(session, seats, shown=shown, more=-1) if shown > 0 else None


def _count(session: Session, seats: Seats, *, shown: int, more: int) -> int | None:
    counting = (
        update(SeatCount)
        .where(
            SeatCount.unit_id == seats.unit_id,
            SeatCount.year == seats.year,
            SeatCount.sex == seats.sex,
            SeatCount.count == shown,
        )
        .values(count=SeatCount.count + more)
        .returning(SeatCount.count)
    )
    return session.execute(counting).scalar_one_or_none()
