"""Words about staff, and the days for which a role is given."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.people.models.accounts import AccountState, Role, RoleGrant
from app.people.rules.roles import holds_on
from app.people.rules.staff import (
    ENDS_FIRST,
    PASSED,
    STANDING_NAMES,
    STATE_NAMES,
    Standing,
    fault_of_period,
    overlaps,
    standing_of,
)

TODAY = date(2026, 3, 9)
_DAYS = st.integers(-4, 4).map(lambda days: TODAY + timedelta(days=days))


def _grant(first: date, last: date | None = None, *, is_revoked: bool = False) -> RoleGrant:
    revoked_at = datetime(2026, 3, 9, tzinfo=UTC) if is_revoked else None
    return RoleGrant(id="a", role=Role.PARTNER, valid_from=first, valid_until=last, revoked_at=revoked_at)


def test_every_state_has_words() -> None:
    assert set(STATE_NAMES) == set(AccountState)
    assert set(STANDING_NAMES) == set(Standing)


@pytest.mark.parametrize(
    ("grant", "standing"),
    [
        (_grant(TODAY), Standing.IN_FORCE),
        (_grant(TODAY, TODAY), Standing.IN_FORCE),
        (_grant(date(2026, 3, 10)), Standing.COMING),
        (_grant(date(2026, 3, 10), is_revoked=True), Standing.ENDED),
        (_grant(date(2026, 3, 1), date(2026, 3, 8)), Standing.ENDED),
        (_grant(TODAY, is_revoked=True), Standing.ENDED),
    ],
)
def test_where_a_grant_is_in_its_life(grant: RoleGrant, standing: Standing) -> None:
    assert standing_of(grant, TODAY) is standing


@pytest.mark.parametrize(
    ("first", "last", "fault"),
    [
        (TODAY, None, {}),
        (TODAY, TODAY, {}),
        (date(2026, 3, 10), date(2027, 3, 10), {}),
        (date(2026, 3, 8), None, {"valid_from": PASSED}),
        (TODAY, date(2026, 3, 8), {"valid_until": PASSED}),
        (date(2026, 3, 11), date(2026, 3, 10), {"valid_until": ENDS_FIRST}),
    ],
)
def test_the_days_of_a_role(first: date, last: date | None, fault: dict[str, str]) -> None:
    assert fault_of_period(first, last, today=TODAY) == fault


@hypothesis_settings(max_examples=60, deadline=None)
@given(first=_DAYS, last=st.none() | _DAYS, other_first=_DAYS, other_last=st.none() | _DAYS)
def test_overlapping_means_a_day_in_common(
    first: date, last: date | None, other_first: date, other_last: date | None
) -> None:
    days = [TODAY + timedelta(days=number) for number in range(-5, 6)]
    one, other = _grant(first, last), _grant(other_first, other_last)
    is_shared = any(holds_on(one, day) and holds_on(other, day) for day in days)
    if (last is None or first <= last) and (other_last is None or other_first <= other_last):
        assert overlaps(one, other_first, other_last) == is_shared


def test_a_role_that_was_taken_back_overlaps_nothing() -> None:
    assert not overlaps(_grant(TODAY, is_revoked=True), TODAY, None)
