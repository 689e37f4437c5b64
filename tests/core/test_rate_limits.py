"""Rate limits: exactly so many attempts pass, from any number of threads, and no lock is for ever."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.core.database import Database
from app.core.errors import TooManyRequestsError
from app.core.rate_limits import (
    RateCount,
    RateLimit,
    count_attempt,
    forget_attempts,
    give_back_attempt,
    sweep,
)

pytestmark = pytest.mark.data

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LIMIT = RateLimit("sign_in", 3, 10 * MINUTE)
KEY = "d1" * 32


def _passes(session: Session, limit: RateLimit = LIMIT, key: str = KEY, now: datetime = NOW) -> bool:
    try:
        count_attempt(session, limit, key, now=now)
    except TooManyRequestsError:
        return False
    return True


def _use_up(session: Session, now: datetime = NOW) -> None:
    for _ in range(LIMIT.most):
        count_attempt(session, LIMIT, KEY, now=now)


def _wait(session: Session, now: datetime) -> int:
    with pytest.raises(TooManyRequestsError) as caught:
        count_attempt(session, LIMIT, KEY, now=now)
    return caught.value.retry_after


def test_count_attempt_lets_exactly_so_many_pass(session: Session) -> None:
    assert [_passes(session) for _ in range(5)] == [True, True, True, False, False]
    assert session.scalar(select(RateCount.count)) == 3


def test_count_attempt_of_a_single_attempt(session: Session) -> None:
    once = RateLimit("once", 1, MINUTE)
    assert [_passes(session, once) for _ in range(3)] == [True, False, False]


def test_count_attempt_from_many_threads(database: Database) -> None:
    ready = threading.Barrier(8)
    passed: list[bool] = []

    def attempt(number: int) -> None:
        ready.wait()
        for step in range(3):
            with database.writing() as session:
                # Whoever waited longest for a turn comes with an older time than the one before.
                passed.append(_passes(session, now=NOW - number * timedelta(seconds=1) + step * MINUTE))

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) == 24
    assert passed.count(True) == LIMIT.most
    with database.reading() as session:
        assert session.scalar(select(RateCount.count)) == LIMIT.most


def test_the_count_stands_when_the_attempt_itself_fails(database: Database) -> None:
    def compare_wrongly() -> None:
        with database.writing() as session:
            count_attempt(session, LIMIT, KEY, now=NOW)
        with database.writing():
            raise LookupError

    for _ in range(LIMIT.most):
        with pytest.raises(LookupError):
            compare_wrongly()
    with pytest.raises(TooManyRequestsError):
        compare_wrongly()


@pytest.mark.parametrize(
    ("later", "passes"),
    [
        (timedelta(0), False),
        (10 * MINUTE - timedelta(microseconds=1), False),
        (10 * MINUTE, True),
        (timedelta(days=400), True),
    ],
)
def test_a_new_window_begins_when_the_first_is_over(
    session: Session, later: timedelta, *, passes: bool
) -> None:
    _use_up(session)
    assert _passes(session, now=NOW + later) == passes
    if passes:
        assert session.execute(select(RateCount.window_start, RateCount.count)).one() == (NOW + later, 1)


def test_later_attempts_do_not_lengthen_the_window(session: Session) -> None:
    count_attempt(session, LIMIT, KEY, now=NOW)
    count_attempt(session, LIMIT, KEY, now=NOW + 9 * MINUTE)
    count_attempt(session, LIMIT, KEY, now=NOW + 9 * MINUTE)
    assert not _passes(session, now=NOW + 9 * MINUTE)
    assert _passes(session, now=NOW + 10 * MINUTE)


@pytest.mark.parametrize(
    ("later", "seconds"),
    [
        (timedelta(0), 600),
        (timedelta(seconds=0.5), 600),
        (timedelta(seconds=1), 599),
        (timedelta(seconds=599), 1),
        (timedelta(seconds=599.999), 1),
    ],
)
def test_retry_after_is_what_is_left_of_the_window(session: Session, later: timedelta, seconds: int) -> None:
    _use_up(session)
    assert _wait(session, NOW + later) == seconds
    assert _passes(session, now=NOW + later + timedelta(seconds=seconds))


def test_now_in_another_zone_is_the_same_instant(session: Session) -> None:
    east = NOW.astimezone(timezone(timedelta(hours=3)))
    _use_up(session, east)
    assert _wait(session, NOW) == 600
    assert _passes(session, now=east + 10 * MINUTE)
    assert session.scalar(select(RateCount.window_start)) == NOW + 10 * MINUTE


@pytest.mark.parametrize("back", [MINUTE, 10 * MINUTE])
def test_a_clock_somewhat_behind_counts_in_the_same_window(session: Session, back: timedelta) -> None:
    _use_up(session)
    earlier = NOW - back
    assert _wait(session, earlier) == (10 * MINUTE + back).total_seconds()


@pytest.mark.parametrize("back", [11 * MINUTE, timedelta(days=3650)])
def test_a_clock_that_was_put_back_locks_nobody_out(session: Session, back: timedelta) -> None:
    _use_up(session)
    assert [_passes(session, now=NOW - back) for _ in range(4)] == [True, True, True, False]
    assert _wait(session, NOW - back) == 600


def test_keys_and_kinds_do_not_know_each_other(session: Session) -> None:
    _use_up(session)
    assert _passes(session, key="d2" * 32)
    assert _passes(session, RateLimit("card", 3, MINUTE))
    assert not _passes(session)


def test_forget_attempts_lets_one_begin_anew(session: Session) -> None:
    _use_up(session)
    count_attempt(session, LIMIT, "other", now=NOW)
    count_attempt(session, RateLimit("card", 3, MINUTE), KEY, now=NOW)
    forget_attempts(session, LIMIT, KEY)
    left = session.execute(select(RateCount.kind, RateCount.key).order_by(RateCount.kind)).all()
    assert [tuple(row) for row in left] == [("card", KEY), ("sign_in", "other")]
    assert [_passes(session) for _ in range(4)] == [True, True, True, False]


def test_forget_attempts_of_an_unknown_key(session: Session) -> None:
    forget_attempts(session, LIMIT, KEY)
    assert session.scalar(select(func.count()).select_from(RateCount)) == 0


def test_give_back_attempt_takes_one_back_and_leaves_the_rest(session: Session) -> None:
    _use_up(session)
    count_attempt(session, LIMIT, "other", now=NOW)
    count_attempt(session, RateLimit("card", 3, MINUTE), KEY, now=NOW)
    give_back_attempt(session, LIMIT, KEY)
    counts = session.execute(select(RateCount.kind, RateCount.key, RateCount.count).order_by(RateCount.kind))
    assert sorted(tuple(row) for row in counts) == [
        ("card", KEY, 1),
        ("sign_in", KEY, LIMIT.most - 1),
        ("sign_in", "other", 1),
    ]
    assert [_passes(session) for _ in range(2)] == [True, False]


def test_give_back_attempt_never_goes_below_zero(session: Session) -> None:
    give_back_attempt(session, LIMIT, KEY)
    assert session.scalar(select(func.count()).select_from(RateCount)) == 0
    count_attempt(session, LIMIT, KEY, now=NOW)
    for _ in range(5):
        give_back_attempt(session, LIMIT, KEY)
    assert session.scalar(select(RateCount.count)) == 0
    assert [_passes(session) for _ in range(4)] == [True, True, True, False]


def test_give_back_attempt_from_many_threads_gives_each_its_own(database: Database) -> None:
    limit = RateLimit("sign_in", 100, MINUTE)
    with database.writing() as session:
        for _ in range(10):
            count_attempt(session, limit, KEY, now=NOW)
    ready = threading.Barrier(8)

    def succeed() -> None:
        ready.wait()
        with database.writing() as session:
            give_back_attempt(session, limit, KEY)

    threads = [threading.Thread(target=succeed) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert session.scalar(select(RateCount.count)) == 2


def test_sweep_removes_what_is_older(session: Session) -> None:
    ages = {"new": 0 * MINUTE, "edge": 60 * MINUTE, "old": 61 * MINUTE, "ahead": -61 * MINUTE}
    for key, age in ages.items():
        count_attempt(session, LIMIT, key, now=NOW - age)
    assert sweep(session, now=NOW, older_than=60 * MINUTE) == 2
    assert set(session.scalars(select(RateCount.key))) == {"new", "edge"}
    assert sweep(session, now=NOW, older_than=60 * MINUTE) == 0


_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("attempt"), st.sampled_from("ab"), st.integers(0, 4)),
        st.tuples(st.sampled_from(["forget", "sweep"]), st.sampled_from("ab"), st.integers(0, 4)),
    ),
    max_size=30,
)


@hypothesis_settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=_STEPS)
def test_counts_are_those_of_a_plain_model(database: Database, steps: list[tuple[str, str, int]]) -> None:
    model: dict[str, tuple[datetime, int]] = {}
    now = NOW
    with database.writing() as session:
        session.execute(delete(RateCount))
        for action, key, minutes in steps:
            now += minutes * MINUTE
            if action == "attempt":
                start, count = model.get(key, (now, 0))
                if now - start >= LIMIT.window:
                    start, count = now, 0
                assert _passes(session, key=key, now=now) == (count < LIMIT.most)
                model[key] = (start, min(count + 1, LIMIT.most))
            elif action == "forget":
                forget_attempts(session, LIMIT, key)
                model.pop(key, None)
            else:
                gone = [one for one, (start, _) in model.items() if now - start > LIMIT.window]
                assert sweep(session, now=now, older_than=LIMIT.window) == len(gone)
                for one in gone:
                    del model[one]
        rows = session.execute(select(RateCount.key, RateCount.window_start, RateCount.count)).all()
        assert {key: (start, count) for key, start, count in rows} == model
