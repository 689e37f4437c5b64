"""Staff accounts with their roles, within the reader's reach."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
from sqlalchemy.orm import Session

from app.core.dates import local
from app.core.paging import Page, fetch_page
from app.core.permissions import Reach
from app.people.models.accounts import Account, Role, RoleGrant
from app.people.models.units import Party, Unit
from app.people.queries.units import within
from app.people.rules.roles import holds_on
from app.people.rules.staff import Standing, standing_of


@dataclass(frozen=True)
class HeldRole:
    """A role in force and where it holds; `unit` is None where it holds everywhere."""

    grant: RoleGrant
    role: Role
    unit: Unit | None


@dataclass(frozen=True)
class StaffFilter:
    """What a list of staff is narrowed to; empty texts narrow nothing."""

    text: str = ""
    role: str = ""
    state: str = ""

    @property
    def query(self) -> str:
        """The filter as the beginning of a query string, empty or with "&" at its end."""
        chosen = {name: value for name, value in vars(self).items() if value}
        return f"{urlencode(chosen)}&" if chosen else ""


@dataclass(frozen=True)
class StaffMember:
    """One account with the name of its party and the roles that the reader may know of."""

    account: Account
    party: Party
    roles: tuple[HeldRole, ...]


def roles_of(session: Session, account_id: str, *, now: datetime) -> Sequence[HeldRole]:
    """Read the roles that an account holds today, in the order they were given."""
    today = local(now).date()
    held = _held_roles(session, [account_id], Reach(everywhere=True))[account_id]
    return [role for role in held if holds_on(role.grant, today)]


def list_staff(
    session: Session, reach: Reach, wanted: StaffFilter, *, cursor: str | None, now: datetime
) -> Page[StaffMember]:
    """Read one page of the staff within a reach by name, with the roles in force, in three queries.

    Somebody whose reach is not everywhere sees who holds, or will hold, a role within it, and those roles
    only: whether that person is anything elsewhere cannot be found out by the filter, either.
    """
    today = local(now).date()
    query = select(Account).where(*_conditions(reach, wanted, today))
    page = fetch_page(session, query, [Account.name, Account.id], cursor=cursor)
    parties = {
        party.id: party
        for party in session.scalars(
            select(Party).where(Party.id.in_({account.party_id for account in page.items}))
        )
    }
    roles = _held_roles(session, [account.id for account in page.items], reach)
    members = tuple(
        StaffMember(
            account,
            parties[account.party_id],
            tuple(role for role in roles[account.id] if holds_on(role.grant, today)),
        )
        for account in page.items
    )
    return Page(members, page.before, page.after)


def find_staff_member(
    session: Session, reach: Reach, account_id: str, *, now: datetime
) -> StaffMember | None:
    """Find one account within a reach, with all its roles there: those in force, coming and ended, in this
    order.

    None for one that is outside or does not exist, without telling which.
    """
    today = local(now).date()
    row = session.execute(
        select(Account, Party)
        .join(Party, Party.id == Account.party_id)
        .where(Account.id == account_id, _is_within(reach, today))
    ).one_or_none()
    if row is None:
        return None
    order = (Standing.IN_FORCE, Standing.COMING, Standing.ENDED)
    roles = _held_roles(session, [account_id], reach)[account_id]
    roles.sort(key=lambda held: order.index(standing_of(held.grant, today)))
    return StaffMember(*row, tuple(roles))


def find_grant(session: Session, account_id: str, grant_id: str) -> HeldRole | None:
    """Find one grant of an account, whether it holds or not; None when it is not that account's."""
    row = session.execute(
        select(RoleGrant, Unit)
        .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
        .where(RoleGrant.id == grant_id, RoleGrant.account_id == account_id)
    ).one_or_none()
    return None if row is None else HeldRole(row[0], Role(row[0].role), row[1])


def _held_roles(session: Session, account_ids: Collection[str], reach: Reach) -> dict[str, list[HeldRole]]:
    """Read all grants of some accounts within a reach, ended ones too, in the order they were given."""
    rows = session.execute(
        select(RoleGrant, Unit)
        .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
        .where(RoleGrant.account_id.in_(account_ids), _lies_within(reach))
        .order_by(RoleGrant.granted_at, RoleGrant.id)
    ).all()
    held: dict[str, list[HeldRole]] = defaultdict(list)
    for grant, unit in rows:
        held[grant.account_id].append(HeldRole(grant, Role(grant.role), unit))
    return held


def _conditions(reach: Reach, wanted: StaffFilter, today: date) -> list[ColumnElement[bool]]:
    conditions = [_is_within(reach, today)]
    if wanted.text:
        conditions.append(_mentions(wanted.text))
    if wanted.role:
        conditions.append(_has_grant(RoleGrant.role == wanted.role, _in_force(today), _lies_within(reach)))
    if wanted.state:
        conditions.append(Account.state == wanted.state)
    return conditions


def _mentions(text: str) -> ColumnElement[bool]:
    """The text in the name or e-mail, as it is: `%` and `_` stand for themselves."""
    # The databases may fold the letters a-z only, so that "åsa" would not find "Åsa".
    spellings = dict.fromkeys((text, text.lower(), text.title(), text.upper()))
    return or_(
        Account.email.contains(text.lower(), autoescape=True),
        *(Account.name.icontains(spelling, autoescape=True) for spelling in spellings),
    )


def _is_within(reach: Reach, today: date) -> ColumnElement[bool]:
    return true() if reach.everywhere else _has_grant(_has_not_ended(today), _lies_within(reach))


def _has_grant(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(RoleGrant.account_id == Account.id, *conditions)


def _lies_within(reach: Reach) -> ColumnElement[bool]:
    return true() if reach.everywhere else RoleGrant.unit_id.in_(select(Unit.id).where(within(reach)))


def _has_not_ended(today: date) -> ColumnElement[bool]:
    has_days_left = or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until >= today)
    return and_(RoleGrant.revoked_at.is_(None), has_days_left)


def _in_force(today: date) -> ColumnElement[bool]:
    return and_(_has_not_ended(today), RoleGrant.valid_from <= today)
