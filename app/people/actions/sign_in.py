"""Signing in with a code or a passkey, and signing out."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.core.keyring import Keyring
from app.people.actions.sessions import start_staff_session
from app.people.actions.ways_in import open_secret, use_step_of_codes
from app.people.models.accounts import Account, AccountState, Passkey, StaffSession
from app.people.rules.codes import matching_step
from app.people.rules.sessions import token_hash


@dataclass(frozen=True)
class Entered:
    """A session that began or ended; `token` is the cookie's value, empty once it ended."""

    account_id: str
    session_id: str
    token: str = ""


def use_code(
    session: Session, keyring: Keyring, account_id: str, code: str, *, now: datetime
) -> Account | None:
    """Compare a typed code and use it up; None when it is wrong, was used, or the account was closed."""
    account = _active(session, account_id)
    if account is None or account.password_hash is None or account.totp_sealed is None:
        return None
    step = matching_step(open_secret(keyring, account_id, account.totp_sealed), code, now)
    if step is None or not use_step_of_codes(session, account_id, step):
        return None
    return account


def use_passkey(
    session: Session, passkey_id: str, *, seen_count: int, new_count: int, now: datetime
) -> Account | None:
    """Note that a passkey was used, whose answer was checked against `seen_count`.

    None when it was used or removed meanwhile, or its account was closed.
    """
    owner_id = session.scalars(
        update(Passkey)
        .where(Passkey.id == passkey_id, Passkey.sign_count == seen_count)
        .values(sign_count=new_count, last_used_at=now)
        .returning(Passkey.account_id)
    ).one_or_none()
    return None if owner_id is None else _active(session, owner_id)


def sign_in(session: Session, account_id: str, *, method: str, device: str, now: datetime) -> Entered:
    """Begin a session; its cookie is new each time, so that one planted before is worth nothing."""
    token = start_staff_session(session, account_id, method=method, device=device, now=now)
    begun = session.scalars(select(StaffSession.id).where(StaffSession.token_hash == token_hash(token))).one()
    return Entered(account_id, begun, token)


def sign_out(session: Session, token: str) -> Entered | None:
    """End the session of a cookie, alive or not; None when there is none."""
    ended = session.execute(
        delete(StaffSession)
        .where(StaffSession.token_hash == token_hash(token))
        .returning(StaffSession.account_id, StaffSession.id)
    ).one_or_none()
    return None if ended is None else Entered(ended.account_id, ended.id)


def _active(session: Session, account_id: str) -> Account | None:
    # Held until the session row is written, so that an account that is being closed gets no new one.
    return session.scalars(
        select(Account)
        .where(Account.id == account_id, Account.state == AccountState.ACTIVE)
        .with_for_update()
    ).one_or_none()
