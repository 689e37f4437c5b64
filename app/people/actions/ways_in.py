"""How an account signs in: its password with codes, its passkeys."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.errors import S_, AppError, InvalidInputError
from app.core.ids import new_id
from app.core.keyring import Keyring, UnreadableSecretError
from app.people.models.accounts import Account, Passkey
from app.people.rules.codes import matching_step, new_secret
from app.people.rules.passkeys import NewKey, PasskeyRefusedError
from app.people.rules.sealing import CODES, place_of_codes

WRONG_CODE: Final = S_("This code is not right. Wait for the next one and try again.")
_DRAFT: Final = "staff-codes-draft"
T = TypeVar("T")


class CodesUnreadableError(AppError):
    """An account's codes were sealed with a secret that the site no longer has."""

    message_id = S_(
        "Your codes cannot be checked any more, because the site's secret was changed. "
        "Ask your administrator for a new link."
    )


@dataclass(frozen=True)
class CodesDraft:
    """Codes that are being set up: nothing holds before the first code is typed.

    `password_hash` is the password that was chosen with them, None when it stays.
    """

    secret: str
    password_hash: str | None


def draft_codes(
    keyring: Keyring, account_id: str, *, password_hash: str | None, secret: str | None = None
) -> bytes:
    """Draw a new secret (or take the one given) and seal it with the chosen password, for a step to hold."""
    draft = {"secret": secret or new_secret(), "password_hash": password_hash}
    return keyring.seal(_DRAFT, json.dumps(draft), bound_to=f"sign_in_steps.challenge {account_id}")


def open_draft(keyring: Keyring, account_id: str, sealed: bytes) -> CodesDraft:
    """Open what `draft_codes` sealed; raise CodesUnreadableError."""
    text = _readable(lambda: keyring.open(_DRAFT, sealed, bound_to=f"sign_in_steps.challenge {account_id}"))
    return CodesDraft(**json.loads(text))


def step_of_first_code(draft: CodesDraft, code: str, *, now: datetime) -> int:
    """Say which 30-second step the first code belongs to; raise InvalidInputError when it is wrong."""
    step = matching_step(draft.secret, code, now)
    if step is None:
        raise InvalidInputError({"code": WRONG_CODE})
    return step


def seal_secret(keyring: Keyring, account_id: str, secret: str) -> bytes:
    """Seal the secret of an account's codes for its row."""
    return keyring.seal(CODES, secret, bound_to=place_of_codes(account_id))


def open_secret(keyring: Keyring, account_id: str, sealed: bytes) -> str:
    """Open the secret of an account's codes; raise CodesUnreadableError."""
    return _readable(lambda: keyring.open(CODES, sealed, bound_to=place_of_codes(account_id)))


def use_step_of_codes(session: Session, account_id: str, step: int) -> bool:
    """Mark a 30-second step as used; False when it, or a later one, was used before: no code works twice."""
    marked = session.execute(
        update(Account)
        .where(Account.id == account_id, Account.totp_last_step < step)
        .values(totp_last_step=step)
        .returning(Account.id)
    )
    return marked.first() is not None


def set_codes(session: Session, keyring: Keyring, account_id: str, draft: CodesDraft, *, step: int) -> None:
    """Let an account sign in with the drafted codes from now on; the step of the first code is used."""
    values: dict[str, object] = {
        "totp_sealed": seal_secret(keyring, account_id, draft.secret),
        "totp_last_step": step,
    }
    if draft.password_hash is not None:
        values["password_hash"] = draft.password_hash
    session.execute(update(Account).where(Account.id == account_id).values(values))


def add_passkey(session: Session, account_id: str, key: NewKey, *, name: str, now: datetime) -> str:
    """Store a new passkey and give its id; PasskeyRefusedError when this very key is somebody's already."""
    passkey = Passkey(
        id=new_id(),
        account_id=account_id,
        credential_id=key.credential_id,
        public_key=key.public_key,
        sign_count=key.sign_count,
        name=name,
        created_at=now,
        last_used_at=None,
    )
    try:
        with session.begin_nested():
            session.add(passkey)
    except IntegrityError:
        raise PasskeyRefusedError("the key is stored already") from None
    return passkey.id


def forget_ways_in(session: Session, account_id: str) -> None:
    """Take an account's password, codes and passkeys away."""
    session.execute(delete(Passkey).where(Passkey.account_id == account_id))
    session.execute(
        update(Account)
        .where(Account.id == account_id)
        .values(password_hash=None, totp_sealed=None, totp_last_step=0)
    )


def _readable(opening: Callable[[], T]) -> T:
    try:
        return opening()
    except UnreadableSecretError:
        raise CodesUnreadableError("the site's secret does not open them") from None
