"""One's own account: who one is, how one signs in, and where one is signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.people.models.accounts import Account, Passkey, StaffSession
from app.people.rules.sessions import STAFF_IDLE, STAFF_LONGEST


@dataclass(frozen=True)
class OwnAccount:
    """An account as its owner sees it; only sessions that are still open."""

    account: Account
    passkeys: Sequence[Passkey]
    sessions: Sequence[StaffSession]

    @property
    def has_password(self) -> bool:
        """Whether she can sign in with a password and codes."""
        return self.account.password_hash is not None and self.account.totp_sealed is not None

    @property
    def can_lose_a_passkey(self) -> bool:
        """Whether she can still sign in with one passkey less."""
        return self.has_password or len(self.passkeys) > 1


def read_account(session: Session, account_id: str) -> Account:
    """Read the account of somebody who is signed in."""
    return session.get_one(Account, account_id)


def read_own_account(session: Session, account_id: str, *, now: datetime) -> OwnAccount:
    """Read an account with its passkeys, oldest first, and its open sessions, newest first."""
    sessions = session.scalars(
        select(StaffSession)
        .where(
            StaffSession.account_id == account_id,
            StaffSession.created_at > now - STAFF_LONGEST,
            StaffSession.last_seen_at > now - STAFF_IDLE,
        )
        .order_by(StaffSession.created_at.desc(), StaffSession.id)
    ).all()
    return OwnAccount(read_account(session, account_id), passkeys_of(session, account_id), sessions)


def passkeys_of(session: Session, account_id: str) -> Sequence[Passkey]:
    """Read an account's passkeys, oldest first."""
    return session.scalars(
        select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.created_at, Passkey.id)
    ).all()


def find_own_passkey(session: Session, account_id: str, passkey_id: str) -> Passkey | None:
    """Find one of an account's own passkeys; None for anybody else's."""
    return session.scalars(
        select(Passkey).where(Passkey.id == passkey_id, Passkey.account_id == account_id)
    ).one_or_none()


def signed_in_at(session: Session, session_id: str) -> datetime:
    """Say when somebody who is signed in did so."""
    return session.scalars(select(StaffSession.created_at).where(StaffSession.id == session_id)).one()
