"""What is needed to let somebody in: her password's hash, her passkey, the step that her browser is at."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.people.models.accounts import Account, AccountState, Passkey, SignInStep, StepKind
from app.people.rules.sessions import token_hash


@dataclass(frozen=True)
class KnownPassword:
    """An account that signs in with password and codes."""

    account_id: str
    password_hash: str


def find_password(session: Session, email: str) -> KnownPassword | None:
    """Find what a typed password is compared with; None for an account that is unknown, invited or closed,
    or has no password with codes."""
    found = session.execute(
        select(Account.id, Account.password_hash).where(
            Account.email == email,
            Account.state == AccountState.ACTIVE,
            Account.password_hash.is_not(None),
            Account.totp_sealed.is_not(None),
        )
    ).one_or_none()
    return None if found is None else KnownPassword(found.id, str(found.password_hash))


def find_passkey(session: Session, credential_id: str) -> Passkey | None:
    """Find a passkey by the browser's name for it; None when its account cannot sign in."""
    return session.scalars(
        select(Passkey)
        .join(Account, Account.id == Passkey.account_id)
        .where(Passkey.credential_id == credential_id, Account.state == AccountState.ACTIVE)
    ).one_or_none()


def find_step(session: Session, token: str, kind: StepKind, *, now: datetime) -> SignInStep | None:
    """Find the step that a browser is at, tries left or not; None when it is gone or too old."""
    return session.scalars(
        select(SignInStep).where(
            SignInStep.token_hash == token_hash(token),
            SignInStep.kind == kind,
            SignInStep.expires_at > now,
        )
    ).one_or_none()
