"""Writing down a participant's yes or no, and taking it back; what was said before stays on record."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.errors import InvalidInputError
from app.core.ids import new_id
from app.people.models.participants import Choice, GivenHow, Purpose
from app.people.queries.choices import live_choice
from app.people.queries.participants import hold_participant
from app.people.rules.choices import WORDINGS, faults_of_answer


@dataclass(frozen=True)
class Answer:
    """A yes or no, the language it was given in, and how."""

    is_yes: bool
    language: str
    how: GivenHow


def record_choice(
    session: Session, participant_id: str, purpose: Purpose, answer: Answer, now: datetime
) -> Choice:
    """Record an answer to the present wording; it closes the earlier one, which is kept.

    The very same answer again is the one that holds, so that a form sent twice records once. Raises
    InvalidInputError for the field `language`, NotFoundError when the participant is gone.
    """
    faults = faults_of_answer(answer.language, answer.how)
    if faults:
        raise InvalidInputError(faults)
    hold_participant(session, participant_id)
    version = WORDINGS[purpose].version
    earlier = live_choice(session, participant_id, purpose)
    if earlier is not None:
        same = (earlier.is_yes, earlier.text_version, earlier.language, earlier.given_how)
        if same == (answer.is_yes, version, answer.language, answer.how):
            return earlier
        earlier.withdrawn_at = now
    choice = Choice(
        id=new_id(),
        participant_id=participant_id,
        purpose=purpose,
        is_yes=answer.is_yes,
        text_version=version,
        language=answer.language,
        given_how=answer.how,
        given_at=now,
        withdrawn_at=None,
    )
    session.add(choice)
    session.flush()
    return choice


def withdraw_choice(session: Session, participant_id: str, purpose: Purpose, now: datetime) -> Choice | None:
    """Take back the choice that holds, which then means no; None when there is none."""
    hold_participant(session, participant_id)
    choice = live_choice(session, participant_id, purpose)
    if choice is not None:
        choice.withdrawn_at = now
        session.flush()
    return choice
