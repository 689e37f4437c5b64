"""Signing in and out: the rows behind the cookies of staff and card holders."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.core.ids import new_id, new_token
from app.core.permissions import STAFF, Actor
from app.people.models.accounts import StaffSession
from app.people.models.participants import CardSession
from app.people.rules.sessions import token_hash


def start_staff_session(session: Session, account_id: str, *, method: str, device: str, now: datetime) -> str:
    """Sign somebody in and give the cookie's value, which is not kept."""
    token = new_token()
    session.add(
        StaffSession(
            id=new_id(),
            token_hash=token_hash(token),
            account_id=account_id,
            created_at=now,
            last_seen_at=now,
            method=method,
            device=device,
        )
    )
    session.flush()
    return token


def start_card_session(session: Session, card_id: str, *, now: datetime) -> str:
    """Open a card on a phone and give the cookie's value, which is not kept."""
    token = new_token()
    session.add(
        CardSession(
            id=new_id(), token_hash=token_hash(token), card_id=card_id, created_at=now, last_seen_at=now
        )
    )
    session.flush()
    return token


def end_staff_session(session: Session, account_id: str, session_id: str) -> bool:
    """Sign one browser of an account out; False when it is not one of this account's."""
    ended = session.execute(
        delete(StaffSession)
        .where(StaffSession.id == session_id, StaffSession.account_id == account_id)
        .returning(StaffSession.id)
    )
    return ended.first() is not None


def end_other_staff_sessions(session: Session, account_id: str, *, but: str | None = None) -> None:
    """Sign an account out everywhere, or everywhere else."""
    session.execute(
        delete(StaffSession).where(StaffSession.account_id == account_id, StaffSession.id != (but or ""))
    )


def note_seen(session: Session, actor: Actor, *, now: datetime) -> None:
    """Write down that the actor was here, so that idleness counts from now."""
    table = StaffSession if actor.kind == STAFF else CardSession
    session.execute(update(table).where(table.id == actor.session_id).values(last_seen_at=now))
