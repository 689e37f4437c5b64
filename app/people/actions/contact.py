"""Writing down how a participant can be reached, sealed, and taking it away."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.core.errors import S_, InvalidInputError
from app.core.ids import new_id
from app.core.keyring import Keyring
from app.people.models.participants import ContactKind, ContactPoint
from app.people.queries.contact import open_contacts
from app.people.queries.participants import hold_participant
from app.people.rules.contact import MOST_CONTACTS, PURPOSE, bound_to, read_contact


@dataclass(frozen=True)
class NewContact:
    """A contact detail as it was typed, and whether others answer it too."""

    text: str
    is_shared: bool

    def __repr__(self) -> str:
        return "<NewContact>"


def add_contact(
    session: Session, participant_id: str, new: NewContact, keyring: Keyring, now: datetime
) -> ContactKind:
    """Seal a new contact detail and give its kind; one that is there already is only marked anew.

    Raises InvalidInputError for the field `contact`, NotFoundError when the participant is gone.
    """
    kind, text = read_contact(new.text)
    hold_participant(session, participant_id)
    known = open_contacts(session, participant_id, keyring)
    same = next((contact for contact in known if contact.text == text), None)
    if same is not None:
        session.get_one(ContactPoint, same.id).is_shared = new.is_shared
    elif len(known) >= MOST_CONTACTS:
        raise InvalidInputError({"contact": S_("There are five already. Remove one first.")})
    else:
        own = new_id()
        point = ContactPoint(
            id=own,
            participant_id=participant_id,
            kind=kind,
            sealed=keyring.seal(PURPOSE, text, bound_to=bound_to(own)),
            is_shared=new.is_shared,
            created_at=now,
        )
        session.add(point)
    session.flush()
    return kind


def remove_contact(session: Session, contact: ContactPoint) -> None:
    """Forget one contact detail; also when it cannot be opened any more."""
    session.execute(delete(ContactPoint).where(ContactPoint.id == contact.id))
