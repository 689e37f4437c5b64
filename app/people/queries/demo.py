"""The people of the demo: how to sign in as one of them, and whether they are where they must not be."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import StartUpError
from app.core.keyring import Keyring
from app.people.models.accounts import Account, Role, RoleGrant
from app.people.models.participants import Participant
from app.people.models.units import Unit
from app.people.rules.card_codes import LENGTH

_PURPOSE: Final = "demo"
_CODE_SECRET_BYTES: Final = 20


@dataclass(frozen=True)
class DemoStaff:
    """One member of the demo's staff; `code_secret` makes the one-time codes."""

    account: Account
    role: Role
    code_secret: str


@dataclass(frozen=True)
class DemoCard:
    """One participant of the demo, the group, and the digits of the card."""

    participant: Participant
    unit: Unit
    digits: str


@dataclass(frozen=True)
class DemoPeople:
    """Everybody in the demo; the password is the same for all staff."""

    password: str
    staff: Sequence[DemoStaff]
    cards: Sequence[DemoCard]


def demo_account_id(role: Role) -> str:
    """The id of the demo's member of staff with this role."""
    return f"demo-{role}"


def demo_password(keyring: Keyring) -> str:
    """Give the password of all demo accounts: the installation's own, and the same at every start."""
    return f"prova-{keyring.derive_digits(_PURPOSE, 'password', 8)}"


def demo_code_secret(keyring: Keyring, role: Role) -> str:
    """Give the secret of a demo account's one-time codes (base 32, as authenticators want it)."""
    digest = bytes.fromhex(keyring.digest(_PURPOSE, f"codes {role}"))
    return base64.b32encode(digest[:_CODE_SECRET_BYTES]).decode()


def demo_card_digits(keyring: Keyring, language: str) -> str:
    """Give the digits of the demo card in a language."""
    return keyring.derive_digits(_PURPOSE, f"card {language}", LENGTH)


def present_code(secret: str, now: datetime) -> str:
    """Give the one-time code of this half minute: what an authenticator would show."""
    import pyotp  # noqa: PLC0415 - only the demo needs it here

    return pyotp.TOTP(secret).at(now)


def demo_people(session: Session, keyring: Keyring) -> DemoPeople:
    """Read who is in the demo, with what it takes to sign in; no one where it was never loaded."""
    staff = session.execute(
        select(Account, RoleGrant.role)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(Account.is_demo)
    ).all()
    order = list(Role)
    holders = session.execute(
        select(Participant, Unit)
        .join(Unit, Unit.id == Participant.unit_id)
        .where(Participant.id.in_([demo_participant_id(lang) for lang in DEMO_LANGUAGES]))
        .order_by(Participant.id)
    ).all()
    return DemoPeople(
        demo_password(keyring),
        [
            DemoStaff(account, Role(role), demo_code_secret(keyring, Role(role)))
            for account, role in sorted(staff, key=lambda row: order.index(Role(row[1])))
        ],
        [DemoCard(holder, unit, demo_card_digits(keyring, holder.read_language)) for holder, unit in holders],
    )


DEMO_LANGUAGES: Final = ("ar", "so", "ti")


def demo_participant_id(language: str) -> str:
    """Name the demo's participant who reads a language, so that loading twice makes her once."""
    return f"demo-{language}"


def refuse_demo_accounts(session: Session) -> None:
    """Raise StartUpError when the database holds demo accounts, whose password everybody can read."""
    if session.scalar(select(Account.id).where(Account.is_demo).limit(1)) is not None:
        raise StartUpError(
            "the database holds demo accounts, which production must not; use another SMARTSKOLA_DATA_DIR "
            "or SMARTSKOLA_DATABASE_URL"
        )
