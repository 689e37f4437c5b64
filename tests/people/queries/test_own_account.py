"""One's own account: passkeys, open sessions, nobody else's."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.keyring import Keyring
from app.people.actions.sign_in import sign_in
from app.people.models.accounts import Account, Passkey
from app.people.queries.own_account import (
    find_own_passkey,
    passkeys_of,
    read_account,
    read_own_account,
    signed_in_at,
)
from tests.factories.people import make_account, make_places
from tests.people.ways_in import NOW, make_member, make_passkey

pytestmark = pytest.mark.data


@pytest.fixture
def account(session: Session) -> Account:
    places = make_places(session)
    stranger = make_account(session, places.party)
    make_passkey(session, stranger)
    sign_in(session, stranger.id, method="passkey", device="Firefox", now=NOW)
    return make_account(session, places.party)


def test_own_account_shows_open_sessions_newest_first(session: Session, account: Account) -> None:
    old, new = (
        sign_in(session, account.id, method="passkey", device="Firefox", now=now).session_id
        for now in (NOW, NOW + timedelta(minutes=30))
    )
    own = read_own_account(session, account.id, now=NOW + timedelta(minutes=59))
    assert [open_one.id for open_one in own.sessions] == [new, old]
    own = read_own_account(session, account.id, now=NOW + timedelta(minutes=60))
    assert [open_one.id for open_one in own.sessions] == [new]
    assert signed_in_at(session, old) == NOW


def test_passkey_can_be_lost_when_another_way_is_left(session: Session, account: Account) -> None:
    make_passkey(session, account)
    own = read_own_account(session, account.id, now=NOW)
    assert (len(own.passkeys), own.has_password, own.can_lose_a_passkey) == (1, False, False)
    make_passkey(session, account)
    assert read_own_account(session, account.id, now=NOW).can_lose_a_passkey


def test_password_counts_with_codes_only(session: Session) -> None:
    member = make_member(session, Keyring(["x" * 40]), make_places(session))
    own = read_own_account(session, member.id, now=NOW)
    assert own.has_password
    own.account.totp_sealed = None
    assert not own.has_password


def test_passkey_of_somebody_else_is_not_found(session: Session, account: Account) -> None:
    make_passkey(session, account)
    (own,) = passkeys_of(session, account.id)
    foreign = session.scalars(select(Passkey.id).where(Passkey.account_id != account.id)).one()
    assert find_own_passkey(session, account.id, own.id) is own
    assert find_own_passkey(session, account.id, foreign) is None
    assert read_account(session, account.id) is account
