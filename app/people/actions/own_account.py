"""Looking after one's own account: another password, new codes, passkeys added and removed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.core.errors import S_, AppError, InvalidInputError
from app.core.permissions import Actor
from app.people.actions.sessions import end_other_staff_sessions
from app.people.models.accounts import Account, Passkey, SignInStep, StepKind
from app.people.queries.own_account import read_own_account, signed_in_at

FRESH: Final = timedelta(minutes=15)
"""How long after signing in one may change how one signs in, without showing again who one is."""


class SignInAgainError(AppError):
    """Too long ago somebody showed who she is: another person may sit at the screen now."""

    status = 403
    message_id = S_("You signed in a while ago. Sign in again, then you can change this.")


class LastWayInError(AppError):
    """Without this passkey nobody could sign in to the account."""

    status = 422
    message_id = S_("This is your only way to sign in. Add another one first.")


@dataclass(frozen=True)
class Proof:
    """What was found out about a typed password before the transaction began, since comparing takes long.

    `seen_hash` is what it was compared with. `new_hash` is the password that was chosen, if one was.
    """

    is_right: bool = False
    seen_hash: str | None = None
    new_hash: str | None = None
    faults: tuple[tuple[str, str], ...] = ()


def is_fresh(signed_in: datetime, now: datetime) -> bool:
    """Whether somebody showed who she is a short while ago."""
    return now - signed_in <= FRESH


def require_fresh(session: Session, actor: Actor, *, now: datetime) -> None:
    """Raise SignInAgainError when the actor signed in too long ago to change how she signs in."""
    if not is_fresh(signed_in_at(session, actor.session_id), now):
        raise SignInAgainError


def require_proof(session: Session, actor: Actor, proof: Proof, *, now: datetime) -> Account:
    """Give the actor's account when she proved who she is: with her password, else by a fresh sign-in.

    Raises InvalidInputError for the form's faults or a wrong password, SignInAgainError.
    """
    account = session.get_one(Account, actor.id, with_for_update=True)
    if proof.faults:
        raise InvalidInputError(dict(proof.faults))
    if account.password_hash is None:
        require_fresh(session, actor, now=now)
    elif not proof.is_right or proof.seen_hash != account.password_hash:
        raise InvalidInputError({"current": S_("This is not your password.")})
    return account


def change_password(session: Session, actor: Actor, proof: Proof, *, now: datetime) -> None:
    """Replace the password and sign out everywhere else; raises as `require_proof`.

    Whoever typed the old password a moment ago and is about to type a code has to begin again.
    """
    account = require_proof(session, actor, proof, now=now)
    if proof.new_hash is None or account.password_hash is None:
        raise InvalidInputError({"new": S_("Set up codes first, then you get a password.")})
    session.execute(update(Account).where(Account.id == actor.id).values(password_hash=proof.new_hash))
    session.execute(
        delete(SignInStep).where(SignInStep.account_id == actor.id, SignInStep.kind == StepKind.CODE)
    )
    end_other_staff_sessions(session, actor.id, but=actor.session_id)


def remove_passkey(session: Session, actor: Actor, passkey_id: str, *, now: datetime) -> bool:
    """Remove a passkey of one's own and sign out everywhere else; False when there is none.

    Somebody may be signed in with the key that is removed. Raises LastWayInError, SignInAgainError.
    """
    require_fresh(session, actor, now=now)
    session.get_one(Account, actor.id, with_for_update=True)  # two at once could each leave the other's
    own = read_own_account(session, actor.id, now=now)
    if passkey_id not in {passkey.id for passkey in own.passkeys}:
        return False
    if not own.can_lose_a_passkey:
        raise LastWayInError
    session.execute(delete(Passkey).where(Passkey.id == passkey_id, Passkey.account_id == actor.id))
    end_other_staff_sessions(session, actor.id, but=actor.session_id)
    return True
