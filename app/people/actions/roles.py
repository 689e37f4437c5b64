"""Giving roles and taking them back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.dates import local
from app.core.errors import S_, AppError, InvalidInputError
from app.core.ids import new_id
from app.core.permissions import MANAGE_STAFF, SEE_PARTICIPANTS, Actor, Reach
from app.people.models.accounts import Account, AccountState, Role, RoleGrant
from app.people.models.units import Unit, UnitKind
from app.people.queries.units import find_unit
from app.people.rules.administrators import leaves_nobody
from app.people.rules.roles import IN_A_LANGUAGE, PERMISSIONS_OF, GrantScope, fault_of_grant
from app.people.rules.staff import fault_of_period, overlaps


class LastAdministratorError(AppError):
    """Nobody would be left who can let others in."""

    status = 409
    message_id = S_(
        "This is the last administrator. Make somebody else administrator first, without a last day, "
        "and wait until that person has signed in."
    )


class AccountClosedError(AppError):
    """The account was closed, perhaps a moment ago; it gets no role and no link any more."""

    status = 409
    message_id = S_("This account is closed.")


@dataclass(frozen=True)
class WantedRole:
    """A role to be given: where, in which language, for which days; without a first day it begins today."""

    role: Role
    unit_id: str | None = None
    language: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None


def check_role(session: Session, wanted: WantedRole, *, party_id: str, reach: Reach, today: date) -> None:
    """Raise InvalidInputError, by the form's names, when somebody of this party cannot be given the role."""
    unit = None
    if wanted.unit_id is not None:
        unit = find_unit(session, reach, wanted.unit_id)
        if unit is None:
            raise InvalidInputError({"unit": S_("Choose one of these.")})
    scope = GrantScope(*_kind_and_controller(unit), language=wanted.language)
    faults = fault_of_grant(wanted.role, scope, party_id=party_id)
    if wanted.language is not None and wanted.role not in IN_A_LANGUAGE:
        faults["language"] = S_("This role has no language. Leave this empty.")
    faults |= fault_of_period(wanted.valid_from or today, wanted.valid_until, today=today)
    if faults:
        raise InvalidInputError(faults)


def grant_role(
    session: Session, actor: Actor, account_id: str, wanted: WantedRole, *, now: datetime
) -> RoleGrant:
    """Give a role; raise InvalidInputError when it cannot be given, or is held already for one of these days.

    Nobody gives herself a role that shows participants: it takes two to open that door.
    Raises AccountClosedError, and ForbiddenError when the actor may not give roles at all.
    """
    account = hold_account(session, account_id)
    if account.state == AccountState.CLOSED:
        raise AccountClosedError
    if actor.id == account_id and SEE_PARTICIPANTS in PERMISSIONS_OF[wanted.role]:
        raise InvalidInputError(
            {"role": S_("Somebody else must give you this role, because it shows participants.")}
        )
    today = local(now).date()
    check_role(session, wanted, party_id=account.party_id, reach=actor.reach(MANAGE_STAFF), today=today)
    grant = _new_grant(account_id, wanted, actor_id=actor.id, now=now)
    held = session.scalars(
        select(RoleGrant).where(
            RoleGrant.account_id == account_id,
            RoleGrant.role == wanted.role,
            RoleGrant.unit_id.is_not_distinct_from(wanted.unit_id),
            RoleGrant.language.is_not_distinct_from(wanted.language),
        )
    )
    if any(overlaps(other, grant.valid_from, grant.valid_until) for other in held):
        raise InvalidInputError({"role": S_("This person already has this role here.")})
    session.add(grant)
    session.flush()
    return grant


def revoke_role(session: Session, grant: RoleGrant, *, now: datetime) -> bool:
    """Take a role back at once; False when that was done before. Raises LastAdministratorError."""
    return revoke_roles(session, [grant.id], now=now) == 1


def revoke_roles(session: Session, grant_ids: Collection[str], *, now: datetime) -> int:
    """Take roles back at once and count those that were not taken back before; may raise
    LastAdministratorError.

    Every administrator's grant is held meanwhile, in one order: of two administrators who remove each other
    at the same moment the second finds herself the last one, or is asked to try again.
    """
    administrators = session.scalars(
        select(RoleGrant)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            RoleGrant.role == Role.ADMINISTRATOR,
            RoleGrant.revoked_at.is_(None),
            Account.state == AccountState.ACTIVE,
        )
        .order_by(RoleGrant.id)
        .with_for_update(of=RoleGrant)
        .execution_options(populate_existing=True)
    ).all()
    if leaves_nobody(administrators, grant_ids, local(now).date()):
        raise LastAdministratorError
    going = session.scalars(
        select(RoleGrant)
        .where(RoleGrant.id.in_(grant_ids), RoleGrant.revoked_at.is_(None))
        .order_by(RoleGrant.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for grant in going:
        grant.revoked_at = now
    session.flush()
    return len(going)


def hold_account(session: Session, account_id: str) -> Account:
    """Read an account that exists as it is now, and keep others from changing it until this is over."""
    return session.scalars(
        select(Account)
        .where(Account.id == account_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _kind_and_controller(unit: Unit | None) -> tuple[UnitKind | None, str | None]:
    return (None, None) if unit is None else (UnitKind(unit.kind), unit.controller_id)


def _new_grant(account_id: str, wanted: WantedRole, *, actor_id: str, now: datetime) -> RoleGrant:
    return RoleGrant(
        id=new_id(),
        account_id=account_id,
        role=wanted.role,
        unit_id=wanted.unit_id,
        language=wanted.language,
        valid_from=wanted.valid_from or local(now).date(),
        valid_until=wanted.valid_until,
        granted_by=actor_id,
        granted_at=now,
        revoked_at=None,
    )
