"""Whether the secret opens what is stored: told for codes, for contact details, where nothing is sealed."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.core.database import Database
from app.core.ids import new_id
from app.core.keyring import Keyring, open_keyring
from app.people.models.participants import ContactPoint
from app.people.queries.sealed import SealedCount, check_sealed, count_sealed
from app.people.rules.sealing import CODES, CONTACT, place_of_codes, place_of_contact
from app.settings import Settings
from tests.factories.people import NOW, make_account, make_participant, make_places

pytestmark = pytest.mark.data
RIGHT, OTHER = Keyring(["right"]), Keyring(["other"])


def _seal_codes(session: Session, keyring: Keyring) -> None:
    account = make_account(session, make_places(session).party)
    account.totp_sealed = keyring.seal(CODES, "secret", bound_to=place_of_codes(account.id))
    session.flush()


def _seal_contact(session: Session, keyring: Keyring) -> None:
    own, participant = new_id(), make_participant(session, make_places(session).group)
    sealed = keyring.seal(CONTACT, "+46701234567", bound_to=place_of_contact(own))
    session.add(
        ContactPoint(
            id=own,
            participant_id=participant.id,
            kind="phone",
            sealed=sealed,
            is_shared=False,
            created_at=NOW,
        )
    )
    session.flush()


def test_count_sealed_where_nothing_is(session: Session) -> None:
    assert count_sealed(session, RIGHT) == SealedCount()


@pytest.mark.parametrize("seal", [_seal_codes, _seal_contact])
def test_count_sealed_by_what_opens_it(session: Session, seal: Callable[[Session, Keyring], None]) -> None:
    seal(session, RIGHT)
    assert count_sealed(session, RIGHT) == SealedCount(all=1)
    assert count_sealed(session, OTHER) == SealedCount(all=1, unreadable=1)
    assert count_sealed(session, Keyring(["new", "right"])) == SealedCount(all=1, old=1)


def test_check_sealed_says_what_to_do(settings: Settings, database: Database) -> None:
    assert check_sealed(settings).ok is None
    with database.writing() as session:
        _seal_codes(session, open_keyring(settings))
    assert check_sealed(settings).ok is True
    changed = settings.model_copy(update={"secret": None})
    found = check_sealed(changed)
    assert (found.ok, found.found) == (False, "1 of 1 cannot be opened")
    assert "SMARTSKOLA_OLD_SECRETS" in found.remedy
    assert settings.secret is not None
    rotated = changed.model_copy(update={"old_secrets": (settings.secret,)})
    assert (check_sealed(rotated).ok, check_sealed(rotated).found) == (None, "1 of 1 need an old secret")


def test_check_sealed_of_a_database_that_is_not_ready(settings: Settings) -> None:
    elsewhere = settings.model_copy(update={"data_dir": settings.data_dir / "empty", "database_url": None})
    assert check_sealed(elsewhere).found == "not looked at"
