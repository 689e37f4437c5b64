"""Contact details are sealed for their own row, once each, and can be taken away."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import InvalidInputError, NotFoundError
from app.core.keyring import Keyring
from app.people.actions.contact import NewContact, add_contact, remove_contact
from app.people.models.participants import ContactKind, ContactPoint, Participant
from app.people.queries.contact import find_contact, open_contacts
from app.people.rules.contact import MOST_CONTACTS
from tests.factories.people import NOW, make_participant, make_places

pytestmark = pytest.mark.data

RING = Keyring(["a secret"])


@pytest.fixture
def participant(session: Session) -> Participant:
    return make_participant(session, make_places(session).group)


def _add(session: Session, participant: Participant, text: str, *, is_shared: bool = False) -> ContactKind:
    return add_contact(session, participant.id, NewContact(text, is_shared=is_shared), RING, NOW)


def test_a_contact_is_sealed_and_opens_again(session: Session, participant: Participant) -> None:
    assert _add(session, participant, "070-174 06 05", is_shared=True) is ContactKind.PHONE
    assert _add(session, participant, "name@Example.se") is ContactKind.EMAIL
    kept = session.scalars(select(ContactPoint)).all()
    assert not any(b"701740605" in point.sealed or b"example" in point.sealed for point in kept)
    shown = {(found.text, found.is_shared) for found in open_contacts(session, participant.id, RING)}
    assert shown == {("+46701740605", True), ("name@example.se", False)}


def test_the_same_contact_again_is_one_row_marked_anew(session: Session, participant: Participant) -> None:
    _add(session, participant, "070-174 06 05")
    _add(session, participant, "+46 70 174 06 05", is_shared=True)
    (found,) = open_contacts(session, participant.id, RING)
    assert found.is_shared


def test_five_are_enough(session: Session, participant: Participant) -> None:
    for number in range(MOST_CONTACTS):
        _add(session, participant, f"name{number}@example.se")
    with pytest.raises(InvalidInputError) as caught:
        _add(session, participant, "one-more@example.se")
    assert set(caught.value.fields) == {"contact"}
    assert _add(session, participant, "name1@example.se") is ContactKind.EMAIL
    assert len(open_contacts(session, participant.id, RING)) == MOST_CONTACTS


def test_a_wrong_one_is_refused_and_a_removed_person_not_found(
    session: Session, participant: Participant
) -> None:
    with pytest.raises(InvalidInputError):
        _add(session, participant, "112")
    with pytest.raises(NotFoundError):
        add_contact(session, "0" * 16, NewContact("0701740605", is_shared=False), RING, NOW)


def test_a_contact_is_removed_even_when_it_cannot_be_opened(
    session: Session, participant: Participant
) -> None:
    _add(session, participant, "0701740605")
    other = Keyring(["another secret"])
    (unreadable,) = open_contacts(session, participant.id, other)
    assert unreadable.text is None
    remove_contact(session, find_contact(session, participant.id, unreadable.id))
    assert open_contacts(session, participant.id, RING) == []


def test_what_was_typed_is_in_no_representation() -> None:
    assert "0701740605" not in repr(NewContact("0701740605", is_shared=False))
