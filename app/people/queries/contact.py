"""A participant's contact details, opened."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import NotFoundError
from app.core.keyring import Keyring, UnreadableSecretError
from app.people.models.participants import ContactKind, ContactPoint
from app.people.rules.contact import PURPOSE, bound_to


@dataclass(frozen=True)
class OpenedContact:
    """One contact detail in the clear; `text` is None where the site's secret does not open it any more.

    It is not to be shown anywhere but on the participant's own page of contact details.
    """

    id: str
    kind: ContactKind
    text: str | None
    is_shared: bool

    def __repr__(self) -> str:
        return f"<OpenedContact {self.id}>"


def open_contacts(session: Session, participant_id: str, keyring: Keyring) -> Sequence[OpenedContact]:
    """Open all contact details of a participant, the oldest first, in one query."""
    points = session.scalars(
        select(ContactPoint)
        .where(ContactPoint.participant_id == participant_id)
        .order_by(ContactPoint.created_at, ContactPoint.id)
    )
    return [_opened(point, keyring) for point in points]


def find_contact(session: Session, participant_id: str, contact_id: str) -> ContactPoint:
    """Find one contact detail of a participant, sealed; raise NotFoundError when it is not one of hers."""
    point = session.scalars(
        select(ContactPoint).where(
            ContactPoint.id == contact_id, ContactPoint.participant_id == participant_id
        )
    ).one_or_none()
    if point is None:
        raise NotFoundError
    return point


def _opened(point: ContactPoint, keyring: Keyring) -> OpenedContact:
    try:
        text = keyring.open(PURPOSE, point.sealed, bound_to=bound_to(point.id))
    except UnreadableSecretError:
        text = None
    return OpenedContact(point.id, ContactKind(point.kind), text, point.is_shared)
