"""Who can see participants' data, within the reader's reach."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, case, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from app.core.dates import local
from app.core.paging import Page, fetch_page
from app.core.permissions import Reach
from app.people.models.accounts import Account, AccountState, Role, RoleGrant
from app.people.models.units import Party, Unit
from app.people.queries.units import within
from app.people.rules.access import ONLOOKERS
from app.people.rules.units import Place

_Programme = aliased(Unit)
_Site = aliased(Unit)


@dataclass(frozen=True)
class Onlooker:
    """Somebody who can see participants now, by one of her roles; `place` is None for everywhere."""

    grant: RoleGrant
    role: Role
    account: Account
    party: Party
    place: Place | None


def list_onlookers(session: Session, reach: Reach, *, cursor: str | None, now: datetime) -> Page[Onlooker]:
    """Read one page of who can see participants within a reach, place by place, in three queries.

    Whoever holds such a role everywhere, or in what lies around the reach, sees those participants too, and
    is listed.
    """
    page = fetch_page(session, _grants(reach, now), _order(), cursor=cursor)
    people = {
        account.id: (account, party)
        for account, party in session.execute(
            select(Account, Party)
            .join(Party, Party.id == Account.party_id)
            .where(Account.id.in_({grant.account_id for grant in page.items}))
        )
    }
    places = _places(session, {grant.unit_id for grant in page.items if grant.unit_id is not None})
    found = (
        Onlooker(grant, Role(grant.role), *people[grant.account_id], places.get(grant.unit_id or ""))
        for grant in page.items
    )
    return Page(tuple(found), page.before, page.after)


def _grants(reach: Reach, now: datetime) -> Select[RoleGrant]:
    today = local(now).date()
    return (
        select(RoleGrant)
        .join(Account, Account.id == RoleGrant.account_id)
        .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
        .outerjoin(_Programme, _Programme.id == Unit.programme_id)
        .outerjoin(_Site, _Site.id == Unit.site_id)
        .where(
            RoleGrant.role.in_(ONLOOKERS),
            RoleGrant.revoked_at.is_(None),
            RoleGrant.valid_from <= today,
            or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until >= today),
            Account.state != AccountState.CLOSED,
            _touches(reach),
        )
    )


def _touches(reach: Reach) -> ColumnElement[bool]:
    """The condition on RoleGrant that keeps what holds within a reach or around it."""
    if reach.everywhere:
        return true()
    places = [select(column).where(within(reach)) for column in (Unit.id, Unit.site_id, Unit.programme_id)]
    return or_(RoleGrant.unit_id.is_(None), *(RoleGrant.unit_id.in_(place) for place in places))


def _order() -> list[Any]:
    """Everywhere first, then each programme before its sites and each site before its groups."""
    own_name = case((Unit.id == Unit.programme_id, ""), (Unit.id == Unit.site_id, ""), else_=Unit.name)
    return [
        func.coalesce(_Programme.name, "", type_=Text()),
        func.coalesce(_Site.name, "", type_=Text()),
        func.coalesce(own_name, "", type_=Text()),
        func.coalesce(Unit.id, "", type_=Text()),
        Account.name,
        RoleGrant.id,
    ]


def _places(session: Session, unit_ids: set[str]) -> dict[str, Place]:
    rows = session.execute(
        select(Unit, _Programme.name, _Site.name)
        .join(_Programme, _Programme.id == Unit.programme_id)
        .outerjoin(_Site, _Site.id == Unit.site_id)
        .where(Unit.id.in_(unit_ids))
    )
    found = {}
    for unit, programme, site in rows:
        own = None if unit.id in {unit.programme_id, unit.site_id} else unit.name
        found[unit.id] = Place(unit, tuple(name for name in (programme, site, own) if name is not None))
    return found
