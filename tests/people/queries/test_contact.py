"""Contact details open in their own row only."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import NotFoundError
from app.core.keyring import Keyring
from app.people.actions.contact import NewContact, add_contact
from app.people.models.participants import ContactKind, ContactPoint
from app.people.queries.contact import find_contact, open_contacts
from tests.factories.people import NOW, make_participant, make_places
from tests.people.statements import sent_statements

pytestmark = pytest.mark.data

RING = Keyring(["a secret"])


def test_a_contact_moved_to_another_row_or_person_does_not_open_or_is_not_found(session: Session) -> None:
    group = make_places(session).group
    first, second = make_participant(session, group), make_participant(session, group)
    add_contact(session, first.id, NewContact("0701740605", is_shared=False), RING, NOW)
    add_contact(session, second.id, NewContact("name@example.se", is_shared=False), RING, NOW)
    points = {point.participant_id: point for point in session.scalars(select(ContactPoint))}
    points[second.id].sealed = points[first.id].sealed
    session.flush()
    (moved,) = open_contacts(session, second.id, RING)
    assert (moved.text, moved.kind) == (None, ContactKind.EMAIL)
    assert find_contact(session, first.id, points[first.id].id) is points[first.id]
    for other in (points[second.id].id, "0" * 16):
        with pytest.raises(NotFoundError):
            find_contact(session, first.id, other)


def test_a_changed_secret_opens_while_the_old_one_is_kept(session: Session) -> None:
    own = make_participant(session, make_places(session).group)
    add_contact(session, own.id, NewContact("0701740605", is_shared=False), RING, NOW)
    texts = [
        open_contacts(session, own.id, ring)[0].text
        for ring in (Keyring(["new", "a secret"]), Keyring(["new"]))
    ]
    assert texts == ["+46701740605", None]


def test_damaged_bytes_are_unreadable_and_not_a_fault(session: Session) -> None:
    own = make_participant(session, make_places(session).group)
    add_contact(session, own.id, NewContact("0701740605", is_shared=False), RING, NOW)
    point = session.scalars(select(ContactPoint)).one()
    for damaged in (b"", b"\x01", point.sealed[:-1], point.sealed + b"x", b"\x02" + point.sealed[1:]):
        point.sealed = damaged
        session.flush()
        assert open_contacts(session, own.id, RING)[0].text is None


def test_all_open_in_one_query_and_show_nothing_when_printed(session: Session) -> None:
    own = make_participant(session, make_places(session).group)
    for text in ("0701740605", "name@example.se"):
        add_contact(session, own.id, NewContact(text, is_shared=False), RING, NOW)
    with sent_statements(session.get_bind().engine) as statements:
        opened = open_contacts(session, own.id, RING)
    assert len(statements) == 1
    assert "0701740605" not in repr(opened)
    assert "example" not in repr(opened)
