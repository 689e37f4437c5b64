"""Programmes, sites and groups, as far as somebody's reach goes."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session

from app.core.permissions import Reach
from app.people.models.units import Unit


def within(reach: Reach) -> ColumnElement[bool]:
    """Give the condition on Unit that keeps what lies within a reach."""
    if reach.everywhere:
        return true()
    ids = reach.unit_ids
    lies_within = or_(Unit.programme_id.in_(ids), Unit.site_id.in_(ids), Unit.id.in_(ids))
    return (
        lies_within
        if reach.controller_id is None
        else and_(lies_within, Unit.controller_id == reach.controller_id)
    )


def units_within(session: Session, reach: Reach) -> Sequence[Unit]:
    """Read all units within a reach in one query, each programme followed by its sites and groups by name."""
    found = session.scalars(select(Unit).where(within(reach))).all()
    names = {unit.id: unit.name for unit in found}

    def place(unit: Unit) -> tuple[str, ...]:
        # An empty text sorts first: a programme stands before its sites, a site before its groups. Beside the
        # names stand the ids, so that two of one name are not mixed.
        programme, site = (own if own in names else "" for own in (unit.programme_id, unit.site_id or ""))
        own_name = "" if unit.id == unit.site_id else unit.name
        return (names.get(programme, ""), programme, names.get(site, ""), site, own_name)

    return sorted(found, key=place)


def find_unit(session: Session, reach: Reach, unit_id: str) -> Unit | None:
    """Find one unit within a reach; None for one that is outside or does not exist, without telling which."""
    return session.scalars(select(Unit).where(Unit.id == unit_id, within(reach))).one_or_none()
