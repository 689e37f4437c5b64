"""Sealing anew: what an older secret sealed is opened by the present one, and nothing is lost."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.ids import new_id
from app.core.keyring import Keyring
from app.people.actions.reseal import reseal
from app.people.models.participants import ContactPoint
from app.people.rules.sealing import CODES, CONTACT, place_of_codes, place_of_contact
from tests.factories.people import NOW, make_account, make_participant, make_places

pytestmark = pytest.mark.data
OLD, NEW, BOTH = Keyring(["old"]), Keyring(["new"]), Keyring(["new", "old"])
NUMBER = "+46701234567"


def _add_contact(session: Session, keyring: Keyring, participant_id: str) -> str:
    own = new_id()
    sealed = keyring.seal(CONTACT, NUMBER, bound_to=place_of_contact(own))
    session.add(
        ContactPoint(
            id=own,
            participant_id=participant_id,
            kind="phone",
            sealed=sealed,
            is_shared=False,
            created_at=NOW,
        )
    )
    session.flush()
    return own


def test_reseal_of_all_that_an_older_secret_sealed(session: Session) -> None:
    places = make_places(session)
    account, participant = make_account(session, places.party), make_participant(session, places.group)
    account.totp_sealed = OLD.seal(CODES, "secret", bound_to=place_of_codes(account.id))
    contacts = [_add_contact(session, keyring, participant.id) for keyring in (OLD, NEW)]
    assert reseal(session, BOTH) == 2
    assert reseal(session, BOTH) == 0
    session.expire_all()
    assert account.totp_sealed is not None
    assert NEW.open(CODES, account.totp_sealed, bound_to=place_of_codes(account.id)) == "secret"
    for own, sealed in session.execute(select(ContactPoint.id, ContactPoint.sealed)):
        assert own in contacts
        assert NEW.open(CONTACT, sealed, bound_to=place_of_contact(own)) == NUMBER


def test_reseal_leaves_what_no_secret_opens(session: Session) -> None:
    participant = make_participant(session, make_places(session).group)
    own = _add_contact(session, Keyring(["lost"]), participant.id)
    before = session.scalars(select(ContactPoint.sealed)).one()
    assert reseal(session, BOTH) == 0
    assert session.scalars(select(ContactPoint.sealed).where(ContactPoint.id == own)).one() == before
