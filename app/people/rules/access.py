"""What there is to know about permissions: their risks in words, and the roles that hold them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.core.errors import S_
from app.core.permissions import OWN_CARD, PERMISSIONS, PUBLIC, Permission, Risk
from app.people.models.accounts import Role
from app.people.rules.roles import PERMISSIONS_OF, sees_participants

RISK_NAMES: Final[Mapping[Risk, str]] = MappingProxyType(
    {
        Risk.PERSONAL_DATA: S_("Shows participants"),
        Risk.STAFF_DATA: S_("Shows staff"),
        Risk.PUBLISHES: S_("Publishes"),
        Risk.CONFIGURES: S_("Changes how things work"),
        Risk.LOSES_DATA: S_("Removes for good"),
    }
)

ONLOOKERS: Final = tuple(role for role in Role if sees_participants(role))
"""The roles that show participants, or the log of what was done with their data."""


@dataclass(frozen=True)
class PermissionHolders:
    """A permission with the words for its risks and the roles that hold it, in the order of the roles."""

    permission: Permission
    risks: tuple[str, ...]
    roles: tuple[Role, ...]


def permission_table() -> tuple[PermissionHolders, ...]:
    """List all permissions of staff; what is open to everybody and a participant's own card are left out."""
    return tuple(
        PermissionHolders(
            permission,
            tuple(words for risk, words in RISK_NAMES.items() if risk in permission.risks),
            tuple(role for role in Role if permission in PERMISSIONS_OF[role]),
        )
        for permission in PERMISSIONS
        if permission not in {PUBLIC, OWN_CARD}
    )
