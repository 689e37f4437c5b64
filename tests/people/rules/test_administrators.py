"""The site is never without an administrator."""

from datetime import UTC, date, datetime

import pytest

from app.people.models.accounts import Role, RoleGrant
from app.people.rules.administrators import lasts, leaves_nobody

TODAY = date(2026, 3, 9)
YESTERDAY, TOMORROW = date(2026, 3, 8), date(2026, 3, 10)


def _grant(
    name: str = "a",
    *,
    role: Role = Role.ADMINISTRATOR,
    first: date = YESTERDAY,
    last: date | None = None,
    is_revoked: bool = False,
) -> RoleGrant:
    revoked_at = datetime(2026, 3, 8, tzinfo=UTC) if is_revoked else None
    return RoleGrant(id=name, role=role, valid_from=first, valid_until=last, revoked_at=revoked_at)


@pytest.mark.parametrize("first", [YESTERDAY, TODAY])
def test_an_administrator_without_a_last_day_lasts(first: date) -> None:
    assert lasts(_grant(first=first), TODAY)


@pytest.mark.parametrize(
    "grant",
    [
        _grant(first=TOMORROW),
        _grant(last=TOMORROW),
        _grant(is_revoked=True),
        _grant(role=Role.PROJECT_LEADER),
    ],
)
def test_what_ends_or_has_not_begun_does_not_last(grant: RoleGrant) -> None:
    assert not lasts(grant, TODAY)


def test_the_last_one_cannot_go() -> None:
    assert leaves_nobody([_grant("a")], {"a"}, TODAY)
    assert leaves_nobody([_grant("a"), _grant("b")], {"a", "b"}, TODAY)


def test_one_of_two_can_go() -> None:
    assert not leaves_nobody([_grant("a"), _grant("b")], {"a"}, TODAY)


@pytest.mark.parametrize("other", [_grant("b", last=TOMORROW), _grant("b", first=TOMORROW)])
def test_one_who_does_not_last_is_no_replacement(other: RoleGrant) -> None:
    assert leaves_nobody([_grant("a"), other], {"a"}, TODAY)


def test_one_who_does_not_last_can_always_go() -> None:
    assert not leaves_nobody([_grant("a"), _grant("b", last=TOMORROW)], {"b"}, TODAY)
    assert not leaves_nobody([_grant("b", last=TOMORROW)], {"b"}, TODAY)
    assert not leaves_nobody([], {"c"}, TODAY)
