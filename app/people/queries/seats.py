"""How many seats are used without registration, per group and year."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.paging import Page, fetch_page
from app.core.permissions import Reach
from app.people.models.participants import SeatCount
from app.people.models.units import Unit
from app.people.queries.units import within
from app.people.rules.participants import UNIT_KINDS


@dataclass(frozen=True)
class GroupSeats:
    """One group or site with its seats of a year; `counts` is by sex, "" where it was not said."""

    unit: Unit
    site_name: str
    counts: Mapping[str, int]


def list_seats(session: Session, reach: Reach, year: int, *, cursor: str | None) -> Page[GroupSeats]:
    """Read one page of the groups and sites within a reach, by name, with their seats, in three queries."""
    query = select(Unit).where(within(reach), Unit.kind.in_(UNIT_KINDS))
    page = fetch_page(session, query, (Unit.name, Unit.id), cursor=cursor)
    ids = [unit.id for unit in page.items]
    counted = session.scalars(select(SeatCount).where(SeatCount.unit_id.in_(ids), SeatCount.year == year))
    counts: dict[str, dict[str, int]] = {}
    for seat in counted:
        counts.setdefault(seat.unit_id, {})[seat.sex] = seat.count
    sites = select(Unit).where(Unit.id.in_({unit.site_id for unit in page.items}))
    names = {site.id: site.name for site in session.scalars(sites)}
    rows = (GroupSeats(u, names.get(u.site_id or "", ""), counts.get(u.id, {})) for u in page.items)
    return Page(tuple(rows), page.before, page.after)
