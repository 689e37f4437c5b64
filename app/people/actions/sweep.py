"""Removes what has run out: sign-ins, steps, links, open cards, counts of attempts."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from app.core import rate_limits
from app.people.models.accounts import EntryLink, SignInStep, StaffSession
from app.people.models.participants import CardSession
from app.people.rules.sessions import CARD_IDLE, CARD_LONGEST, STAFF_IDLE, STAFF_LONGEST

LONGEST_LIMIT: Final = timedelta(days=2)
"""Longer than any limit on attempts looks back."""


def sweep_expired(session: Session, *, now: datetime) -> int:
    """Remove every row that lets nobody in any more, and give how many there were."""
    gone = [
        delete(SignInStep).where(SignInStep.expires_at <= now).returning(SignInStep.token_hash),
        delete(EntryLink).where(EntryLink.expires_at <= now).returning(EntryLink.token_hash),
        delete(StaffSession)
        .where(
            or_(StaffSession.created_at <= now - STAFF_LONGEST, StaffSession.last_seen_at <= now - STAFF_IDLE)
        )
        .returning(StaffSession.id),
        delete(CardSession)
        .where(or_(CardSession.created_at <= now - CARD_LONGEST, CardSession.last_seen_at <= now - CARD_IDLE))
        .returning(CardSession.id),
    ]
    removed = sum(len(session.execute(statement).all()) for statement in gone)
    return removed + rate_limits.sweep(session, now=now, older_than=LONGEST_LIMIT)
