"""In which of her roles somebody did something that the audit trail tells of."""

from collections.abc import Collection, Iterable
from datetime import datetime

from app.core.dates import local
from app.people.models.accounts import Role, RoleGrant
from app.people.rules.roles import PERMISSIONS_OF


def acting_role(
    grants: Iterable[RoleGrant], purpose: str, at: datetime, *, around: Collection[str]
) -> Role | None:
    """Find the role in force at that moment that gave the permission `purpose`; the earliest of several.

    `around` are the ids of the unit in which it happened and of those it lies in: the role must hold on one
    of them, or everywhere. It is empty for what happened in no one unit. None when no grant explains it: the
    permission's name, or what a role may do, has changed since.
    """
    held = [grant for grant in grants if _held(grant, at) and _gives(grant, purpose) and _on(grant, around)]
    held.sort(key=lambda grant: (grant.granted_at, grant.id))
    return Role(held[0].role) if held else None


def _held(grant: RoleGrant, at: datetime) -> bool:
    day = local(at).date()
    is_in_days = grant.valid_from <= day and (grant.valid_until is None or day <= grant.valid_until)
    return is_in_days and grant.granted_at <= at and (grant.revoked_at is None or at < grant.revoked_at)


def _on(grant: RoleGrant, around: Collection[str]) -> bool:
    return grant.unit_id is None or not around or grant.unit_id in around


def _gives(grant: RoleGrant, purpose: str) -> bool:
    return purpose in {permission.name for permission in PERMISSIONS_OF[Role(grant.role)]}
