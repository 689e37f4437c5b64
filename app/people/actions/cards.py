"""Giving a participant a card, and blocking the cards she has."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.core.ids import new_id
from app.core.keyring import Keyring
from app.people.models.participants import Card, CardSession
from app.people.queries.participants import hold_participant
from app.people.rules.card_codes import code_digest, draw_digits
from app.people.rules.sessions import CARD_LIFE


def issue_card(session: Session, participant_id: str, keyring: Keyring, now: datetime) -> str:
    """Give a participant a new card in place of all earlier ones, and return its twelve digits.

    The digits are kept nowhere: they can be shown now or never. Holds the participant's row, so that of two
    cards issued at once only the later is valid; raises NotFoundError when she was removed meanwhile.
    """
    revoke_cards(session, participant_id, now)
    digits = draw_digits()
    session.add(
        Card(
            id=new_id(),
            participant_id=participant_id,
            code_digest=code_digest(keyring, digits),
            issued_at=now,
            expires_at=now + CARD_LIFE,
            revoked_at=None,
        )
    )
    session.flush()
    return digits


def revoke_cards(session: Session, participant_id: str, now: datetime) -> int:
    """Block all cards of a participant and close them on every phone; give how many were still valid."""
    hold_participant(session, participant_id)
    own_cards = select(Card.id).where(Card.participant_id == participant_id)
    session.execute(delete(CardSession).where(CardSession.card_id.in_(own_cards)))
    blocked = session.execute(
        update(Card)
        .where(Card.participant_id == participant_id, Card.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(Card.expires_at)
    )
    return sum(expires_at > now for expires_at in blocked.scalars())
