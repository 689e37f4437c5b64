"""What a card opens: the card behind twelve digits, and the person and group behind an open card."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.permissions import Reach
from app.people.models.card import CardContents
from app.people.models.participants import Card
from app.people.queries.participants import Found, find_participant


def find_card(session: Session, code_digests: Sequence[str], *, now: datetime) -> Card | None:
    """Find the card with one of these digests; None when there is none, it is blocked or too old.

    Holds the row (PostgreSQL), so that a card that is blocked at this moment cannot be opened after it.
    """
    found = select(Card).where(
        Card.code_digest.in_(code_digests), Card.revoked_at.is_(None), Card.expires_at > now
    )
    return session.scalars(found.with_for_update(read=True)).one_or_none()


def find_holder(session: Session, participant_id: str) -> Found:
    """Read the participant of a card and her group; raise NotFoundError when she was removed meanwhile."""
    return find_participant(session, Reach(everywhere=True), participant_id)


def no_contents(session: Session, participant_id: str, lang: str) -> CardContents:  # noqa: ARG001 - see below
    """Give nothing planned: what a card holds until a schedule takes this function's place."""
    return CardContents()
