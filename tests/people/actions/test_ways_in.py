"""How an account signs in: what is sealed, what replaces what, no code twice."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import InvalidInputError
from app.core.keyring import Keyring
from app.people.actions.ways_in import (
    CodesDraft,
    CodesUnreadableError,
    add_passkey,
    draft_codes,
    forget_ways_in,
    open_draft,
    open_secret,
    seal_secret,
    set_codes,
    step_of_first_code,
    use_step_of_codes,
)
from app.people.models.accounts import Account, Passkey
from app.people.rules.passkeys import NewKey, PasskeyRefusedError
from tests.factories.people import make_account, make_party
from tests.people.ways_in import NOW, make_passkey

pytestmark = pytest.mark.data

KEYRING = Keyring(["x" * 40])
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
DRAFT = CodesDraft(SECRET, "$argon2id$new")
KEY = NewKey("credential", b"public", 0)


@pytest.fixture
def account(session: Session) -> Account:
    return make_account(session, make_party(session, "Regionen"))


def _passkeys(session: Session) -> list[str]:
    return list(session.scalars(select(Passkey.credential_id)))


def test_draft_is_sealed_for_its_account() -> None:
    sealed = draft_codes(KEYRING, "one", password_hash=DRAFT.password_hash, secret=SECRET)
    assert SECRET.encode() not in sealed
    assert open_draft(KEYRING, "one", sealed) == DRAFT
    with pytest.raises(CodesUnreadableError):
        open_draft(KEYRING, "another", sealed)
    drawn = open_draft(KEYRING, "one", draft_codes(KEYRING, "one", password_hash=None))
    assert drawn.password_hash is None
    assert drawn.secret != SECRET


def test_secret_opens_for_its_account_with_this_sites_secrets() -> None:
    sealed = seal_secret(KEYRING, "one", SECRET)
    assert open_secret(KEYRING, "one", sealed) == SECRET
    assert open_secret(Keyring(["y" * 40, "x" * 40]), "one", sealed) == SECRET
    for keyring, owner in ((KEYRING, "another"), (Keyring(["y" * 40]), "one")):
        with pytest.raises(CodesUnreadableError):
            open_secret(keyring, owner, sealed)


def test_draft_is_no_secret_of_an_account() -> None:
    with pytest.raises(CodesUnreadableError):
        open_secret(KEYRING, "one", draft_codes(KEYRING, "one", password_hash=None))


def test_codes_are_set_with_the_chosen_password(session: Session, account: Account) -> None:
    set_codes(session, KEYRING, account.id, DRAFT, step=7)
    session.refresh(account)
    assert account.password_hash == DRAFT.password_hash
    assert account.totp_last_step == 7
    assert open_secret(KEYRING, account.id, account.totp_sealed or b"") == SECRET
    set_codes(session, KEYRING, account.id, replace(DRAFT, password_hash=None), step=8)
    session.refresh(account)
    assert account.password_hash == DRAFT.password_hash


def test_first_code_must_be_right() -> None:
    with pytest.raises(InvalidInputError) as refused:
        step_of_first_code(DRAFT, "abc", now=NOW)
    assert set(refused.value.fields) == {"code"}


def test_step_of_codes_works_once_and_only_forward(session: Session, account: Account) -> None:
    assert use_step_of_codes(session, account.id, 7)
    assert not use_step_of_codes(session, account.id, 7)
    assert not use_step_of_codes(session, account.id, 6)
    assert use_step_of_codes(session, account.id, 8)


def test_key_is_stored_once_and_the_transaction_goes_on(session: Session, account: Account) -> None:
    other = make_account(session, make_party(session, "Kommunen"))
    add_passkey(session, account.id, KEY, name="Telefonen", now=NOW)
    with pytest.raises(PasskeyRefusedError):
        add_passkey(session, other.id, KEY, name="Telefonen", now=NOW)
    assert _passkeys(session) == ["credential"]


def test_all_ways_in_are_forgotten_of_one_account_only(session: Session, account: Account) -> None:
    other = make_account(session, make_party(session, "Kommunen"))
    for one in (account, other):
        make_passkey(session, one)
        set_codes(session, KEYRING, one.id, DRAFT, step=7)
    forget_ways_in(session, account.id)
    session.refresh(account)
    session.refresh(other)
    assert (account.password_hash, account.totp_sealed, account.totp_last_step) == (None, None, 0)
    assert other.password_hash is not None
    assert session.scalars(select(Passkey.account_id)).all() == [other.id]
