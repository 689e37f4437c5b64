"""Looking after one's own account: what has to be proved, and what cannot be taken away."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core.errors import InvalidInputError
from app.core.keyring import Keyring
from app.core.permissions import STAFF, Actor
from app.people.actions.own_account import (
    FRESH,
    LastWayInError,
    Proof,
    SignInAgainError,
    change_password,
    remove_passkey,
    require_fresh,
    require_proof,
)
from app.people.actions.sign_in import sign_in
from app.people.actions.steps import begin_step
from app.people.models.accounts import Account, Passkey, SignInStep, StaffSession, StepKind
from app.people.models.units import Party
from tests.factories.people import make_account, make_party, make_places
from tests.people.ways_in import NOW, make_member, make_passkey, password_hash

pytestmark = pytest.mark.data

LATE = NOW + FRESH + timedelta(microseconds=1)
NEW = "$argon2id$new"


def _actor(session: Session, account_id: str) -> Actor:
    entered = sign_in(session, account_id, method="password", device="Firefox", now=NOW)
    return Actor(STAFF, account_id, entered.session_id)


@pytest.fixture
def actor(session: Session) -> Actor:
    """Somebody with a password."""
    return _actor(session, make_member(session, Keyring(["x" * 40]), make_places(session)).id)


@pytest.fixture
def keyed(session: Session) -> Actor:
    """Somebody with a passkey only."""
    account = make_account(session, make_party(session, "Föreningen"))
    make_passkey(session, account)
    return _actor(session, account.id)


def test_fresh_is_a_quarter_of_an_hour(session: Session, actor: Actor) -> None:
    require_fresh(session, actor, now=NOW + FRESH)
    with pytest.raises(SignInAgainError):
        require_fresh(session, actor, now=LATE)


def test_password_proves_at_any_time(session: Session, actor: Actor) -> None:
    proof = Proof(is_right=True, seen_hash=password_hash())
    assert require_proof(session, actor, proof, now=LATE).id == actor.id


@pytest.mark.parametrize(
    ("proof", "field"),
    [
        (Proof(), "current"),
        (Proof(is_right=False, seen_hash=password_hash()), "current"),
        (Proof(is_right=True, seen_hash="$argon2id$of yesterday"), "current"),
        (Proof(is_right=True, seen_hash=password_hash(), faults=(("new", "no"),)), "new"),
    ],
)
def test_wrong_proof_changes_nothing(session: Session, actor: Actor, proof: Proof, field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        require_proof(session, actor, proof, now=NOW)
    assert set(refused.value.fields) == {field}


def test_without_a_password_only_a_fresh_sign_in_proves(session: Session, keyed: Actor) -> None:
    assert require_proof(session, keyed, Proof(), now=NOW).id == keyed.id
    with pytest.raises(SignInAgainError):
        require_proof(session, keyed, Proof(is_right=True), now=LATE)


def test_changed_password_ends_the_other_sessions(session: Session, actor: Actor) -> None:
    _actor(session, actor.id)
    change_password(session, actor, Proof(is_right=True, seen_hash=password_hash(), new_hash=NEW), now=LATE)
    assert session.scalars(select(Account.password_hash)).one() == NEW
    assert session.scalars(select(StaffSession.id)).all() == [actor.session_id]


def test_changed_password_ends_sign_ins_that_wait_for_a_code(session: Session, actor: Actor) -> None:
    other = make_account(session, make_party(session, "Bolaget"))
    for account_id, kind in (
        (actor.id, StepKind.CODE),
        (actor.id, StepKind.NEW_CODES),
        (other.id, StepKind.CODE),
    ):
        begin_step(session, kind, account_id=account_id, now=NOW)
    change_password(session, actor, Proof(is_right=True, seen_hash=password_hash(), new_hash=NEW), now=NOW)
    left = session.execute(select(SignInStep.account_id, SignInStep.kind)).all()
    assert {tuple(row) for row in left} == {(actor.id, "new_codes"), (other.id, "code")}


def test_removed_passkey_ends_the_other_sessions(session: Session, keyed: Actor) -> None:
    account = session.get_one(Account, keyed.id)
    make_passkey(session, account)
    _actor(session, keyed.id)
    stranger = _actor(session, make_account(session, session.get_one(Party, account.party_id)).id)
    assert not remove_passkey(session, keyed, "nosuchkey", now=NOW)
    assert len(session.scalars(select(StaffSession.id)).all()) == 3
    first = session.scalars(select(Passkey.id)).all()[0]
    assert remove_passkey(session, keyed, first, now=NOW)
    assert set(session.scalars(select(StaffSession.id))) == {keyed.session_id, stranger.session_id}


def test_password_is_not_changed_without_a_new_one_or_an_old_one(
    session: Session, actor: Actor, keyed: Actor
) -> None:
    for who, proof in (
        (actor, Proof(is_right=True, seen_hash=password_hash())),
        (keyed, Proof(new_hash=NEW)),
    ):
        with pytest.raises(InvalidInputError):
            change_password(session, who, proof, now=NOW)
    assert NEW not in session.scalars(select(Account.password_hash)).all()


def test_last_passkey_stays_until_there_is_a_password(session: Session, keyed: Actor) -> None:
    (only,) = session.scalars(select(Passkey.id)).all()
    with pytest.raises(LastWayInError):
        remove_passkey(session, keyed, only, now=NOW)
    session.execute(update(Account).values(password_hash=password_hash()))
    with pytest.raises(LastWayInError):
        remove_passkey(session, keyed, only, now=NOW)
    session.execute(update(Account).values(totp_sealed=b"sealed"))
    session.expire_all()
    assert remove_passkey(session, keyed, only, now=NOW)
    assert not remove_passkey(session, keyed, only, now=NOW)


def test_passkey_is_removed_shortly_after_signing_in_and_by_its_owner(session: Session, keyed: Actor) -> None:
    account = session.get_one(Account, keyed.id)
    party = session.get_one(Party, account.party_id)
    make_passkey(session, account)
    first, second = session.scalars(select(Passkey.id)).all()
    with pytest.raises(SignInAgainError):
        remove_passkey(session, keyed, first, now=LATE)
    stranger = _actor(session, make_account(session, party).id)
    assert not remove_passkey(session, stranger, first, now=NOW)
    assert remove_passkey(session, keyed, first, now=NOW)
    assert session.scalars(select(Passkey.id)).all() == [second]
