"""What a participant said yes or no to, now and before."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.people.models.participants import Choice, Purpose


def live_choice(session: Session, participant_id: str, purpose: Purpose) -> Choice | None:
    """Find the choice that holds now; None when none was made, or it was withdrawn. None means no."""
    return session.scalars(
        select(Choice).where(
            Choice.participant_id == participant_id,
            Choice.purpose == purpose,
            Choice.withdrawn_at.is_(None),
        )
    ).one_or_none()


def choices_of(session: Session, participant_id: str) -> Sequence[Choice]:
    """Read all choices of a participant, those withdrawn too, the newest first."""
    return session.scalars(
        select(Choice)
        .where(Choice.participant_id == participant_id)
        .order_by(Choice.given_at.desc(), Choice.id)
    ).all()
