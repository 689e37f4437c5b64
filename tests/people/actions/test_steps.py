"""Steps of a sign-in: spent tries, one use, ten minutes."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.database import Database
from app.people.actions.steps import STEP_TRIES, Step, begin_step, take_step, use_try
from app.people.models.accounts import SignInStep, StepKind
from app.people.rules.sessions import STEP_LIFE

pytestmark = pytest.mark.data

NOW = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)
LAST = NOW + STEP_LIFE - timedelta(microseconds=1)


def _begin(session: Session, now: datetime = NOW) -> str:
    return begin_step(session, StepKind.PASSKEY, challenge=b"asked", now=now)


def test_step_is_used_once(session: Session) -> None:
    token = _begin(session)
    assert take_step(session, token, StepKind.PASSKEY, now=LAST) == Step(None, b"asked")
    assert take_step(session, token, StepKind.PASSKEY, now=LAST) is None


def test_step_has_five_tries(session: Session) -> None:
    token = _begin(session)
    for _ in range(STEP_TRIES):
        assert use_try(session, token, StepKind.PASSKEY, now=NOW) == Step(None, b"asked")
    assert use_try(session, token, StepKind.PASSKEY, now=NOW) is None


@pytest.mark.parametrize("use", [use_try, take_step])
def test_step_opens_with_its_token_kind_and_time_only(session: Session, use: object) -> None:
    assert callable(use)
    token = _begin(session)
    assert use(session, token, StepKind.CODE, now=NOW) is None
    assert use(session, token + "x", StepKind.PASSKEY, now=NOW) is None
    assert use(session, "", StepKind.PASSKEY, now=NOW) is None
    assert use(session, "\ud800\x00", StepKind.PASSKEY, now=NOW) is None
    assert use(session, token, StepKind.PASSKEY, now=NOW + STEP_LIFE) is None
    assert use(session, token, StepKind.PASSKEY, now=LAST) is not None


def test_token_is_not_kept(session: Session) -> None:
    token = _begin(session)
    assert token not in session.scalars(select(SignInStep.token_hash)).all()


def test_old_steps_are_swept_by_new_ones(session: Session) -> None:
    _begin(session)
    _begin(session, NOW + timedelta(minutes=1))
    _begin(session, NOW + STEP_LIFE)
    assert len(session.scalars(select(SignInStep)).all()) == 2


def test_of_many_at_once_five_try_and_one_takes(database: Database) -> None:
    with database.writing() as session:
        token = _begin(session)
    tried: list[bool] = []
    took: list[bool] = []

    def come() -> None:
        with database.writing() as session:
            tried.append(use_try(session, token, StepKind.PASSKEY, now=NOW) is not None)
        barrier.wait()
        with database.writing() as session:
            took.append(take_step(session, token, StepKind.PASSKEY, now=NOW) is not None)

    barrier = threading.Barrier(8)
    threads = [threading.Thread(target=come) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sum(tried), sum(took)) == (5, 1)
