"""Who is behind a cookie at this moment, and what she may do."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.dates import local
from app.core.permissions import OWN_ACCOUNT, OWN_CARD, PARTICIPANT, STAFF, Actor, Reach
from app.people.models.accounts import Account, AccountState, RoleGrant, StaffSession
from app.people.models.participants import Card, CardSession, Participant
from app.people.rules.roles import rights_of
from app.people.rules.sessions import (
    CARD_IDLE,
    CARD_LONGEST,
    SEEN_AGAIN,
    STAFF_IDLE,
    STAFF_LONGEST,
    is_alive,
    token_hash,
)


@dataclass(frozen=True)
class Visitor:
    """Who is here, and whether it is time to write that down again."""

    actor: Actor
    is_due: bool


def find_staff(session: Session, token: str, *, now: datetime, keeps: bool) -> Visitor | None:
    """Find who is signed in with a cookie, with the rights of this moment; None when nobody is.

    `keeps` holds the rows against being changed until the transaction ends (PostgreSQL; SQLite has one writer
    anyway), so that a right cannot be revoked between being read and being used.
    """
    found = (
        select(StaffSession, Account)
        .join(Account, Account.id == StaffSession.account_id)
        .where(StaffSession.token_hash == token_hash(token), Account.state == AccountState.ACTIVE)
    )
    grants = select(RoleGrant).where(RoleGrant.revoked_at.is_(None))
    if keeps:
        # Not the session's own row: two requests of one browser that both note they were here would deadlock.
        found = found.with_for_update(read=True, of=Account)
        grants = grants.with_for_update(read=True)
    row = session.execute(found).one_or_none()
    if row is None:
        return None
    signed_in, account = row
    if not is_alive(
        signed_in.created_at, signed_in.last_seen_at, now, idle=STAFF_IDLE, longest=STAFF_LONGEST
    ):
        return None
    held = session.scalars(grants.where(RoleGrant.account_id == account.id)).all()
    rights = {OWN_ACCOUNT: Reach()} | rights_of(held, local(now).date(), party_id=account.party_id)
    return Visitor(
        Actor(STAFF, account.id, signed_in.id, account.name, rights),
        is_due=now - signed_in.last_seen_at >= SEEN_AGAIN,
    )


def find_card_holder(session: Session, token: str, *, now: datetime) -> Visitor | None:
    """Find whose card is open with a cookie; None when it is blocked, too old, or nobody's."""
    row = session.execute(
        select(CardSession, Participant.id)
        .join(Card, Card.id == CardSession.card_id)
        .join(Participant, Participant.id == Card.participant_id)
        .where(CardSession.token_hash == token_hash(token), Card.revoked_at.is_(None), Card.expires_at > now)
    ).one_or_none()
    if row is None:
        return None
    opened, participant_id = row
    if not is_alive(opened.created_at, opened.last_seen_at, now, idle=CARD_IDLE, longest=CARD_LONGEST):
        return None
    return Visitor(
        Actor(PARTICIPANT, participant_id, opened.id, reaches={OWN_CARD: Reach()}),
        is_due=now - opened.last_seen_at >= SEEN_AGAIN,
    )
