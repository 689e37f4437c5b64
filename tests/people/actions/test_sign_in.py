"""Signing in with a code or a passkey, and signing out."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core.keyring import Keyring
from app.people.actions.sign_in import sign_in, sign_out, use_code, use_passkey
from app.people.models.accounts import Account, Passkey, StaffSession
from app.people.rules.sessions import token_hash
from tests.factories.people import make_places
from tests.people.ways_in import NOW, Member, make_member, make_passkey

pytestmark = pytest.mark.data

KEYRING = Keyring(["x" * 40])


@pytest.fixture
def member(session: Session) -> Member:
    return make_member(session, KEYRING, make_places(session))


def _close(session: Session, member: Member) -> None:
    session.execute(update(Account).where(Account.id == member.id).values(state="closed"))


def test_code_is_used_up(session: Session, member: Member) -> None:
    code = member.code(NOW)
    found = use_code(session, KEYRING, member.id, code, now=NOW)
    assert found is not None
    assert found.id == member.id
    assert use_code(session, KEYRING, member.id, code, now=NOW) is None


def test_code_of_nobody_or_a_closed_account_is_wrong(session: Session, member: Member) -> None:
    assert use_code(session, KEYRING, "nobody", member.code(NOW), now=NOW) is None
    _close(session, member)
    assert use_code(session, KEYRING, member.id, member.code(NOW), now=NOW) is None


@pytest.mark.parametrize("column", ["password_hash", "totp_sealed"])
def test_code_alone_opens_nothing(session: Session, member: Member, column: str) -> None:
    session.execute(update(Account).where(Account.id == member.id).values({column: None}))
    assert use_code(session, KEYRING, member.id, member.code(NOW), now=NOW) is None


def test_passkey_notes_its_count_unless_it_was_used_meanwhile(session: Session, member: Member) -> None:
    make_passkey(session, session.get_one(Account, member.id))
    key = session.scalars(select(Passkey)).one()
    assert use_passkey(session, key.id, seen_count=0, new_count=3, now=NOW) is not None
    assert use_passkey(session, key.id, seen_count=0, new_count=4, now=NOW) is None
    session.refresh(key)
    assert (key.sign_count, key.last_used_at) == (3, NOW)
    assert use_passkey(session, "nosuchkey", seen_count=0, new_count=1, now=NOW) is None
    _close(session, member)
    assert use_passkey(session, key.id, seen_count=3, new_count=4, now=NOW) is None


def test_session_begins_and_ends(session: Session, member: Member) -> None:
    entered = sign_in(session, member.id, method="password", device="Firefox", now=NOW)
    kept = session.get_one(StaffSession, entered.session_id)
    assert (kept.token_hash, kept.method, kept.device) == (
        token_hash(entered.token),
        "password",
        "Firefox",
    )
    again = sign_in(session, member.id, method="password", device="Firefox", now=NOW)
    assert again.token != entered.token
    ended = sign_out(session, entered.token)
    assert ended is not None
    assert (ended.account_id, ended.session_id) == (member.id, entered.session_id)
    assert sign_out(session, entered.token) is None
    assert session.scalars(select(StaffSession.id)).all() == [again.session_id]
