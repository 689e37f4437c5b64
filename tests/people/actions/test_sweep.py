"""Sweeping: what lets somebody in stays to the last moment, what does not goes."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.database import Base
from app.core.ids import new_id, new_token
from app.core.rate_limits import RateCount, RateLimit, count_attempt
from app.people.actions.sweep import LONGEST_LIMIT, sweep_expired
from app.people.models.accounts import EntryLink, LinkKind, SignInStep, StaffSession, StepKind
from app.people.models.participants import Card, CardSession
from app.people.rules.sessions import CARD_IDLE, CARD_LONGEST, STAFF_IDLE, STAFF_LONGEST, token_hash
from tests.factories.people import NOW, make_account, make_participant, make_party, make_places

pytestmark = pytest.mark.data
MOMENT = timedelta(seconds=1)


def add_staff_session(
    session: Session, account_id: str, *, created_at: datetime, last_seen_at: datetime | None = None
) -> None:
    session.add(
        StaffSession(
            id=new_id(),
            token_hash=token_hash(new_token()),
            account_id=account_id,
            created_at=created_at,
            last_seen_at=last_seen_at or created_at,
            method="passkey",
            device="Firefox, Linux",
        )
    )
    session.flush()


def _count(session: Session, table: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_sweep_expired_of_staff_sessions(session: Session) -> None:
    account = make_account(session, make_party(session, "Regionen"))
    for created_at, last_seen_at in (
        (NOW, NOW),
        (NOW - STAFF_LONGEST + MOMENT, NOW),
        (NOW - STAFF_LONGEST, NOW),
        (NOW - STAFF_IDLE, NOW - STAFF_IDLE + MOMENT),
        (NOW - STAFF_IDLE, NOW - STAFF_IDLE),
    ):
        add_staff_session(session, account.id, created_at=created_at, last_seen_at=last_seen_at)
    assert sweep_expired(session, now=NOW) == 2
    assert _count(session, StaffSession) == 3


def test_sweep_expired_of_open_cards(session: Session) -> None:
    participant = make_participant(session, make_places(session).group)
    card = Card(
        id=new_id(),
        participant_id=participant.id,
        code_digest="digest",
        issued_at=NOW,
        expires_at=NOW + timedelta(days=1),
        revoked_at=None,
    )
    session.add(card)
    session.flush()
    for created_at, last_seen_at in (
        (NOW, NOW),
        (NOW - CARD_LONGEST, NOW),
        (NOW - CARD_IDLE, NOW - CARD_IDLE),
    ):
        session.add(
            CardSession(
                id=new_id(),
                token_hash=token_hash(new_token()),
                card_id=card.id,
                created_at=created_at,
                last_seen_at=last_seen_at,
            )
        )
    session.flush()
    assert sweep_expired(session, now=NOW) == 2
    assert _count(session, CardSession) == 1
    assert _count(session, Card) == 1


def test_sweep_expired_of_links_and_steps(session: Session) -> None:
    account = make_account(session, make_party(session, "Regionen"))
    for expires_at in (NOW, NOW + MOMENT):
        session.add(
            EntryLink(
                token_hash=new_token(),
                account_id=account.id,
                kind=LinkKind.INVITATION,
                created_at=NOW,
                expires_at=expires_at,
            )
        )
        session.add(
            SignInStep(
                token_hash=new_token(),
                kind=StepKind.CODE,
                account_id=account.id,
                challenge=None,
                tries_left=5,
                expires_at=expires_at,
            )
        )
    session.flush()
    assert sweep_expired(session, now=NOW) == 2
    assert (_count(session, EntryLink), _count(session, SignInStep)) == (1, 1)


def test_sweep_expired_of_counted_attempts(session: Session) -> None:
    limit = RateLimit("test", 5, timedelta(minutes=15))
    count_attempt(session, limit, "old", now=NOW - LONGEST_LIMIT - MOMENT)
    count_attempt(session, limit, "new", now=NOW)
    assert sweep_expired(session, now=NOW) == 1
    assert _count(session, RateCount) == 1
