"""Who can be counted on to let others in: the site must never be without an administrator."""

from collections.abc import Container, Iterable
from datetime import date

from app.people.models.accounts import Role, RoleGrant
from app.people.rules.roles import holds_on


def lasts(grant: RoleGrant, day: date) -> bool:
    """Whether a grant makes an administrator on a day and has no last day; mind the account's state, too."""
    return grant.role == Role.ADMINISTRATOR and grant.valid_until is None and holds_on(grant, day)


def leaves_nobody(grants: Iterable[RoleGrant], going: Container[str], day: date) -> bool:
    """Whether taking back the grants with the ids `going` would take the last lasting administrator away.

    `grants` are the administrators' grants of all active accounts. Taking back one that does not last changes
    nothing, so that is never refused.
    """
    lasting = [grant.id for grant in grants if lasts(grant, day)]
    return bool(lasting) and all(grant_id in going for grant_id in lasting)
