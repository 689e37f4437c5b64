"""Registering a participant, changing what is known of her, and forgetting her."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.audit import AuditSubject
from app.core.errors import S_, InvalidInputError
from app.core.ids import new_code
from app.people.models.participants import Card, CardSession, Choice, ContactPoint, Participant
from app.people.queries.participants import hold_participant
from app.people.rules.participants import CODE_LENGTH, Facts, faults_of

CHANGED_MEANWHILE: Final = S_("Somebody else has changed this meanwhile. Look at both, then save again.")
USED_ALREADY: Final = S_("This form was used already. Open a new one.")
REGISTERED_ALREADY: Final = S_(
    "This person is registered already. Open the person's page to change something."
)
_TRIES = 3


def register_participant(
    session: Session, participant_id: str, unit_id: str, facts: Facts, now: datetime
) -> bool:
    """Register somebody under an id; False, and nothing is changed, when she is there already, just so.

    So a form that is sent twice registers one person. Raises InvalidInputError per field, and on `form` when
    what is stored differs, or when the trail knows the id although she is there no more: whoever was removed
    does not come back under it.
    """
    _check(facts)
    for _ in range(_TRIES):
        # The trail first: of a form sent twice at once, the other may be stored between the two questions.
        is_known = session.scalar(select(exists().where(AuditSubject.subject_id == participant_id)))
        stored = session.get(Participant, participant_id)
        if stored is not None:
            _check_same(stored, unit_id, facts)
            return False
        if is_known:
            raise InvalidInputError({"form": USED_ALREADY})
        try:
            with session.begin_nested():
                session.add(_new_participant(participant_id, unit_id, facts, now))
        except IntegrityError:
            # Somebody else's row with this id, a moment ago, or by a rare chance with this code.
            continue
        return True
    raise RuntimeError("no free code was found for a participant")


def change_participant(
    session: Session, participant_id: str, unit_id: str, facts: Facts, *, version: int
) -> Participant:
    """Change what is known of somebody, if nobody else did since `version`; else InvalidInputError on `form`.

    Raises InvalidInputError per field, too, and NotFoundError when she was removed meanwhile.
    """
    participant = hold_participant(session, participant_id)
    if participant.version != version:
        raise InvalidInputError({"form": CHANGED_MEANWHILE})
    _check(facts)
    for name, value in _columns(facts).items():
        setattr(participant, name, value)
    participant.unit_id = unit_id
    participant.version += 1
    session.flush()
    return participant


def remove_participant(session: Session, participant_id: str) -> None:
    """Forget somebody at once: contact details, choices, cards, open phones and the person herself.

    What the trail keeps is her random id. Raises NotFoundError when she is not there.
    """
    participant = hold_participant(session, participant_id)
    # Held, so that no phone can open a card while it is being removed.
    cards = session.scalars(
        select(Card.id).where(Card.participant_id == participant_id).with_for_update()
    ).all()
    session.execute(delete(CardSession).where(CardSession.card_id.in_(cards)))
    for table in (Card, ContactPoint, Choice):
        session.execute(delete(table).where(table.participant_id == participant_id))
    session.delete(participant)
    session.flush()


def _check(facts: Facts) -> None:
    faults = faults_of(facts)
    if faults:
        raise InvalidInputError(faults)


def _check_same(stored: Participant, unit_id: str, facts: Facts) -> None:
    wanted = _columns(facts) | {"unit_id": unit_id}
    if any(getattr(stored, name) != value for name, value in wanted.items()):
        raise InvalidInputError({"form": REGISTERED_ALREADY})


def _new_participant(participant_id: str, unit_id: str, facts: Facts, now: datetime) -> Participant:
    return Participant(
        id=participant_id,
        code=new_code(CODE_LENGTH),
        unit_id=unit_id,
        registered_at=now,
        version=1,
        **_columns(facts),
    )


def _columns(facts: Facts) -> dict[str, Any]:
    wished_sex, strength = facts.wish or (None, None)
    return {
        "spoken_language": facts.spoken_language,
        "dialect": facts.dialect,
        "also_speaks": list(dict.fromkeys(facts.also_speaks)),
        "read_language": facts.read_language,
        "reads_well": facts.reads_well,
        "medium": facts.medium,
        "interpreter_need": facts.interpreter_need,
        "interpreter_sex": wished_sex,
        "interpreter_strength": strength,
        "access_needs": list(dict.fromkeys(facts.access_needs)),
        "sex": facts.sex,
    }
