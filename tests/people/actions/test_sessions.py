"""Signing in and out: one row per browser, whose cookie cannot be read from it."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.permissions import PARTICIPANT, STAFF, Actor
from app.people.actions.sessions import (
    end_other_staff_sessions,
    end_staff_session,
    note_seen,
    start_card_session,
    start_staff_session,
)
from app.people.models.accounts import Account, StaffSession
from app.people.models.participants import Card, CardSession
from app.people.rules.sessions import SEEN_AGAIN, token_hash
from tests.factories.people import NOW, Places, make_account, make_participant, make_places
from tests.factories.records import make_card

pytestmark = pytest.mark.data


@pytest.fixture
def here(session: Session) -> Places:
    return make_places(session)


@pytest.fixture
def sara(session: Session, here: Places) -> Account:
    return make_account(session, here.party)


@pytest.fixture
def card(session: Session, here: Places) -> Card:
    return make_card(session, make_participant(session, here.group))


def _start(session: Session, account: Account) -> StaffSession:
    token = start_staff_session(session, account.id, method="password", device="Firefox, Linux", now=NOW)
    return session.scalars(select(StaffSession).where(StaffSession.token_hash == token_hash(token))).one()


def _open(session: Session, card: Card) -> CardSession:
    token = start_card_session(session, card.id, now=NOW)
    return session.scalars(select(CardSession).where(CardSession.token_hash == token_hash(token))).one()


def _open_ids(session: Session) -> set[str]:
    return set(session.scalars(select(StaffSession.id)))


def test_start_staff_session_keeps_the_hash_only(session: Session, sara: Account) -> None:
    token = start_staff_session(session, sara.id, method="passkey", device="Safari, iPhone", now=NOW)
    row = session.scalars(select(StaffSession)).one()
    assert row.token_hash == token_hash(token)
    assert token not in {str(getattr(row, column.name)) for column in StaffSession.__table__.columns}
    assert (row.account_id, row.method, row.device) == (sara.id, "passkey", "Safari, iPhone")
    assert row.created_at == row.last_seen_at == NOW


def test_start_staff_session_gives_a_new_secret_each_time(session: Session, sara: Account) -> None:
    first, second = _start(session, sara), _start(session, sara)
    assert first.token_hash != second.token_hash
    assert _open_ids(session) == {first.id, second.id}


def test_start_card_session_keeps_the_hash_only(session: Session, card: Card) -> None:
    token = start_card_session(session, card.id, now=NOW)
    row = session.scalars(select(CardSession)).one()
    assert (row.token_hash, row.card_id) == (token_hash(token), card.id)
    assert token not in {str(getattr(row, column.name)) for column in CardSession.__table__.columns}
    assert row.created_at == row.last_seen_at == NOW


def test_end_staff_session(session: Session, sara: Account) -> None:
    one, other = _start(session, sara), _start(session, sara)
    assert end_staff_session(session, sara.id, one.id)
    assert _open_ids(session) == {other.id}


def test_end_staff_session_twice(session: Session, sara: Account) -> None:
    one = _start(session, sara)
    assert end_staff_session(session, sara.id, one.id)
    assert not end_staff_session(session, sara.id, one.id)


def test_end_staff_session_of_somebody_else(session: Session, sara: Account) -> None:
    one = _start(session, sara)
    assert not end_staff_session(session, "another", one.id)
    assert not end_staff_session(session, sara.id, "no such session")
    assert _open_ids(session) == {one.id}


def test_end_other_staff_sessions_but_one(session: Session, sara: Account) -> None:
    kept, *_ = [_start(session, sara) for _ in range(3)]
    end_other_staff_sessions(session, sara.id, but=kept.id)
    assert _open_ids(session) == {kept.id}


def test_end_other_staff_sessions_of_this_account_only(session: Session, here: Places, sara: Account) -> None:
    _start(session, sara)
    of_eva = _start(session, make_account(session, here.party, name="Eva"))
    end_other_staff_sessions(session, sara.id)
    assert _open_ids(session) == {of_eva.id}


def test_end_other_staff_sessions_when_there_are_none(session: Session, sara: Account) -> None:
    end_other_staff_sessions(session, sara.id)
    assert _open_ids(session) == set()


def test_note_seen_moves_one_row_of_the_right_kind(session: Session, sara: Account, card: Card) -> None:
    staff, another, phone = _start(session, sara), _start(session, sara), _open(session, card)
    later = NOW + SEEN_AGAIN
    note_seen(session, Actor(STAFF, sara.id, staff.id), now=later)
    seen = {
        row.id: row.last_seen_at
        for row in session.execute(select(StaffSession.id, StaffSession.last_seen_at))
    }
    assert seen == {staff.id: later, another.id: NOW}
    note_seen(session, Actor(PARTICIPANT, "p1", phone.id), now=later)
    assert list(session.scalars(select(CardSession.last_seen_at))) == [later]


def test_note_seen_of_a_session_that_has_ended(session: Session) -> None:
    note_seen(session, Actor(STAFF, "sara", "gone"), now=NOW)
    assert session.scalar(select(func.count()).select_from(StaffSession)) == 0
