"""Entry links: one at a time, one use, seven days for an invitation, one for a way back."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core.keyring import Keyring
from app.people.actions.entry import LinkGoneError, make_entry_link, use_link
from app.people.actions.sign_in import sign_in
from app.people.actions.steps import begin_step
from app.people.models.accounts import (
    Account,
    EntryLink,
    LinkKind,
    Passkey,
    SignInStep,
    StaffSession,
    StepKind,
)
from tests.factories.people import make_account, make_places
from tests.people.ways_in import NOW, make_member, make_passkey

pytestmark = pytest.mark.data

LAST = NOW + timedelta(days=7) - timedelta(microseconds=1)


@pytest.fixture
def account(session: Session) -> Account:
    """Somebody who can sign in in every way, and is signed in; so is somebody else."""
    places = make_places(session)
    member = make_member(session, Keyring(["x" * 40]), places)
    account = session.get_one(Account, member.id)
    for one in (account, make_account(session, places.party)):
        make_passkey(session, one)
        sign_in(session, one.id, method="passkey", device="Firefox", now=NOW)
        begin_step(session, StepKind.CODE, account_id=one.id, now=NOW)
    return account


def _left(session: Session, account: Account) -> tuple[bool, int, int, int]:
    session.refresh(account)
    counts = [
        len(session.scalars(select(table.account_id).where(table.account_id == account.id)).all())
        for table in (Passkey, StaffSession, SignInStep)
    ]
    return account.password_hash is not None, counts[0], counts[1], counts[2]


def test_token_is_not_kept_and_a_new_link_replaces_the_old(session: Session, account: Account) -> None:
    old = make_entry_link(session, account.id, LinkKind.INVITATION, now=NOW)
    new = make_entry_link(session, account.id, LinkKind.RECOVERY, now=NOW)
    (kept,) = session.scalars(select(EntryLink)).all()
    assert kept.kind == "recovery"
    assert new not in kept.token_hash
    with pytest.raises(LinkGoneError):
        use_link(session, old, account.id, now=NOW)


def test_link_is_used_once(session: Session, account: Account) -> None:
    session.execute(update(Account).where(Account.id == account.id).values(state="invited"))
    token = make_entry_link(session, account.id, LinkKind.INVITATION, now=NOW)
    assert use_link(session, token, account.id, now=LAST) is LinkKind.INVITATION
    session.refresh(account)
    assert account.state == "active"
    with pytest.raises(LinkGoneError):
        use_link(session, token, account.id, now=LAST)


def test_link_that_is_too_old_or_for_another_is_gone(session: Session, account: Account) -> None:
    token = make_entry_link(session, account.id, LinkKind.INVITATION, now=NOW)
    for given, owner, now in (
        (token, account.id, NOW + timedelta(days=7)),
        (token, "another", NOW),
        ("unknown", account.id, NOW),
        ("\ud800", account.id, NOW),
    ):
        with pytest.raises(LinkGoneError):
            use_link(session, given, owner, now=now)


def test_way_back_is_open_for_a_day(session: Session, account: Account) -> None:
    day = timedelta(hours=24)
    token = make_entry_link(session, account.id, LinkKind.RECOVERY, now=NOW)
    with pytest.raises(LinkGoneError):
        use_link(session, token, account.id, now=NOW + day)
    token = make_entry_link(session, account.id, LinkKind.RECOVERY, now=NOW)
    last = NOW + day - timedelta(microseconds=1)
    assert use_link(session, token, account.id, now=last) is LinkKind.RECOVERY


def test_link_of_a_closed_account_opens_nothing(session: Session, account: Account) -> None:
    token = make_entry_link(session, account.id, LinkKind.RECOVERY, now=NOW)
    session.execute(update(Account).where(Account.id == account.id).values(state="closed"))
    with pytest.raises(LinkGoneError):
        use_link(session, token, account.id, now=NOW)
    session.refresh(account)
    assert account.state == "closed"


def test_invitation_leaves_and_way_back_removes_what_there_is(session: Session, account: Account) -> None:
    token = make_entry_link(session, account.id, LinkKind.INVITATION, now=NOW)
    use_link(session, token, account.id, now=NOW)
    assert _left(session, account) == (True, 1, 1, 1)
    token = make_entry_link(session, account.id, LinkKind.RECOVERY, now=NOW)
    assert _left(session, account) == (True, 1, 1, 1)
    use_link(session, token, account.id, now=NOW)
    assert _left(session, account) == (False, 0, 0, 0)
    for table in (Passkey, StaffSession, SignInStep):
        assert len(session.scalars(select(table.account_id)).all()) == 1
