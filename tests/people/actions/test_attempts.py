"""Counting attempts to sign in: guesses from many addresses, and what a success forgets."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import takewhile

import pytest
from sqlalchemy import select

from app.core.database import Database
from app.core.errors import TooManyRequestsError
from app.core.keyring import Keyring
from app.core.rate_limits import RateCount
from app.people.actions.attempts import (
    count_code,
    count_link,
    count_passkey,
    count_password,
    forget_account_attempts,
    forget_codes_of_day,
    give_back_password,
)

pytestmark = pytest.mark.data

NOW = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)
KEYRING = Keyring(["x" * 40])
SARA = "sara@skola.example"


def _password(
    database: Database, *, email: str = SARA, address: str = "198.51.100.1", now: datetime = NOW
) -> bool:
    try:
        with database.writing() as session:
            count_password(session, KEYRING, email=email, address=address, now=now)
    except TooManyRequestsError:
        return False
    return True


def test_guesses_from_many_addresses_are_ten(database: Database) -> None:
    taken = [_password(database, address=f"198.51.100.{n}") for n in range(100)]
    assert taken == [True] * 10 + [False] * 90


def test_guessing_all_day_gives_a_hundred(database: Database) -> None:
    taken = 0
    for quarter in range(95):
        now = NOW + quarter * timedelta(minutes=15)
        while _password(database, address=f"198.51.100.{quarter}", now=now):
            taken += 1
    assert taken == 100
    assert _password(database, now=NOW + timedelta(days=1))


def test_one_address_may_try_thirty_times_whoever_it_names(database: Database) -> None:
    taken = [_password(database, email=f"{n}@skola.example") for n in range(31)]
    assert taken == [True] * 30 + [False]
    assert _password(database, email="0@skola.example", address="203.0.113.9")


def test_unknown_addresses_are_counted_like_known_ones(database: Database) -> None:
    assert [_password(database, email="nobody") for _ in range(11)] == [True] * 10 + [False]


@pytest.mark.parametrize(("count", "most"), [(count_code, 10), (count_link, 30), (count_passkey, 60)])
def test_other_attempts_have_their_limits(database: Database, count: Callable[..., None], most: int) -> None:
    for _ in range(most):
        with database.writing() as session:
            count(session, KEYRING, "one", now=NOW)
    with pytest.raises(TooManyRequestsError), database.writing() as session:
        count(session, KEYRING, "one", now=NOW)
    with database.writing() as session:
        count(session, KEYRING, "another", now=NOW)
        count(session, KEYRING, "one", now=NOW + timedelta(minutes=15))


def test_locked_password_locks_no_passkey_and_no_code(database: Database) -> None:
    while _password(database):
        pass
    with database.writing() as session:
        count_passkey(session, KEYRING, "198.51.100.1", now=NOW)
        count_code(session, KEYRING, "account", now=NOW)
    with database.reading() as session:
        counted = session.scalars(select(RateCount.kind).where(RateCount.kind.in_(["passkey", "code"]))).all()
    assert sorted(counted) == ["code", "passkey"]
    assert not _password(database)


def test_success_forgets_the_account_but_not_the_address(database: Database) -> None:
    for _ in range(10):
        assert _password(database)
    with database.writing() as session:
        count_code(session, KEYRING, "account", now=NOW)
        forget_account_attempts(session, KEYRING, account_id="account", email=SARA)
    with database.reading() as session:
        left = session.execute(select(RateCount.kind, RateCount.count).order_by(RateCount.kind)).all()
    assert [tuple(row) for row in left] == [("code-day", 0), ("password-address", 10)]
    assert _password(database)


def test_a_right_password_gives_its_address_back_only_its_own_count(database: Database) -> None:
    for n in range(29):
        assert _password(database, email=f"{n}@skola.example")
    for _ in range(5):
        assert _password(database)
        with database.writing() as session:
            give_back_password(session, KEYRING, "198.51.100.1")
    assert [_password(database, email="other") for _ in range(2)] == [True, False]


def _code(database: Database, now: datetime = NOW) -> bool:
    try:
        with database.writing() as session:
            count_code(session, KEYRING, "account", now=now)
    except TooManyRequestsError:
        return False
    return True


def test_guessing_codes_all_day_gives_fifty_however_often_the_owner_gets_in(database: Database) -> None:
    guessed = 0
    for quarter in range(95):
        now = NOW + quarter * timedelta(minutes=15)
        guessed += len(list(takewhile(bool, (_code(database, now) for _ in range(9)))))
        if _code(database, now):
            with database.writing() as session:
                forget_account_attempts(session, KEYRING, account_id="account", email=SARA)
    assert guessed == 50
    assert _code(database, NOW + timedelta(days=1))


def test_new_codes_begin_the_day_anew(database: Database) -> None:
    for quarter in range(5):
        assert all(_code(database, NOW + quarter * timedelta(minutes=15)) for _ in range(10))
    later = NOW + timedelta(hours=2)
    assert not _code(database, later)
    with database.writing() as session:
        forget_codes_of_day(session, KEYRING, "account")
    assert _code(database, later)


def test_counts_name_nobody(database: Database) -> None:
    _password(database)
    with database.reading() as session:
        keys = " ".join(session.scalars(select(RateCount.key)))
    assert "sara" not in keys
    assert "198" not in keys.replace(KEYRING.digest("rate-limit", "198.51.100.1"), "").replace(
        KEYRING.digest("rate-limit", SARA), ""
    )
