"""How long somebody stays signed in, to the second; and that a secret cannot be read from its hash."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.people.models.accounts import LinkKind
from app.people.rules import sessions
from app.people.rules.sessions import (
    CARD_IDLE,
    CARD_LIFE,
    CARD_LONGEST,
    SEEN_AGAIN,
    STAFF_IDLE,
    STAFF_LONGEST,
    STEP_LIFE,
    is_alive,
    link_life,
    token_hash,
)

START = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def _is_staff_alive(seen: datetime, now: datetime) -> bool:
    return is_alive(START, seen, now, idle=STAFF_IDLE, longest=STAFF_LONGEST)


def test_token_hash_is_sha256() -> None:
    assert token_hash("abc") == hashlib.sha256(b"abc").hexdigest()
    assert token_hash("abc") != token_hash("abd")


@pytest.mark.parametrize("token", ["", "\x00", "ä", "\ud800", "x" * 100_000])
def test_token_hash_takes_whatever_a_cookie_holds(token: str) -> None:
    assert len(token_hash(token)) == 64


@given(st.text(), st.text())
@settings(max_examples=50)
def test_token_hash_differs_where_tokens_do(one: str, other: str) -> None:
    assert (token_hash(one) == token_hash(other)) is (one == other)


@pytest.mark.parametrize(
    ("seen", "now", "alive"),
    [
        (START, START, True),
        (START, START + STAFF_IDLE - SECOND, True),
        (START, START + STAFF_IDLE, False),
        (START + STAFF_IDLE, START + 2 * STAFF_IDLE - SECOND, True),
        (START + STAFF_LONGEST - SECOND, START + STAFF_LONGEST - SECOND, True),
        (START + STAFF_LONGEST - SECOND, START + STAFF_LONGEST, False),
        (START + STAFF_LONGEST, START + 2 * STAFF_LONGEST, False),
    ],
)
def test_is_alive(seen: datetime, now: datetime, alive: bool) -> None:
    assert _is_staff_alive(seen, now) is alive


def test_is_alive_when_the_clock_was_put_back() -> None:
    assert _is_staff_alive(START, START - timedelta(hours=1))


@given(st.timedeltas(timedelta(), 2 * STAFF_LONGEST), st.timedeltas(timedelta(), 2 * STAFF_LONGEST))
@settings(max_examples=100)
def test_nobody_comes_back_to_life(after: timedelta, later: timedelta) -> None:
    if not _is_staff_alive(START, START + after):
        assert not _is_staff_alive(START, START + after + later)


def test_a_way_back_lives_a_day_and_an_invitation_a_week() -> None:
    assert [link_life(kind) for kind in LinkKind] == [timedelta(days=7), timedelta(hours=24)]


def test_times_fit_together() -> None:
    assert SEEN_AGAIN < STAFF_IDLE < STAFF_LONGEST <= timedelta(hours=12)
    assert SEEN_AGAIN < CARD_IDLE < CARD_LONGEST <= CARD_LIFE
    assert timedelta(weeks=12) < CARD_LONGEST
    assert timedelta(minutes=10) >= STEP_LIFE
    assert all(value > timedelta() for value in vars(sessions).values() if isinstance(value, timedelta))
