"""Words and decisions about staff accounts and the time for which a role is given."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from app.core.errors import S_
from app.people.models.accounts import AccountState, RoleGrant
from app.people.rules.roles import holds_on

STATE_NAMES: Final[Mapping[AccountState, str]] = MappingProxyType(
    {
        AccountState.INVITED: S_("Invited"),
        AccountState.ACTIVE: S_("Active"),
        AccountState.CLOSED: S_("Closed"),
    }
)

PASSED: Final = S_("This day has passed.")
ENDS_FIRST: Final = S_("The last day comes before the first day.")


class Standing(StrEnum):
    """Where a grant is in its life."""

    COMING = "coming"
    IN_FORCE = "in_force"
    ENDED = "ended"


STANDING_NAMES: Final[Mapping[Standing, str]] = MappingProxyType(
    {
        Standing.COMING: S_("Begins later"),
        Standing.IN_FORCE: S_("Holds now"),
        Standing.ENDED: S_("Ended"),
    }
)


def standing_of(grant: RoleGrant, day: date) -> Standing:
    """Say where a grant is on a day; one that was taken back before it began has ended."""
    if holds_on(grant, day):
        return Standing.IN_FORCE
    is_coming = grant.revoked_at is None and grant.valid_from > day
    return Standing.COMING if is_coming else Standing.ENDED


def fault_of_period(first: date, last: date | None, *, today: date) -> dict[str, str]:
    """Say per form field why a role cannot be given for these days; empty when it can.

    A role cannot be given for days that have passed: the log would show that nobody had it then.
    """
    if first < today:
        return {"valid_from": PASSED}
    if last is not None and last < today:
        return {"valid_until": PASSED}
    if last is not None and last < first:
        return {"valid_until": ENDS_FIRST}
    return {}


def overlaps(grant: RoleGrant, first: date, last: date | None) -> bool:
    """Whether a grant that was not taken back shares a day with the days from `first` to `last`."""
    begins_in_time = last is None or grant.valid_from <= last
    ends_late_enough = grant.valid_until is None or grant.valid_until >= first
    return grant.revoked_at is None and begins_in_time and ends_late_enough
