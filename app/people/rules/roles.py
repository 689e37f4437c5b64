"""What each role may do, and where it can be given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from app.core.errors import S_
from app.core.permissions import (
    APPROVE_LECTURES,
    APPROVE_SUBTITLES,
    COUNT_SEATS,
    EDIT_LECTURES,
    EDIT_PARTICIPANTS,
    FORGET_PARTICIPANTS,
    GIVE_CARDS,
    MANAGE_STAFF,
    MANAGE_UNITS,
    OWN_ACCOUNT,
    REVIEW_LOG,
    SEE_ACCESS,
    SEE_CONTACT,
    SEE_LECTURES,
    SEE_PARTICIPANTS,
    SEE_STAFF,
    TRANSLATE_SUBTITLES,
    Permission,
    Reach,
)
from app.people.models.accounts import Role, RoleGrant
from app.people.models.units import UnitKind

_LEADS: Final = frozenset(
    {SEE_PARTICIPANTS, EDIT_PARTICIPANTS, GIVE_CARDS, SEE_CONTACT, FORGET_PARTICIPANTS, COUNT_SEATS}
)
_LECTURES: Final = frozenset({SEE_LECTURES, EDIT_LECTURES, APPROVE_LECTURES})

# An administrator looks after accounts, not people: she sees no participant. Whoever sees participants does
# not choose who else does.
PERMISSIONS_OF: Final[Mapping[Role, frozenset[Permission]]] = MappingProxyType(
    {
        Role.ADMINISTRATOR: frozenset(
            {OWN_ACCOUNT, SEE_STAFF, MANAGE_STAFF, MANAGE_UNITS, SEE_ACCESS, REVIEW_LOG, SEE_LECTURES}
        ),
        Role.PROJECT_LEADER: frozenset(
            {OWN_ACCOUNT, SEE_STAFF, SEE_ACCESS, REVIEW_LOG, COUNT_SEATS, SEE_LECTURES}
        ),
        Role.COORDINATOR: frozenset({OWN_ACCOUNT, SEE_STAFF, SEE_ACCESS}) | _LEADS | _LECTURES,
        Role.COURSE_LEADER: frozenset({OWN_ACCOUNT}) | _LEADS | _LECTURES,
        Role.EXTERNAL_LEADER: frozenset({OWN_ACCOUNT, SEE_LECTURES}),
        Role.TRANSLATOR: frozenset({OWN_ACCOUNT, SEE_LECTURES, TRANSLATE_SUBTITLES}),
        Role.REVIEWER: frozenset({OWN_ACCOUNT, SEE_LECTURES, TRANSLATE_SUBTITLES, APPROVE_SUBTITLES}),
        Role.STAFF_LEARNER: frozenset({OWN_ACCOUNT}),
        Role.PARTNER: frozenset({OWN_ACCOUNT}),
    }
)

NAMES: Final[Mapping[Role, str]] = MappingProxyType(
    {
        Role.ADMINISTRATOR: S_("Administrator"),
        Role.PROJECT_LEADER: S_("Project leader"),
        Role.COORDINATOR: S_("Coordinator"),
        Role.COURSE_LEADER: S_("Course leader"),
        Role.EXTERNAL_LEADER: S_("External leader"),
        Role.TRANSLATOR: S_("Translator"),
        Role.REVIEWER: S_("Reviewer of translations"),
        Role.STAFF_LEARNER: S_("Staff learner"),
        Role.PARTNER: S_("Partner"),
    }
)

IN_A_LANGUAGE: Final = frozenset({Role.TRANSLATOR, Role.REVIEWER})
EVERYWHERE: Final = frozenset({Role.ADMINISTRATOR, Role.STAFF_LEARNER}) | IN_A_LANGUAGE
"""Roles that belong to no unit; all others hold within one."""

KINDS_OF_UNIT: Final[Mapping[Role, frozenset[UnitKind]]] = MappingProxyType(
    {
        Role.PROJECT_LEADER: frozenset({UnitKind.PROGRAMME}),
        Role.COORDINATOR: frozenset({UnitKind.PROGRAMME, UnitKind.SITE}),
        Role.COURSE_LEADER: frozenset({UnitKind.SITE, UnitKind.GROUP}),
        Role.EXTERNAL_LEADER: frozenset({UnitKind.GROUP}),
        Role.PARTNER: frozenset({UnitKind.PROGRAMME, UnitKind.SITE}),
    }
)


@dataclass(frozen=True)
class GrantScope:
    """Where a role is to hold; `unit_kind` and `controller_id` are the unit's own, None without a unit."""

    unit_kind: UnitKind | None = None
    controller_id: str | None = None
    language: str | None = None


def sees_participants(role: Role) -> bool:
    """Whether a role shows participants' data; the log is pseudonymous and counts too."""
    return any(permission.shows_personal_data for permission in PERMISSIONS_OF[role])


def fault_of_grant(role: Role, scope: GrantScope, *, party_id: str) -> dict[str, str]:
    """Say per form field why a role cannot be given there; empty when it can.

    Who sees participants must belong to the party that answers for them: another authority's staff reading
    along would be a disclosure (OSL 2009:400, chapters 25, 26 and 28), not cooperation.
    """
    if role in IN_A_LANGUAGE and scope.language is None:
        return {"language": S_("Choose the language.")}
    if role in EVERYWHERE:
        return (
            {} if scope.unit_kind is None else {"unit": S_("This role holds everywhere. Choose Everywhere.")}
        )
    if scope.unit_kind is None:
        return {"unit": S_("Choose where the role holds.")}
    if scope.unit_kind not in KINDS_OF_UNIT[role]:
        return {"unit": S_("This role cannot be given here. Choose a wider or narrower place.")}
    if sees_participants(role) and scope.controller_id != party_id:
        return {
            "unit": S_(
                "Another organisation answers for the participants here, so this person may not see them."
            )
        }
    return {}


def holds_on(grant: RoleGrant, day: date) -> bool:
    """Whether a grant is in force on a day, first and last day included."""
    has_begun = grant.valid_from <= day
    has_ended = grant.valid_until is not None and grant.valid_until < day
    return grant.revoked_at is None and has_begun and not has_ended


def rights_of(grants: Iterable[RoleGrant], day: date, *, party_id: str) -> dict[Permission, Reach]:
    """Join all grants in force on a day into permissions, each with its reach.

    What shows participants reaches, within a unit, only as far as the holder's own party answers for them: a
    site of a programme may have another controller.
    """
    rights: dict[Permission, Reach] = {}
    for grant in grants:
        if not holds_on(grant, day):
            continue
        for permission in PERMISSIONS_OF[Role(grant.role)]:
            reach = _reach_of(grant, party_id if permission.shows_personal_data else None)
            rights[permission] = rights.get(permission, Reach()) | reach
    return rights


def _reach_of(grant: RoleGrant, controller_id: str | None) -> Reach:
    languages = frozenset() if grant.language is None else frozenset({grant.language})
    if grant.unit_id is None:
        return Reach(everywhere=True, languages=languages)
    return Reach(unit_ids=frozenset({grant.unit_id}), languages=languages, controller_id=controller_id)
