"""In which role somebody acted: the one in force then that gave the right."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.people.models.accounts import Role, RoleGrant
from app.people.rules.acting_role import acting_role

AT = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _grant(role: Role, **changed: object) -> RoleGrant:
    values: dict[str, object] = {
        "id": role.value,
        "account_id": "a",
        "role": role,
        "unit_id": None,
        "valid_from": date(2026, 3, 9),
        "valid_until": None,
        "granted_at": AT - 2 * HOUR,
        "revoked_at": None,
    }
    return RoleGrant(**(values | changed))


def test_acting_role_is_the_one_that_gave_the_right() -> None:
    grants = [_grant(Role.TRANSLATOR), _grant(Role.PROJECT_LEADER), _grant(Role.COURSE_LEADER)]
    assert acting_role(grants, "see_contact", AT, around=()) is Role.COURSE_LEADER
    assert acting_role(grants, "review_log", AT, around=()) is Role.PROJECT_LEADER


def test_acting_role_is_the_earliest_of_several() -> None:
    grants = [_grant(Role.COORDINATOR), _grant(Role.COURSE_LEADER, granted_at=AT - 3 * HOUR)]
    assert acting_role(grants, "see_contact", AT, around=()) is Role.COURSE_LEADER


@pytest.mark.parametrize(
    "changed",
    [
        {"valid_from": date(2026, 3, 10)},
        {"valid_until": date(2026, 3, 8)},
        {"granted_at": AT + HOUR},
        {"revoked_at": AT - HOUR},
        {"revoked_at": AT},
    ],
)
def test_acting_role_passes_over_what_did_not_hold_then(changed: dict[str, object]) -> None:
    assert acting_role([_grant(Role.COURSE_LEADER, **changed)], "see_contact", AT, around=()) is None


@pytest.mark.parametrize(
    "changed", [{"valid_until": date(2026, 3, 9)}, {"granted_at": AT}, {"revoked_at": AT + HOUR}]
)
def test_acting_role_counts_what_held_then_and_holds_no_more(changed: dict[str, object]) -> None:
    assert (
        acting_role([_grant(Role.COURSE_LEADER, **changed)], "see_contact", AT, around=())
        is Role.COURSE_LEADER
    )


@pytest.mark.parametrize("place", [None, "programme", "site", "group"])
def test_acting_role_holds_where_it_happened_or_around_it(place: str | None) -> None:
    grants = [
        _grant(Role.COORDINATOR, unit_id="elsewhere", granted_at=AT - 3 * HOUR),
        _grant(Role.COURSE_LEADER, unit_id=place),
    ]
    around = {"programme", "site", "group"}
    assert acting_role(grants, "see_contact", AT, around=around) is Role.COURSE_LEADER
    assert acting_role(grants[:1], "see_contact", AT, around=around) is None
    assert acting_role(grants, "see_contact", AT, around=()) is Role.COORDINATOR


def test_acting_role_of_nobody_is_none() -> None:
    assert acting_role([], "see_contact", AT, around=()) is None
    assert acting_role([_grant(Role.COURSE_LEADER)], "a_right_of_later_years", AT, around=()) is None
