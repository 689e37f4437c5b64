"""What one browser has done so far of a sign-in, or of setting up a key: kept between requests, used once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, delete, update
from sqlalchemy.orm import Session

from app.core.ids import new_token
from app.people.models.accounts import SignInStep, StepKind
from app.people.rules.sessions import STEP_LIFE, token_hash

STEP_TRIES: Final = 5


@dataclass(frozen=True)
class Step:
    """What a step was waiting for; `account_id` is None while nobody is known."""

    account_id: str | None
    challenge: bytes


def begin_step(
    session: Session,
    kind: StepKind,
    *,
    account_id: str | None = None,
    challenge: bytes = b"",
    now: datetime,
) -> str:
    """Begin a step and give the cookie's value, which is not kept; steps that are too old are removed."""
    session.execute(delete(SignInStep).where(SignInStep.expires_at <= now))
    token = new_token()
    session.add(
        SignInStep(
            token_hash=token_hash(token),
            kind=kind,
            account_id=account_id,
            challenge=challenge,
            tries_left=STEP_TRIES,
            expires_at=now + STEP_LIFE,
        )
    )
    session.flush()
    return token


def use_try(session: Session, token: str, kind: StepKind, *, now: datetime) -> Step | None:
    """Spend one of a step's five tries in one statement, before anything is compared.

    None when there is no such step, it is too old, or its tries are spent.
    """
    found = session.execute(
        update(SignInStep)
        .where(_is_open(token, kind, now), SignInStep.tries_left > 0)
        .values(tries_left=SignInStep.tries_left - 1)
        .returning(SignInStep.account_id, SignInStep.challenge)
    ).one_or_none()
    return None if found is None else Step(found.account_id, found.challenge or b"")


def take_step(session: Session, token: str, kind: StepKind, *, now: datetime) -> Step | None:
    """Use a step up: of several who come with it at once, one gets it; None when it is gone or too old."""
    found = session.execute(
        delete(SignInStep)
        .where(_is_open(token, kind, now))
        .returning(SignInStep.account_id, SignInStep.challenge)
    ).one_or_none()
    return None if found is None else Step(found.account_id, found.challenge or b"")


def _is_open(token: str, kind: StepKind, now: datetime) -> ColumnElement[bool]:
    return and_(
        SignInStep.token_hash == token_hash(token), SignInStep.kind == kind, SignInStep.expires_at > now
    )
