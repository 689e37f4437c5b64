"""What the site's secrets open of what they once sealed."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.database import open_database, require_current_revision
from app.core.errors import StartUpError, UnavailableError
from app.core.health import Check
from app.core.keyring import Keyring, UnreadableSecretError, open_keyring
from app.people.models.accounts import Account
from app.people.models.participants import ContactPoint
from app.people.rules.sealing import CODES, CONTACT, place_of_codes, place_of_contact
from app.settings import Settings


@dataclass(frozen=True)
class Sealed:
    """One sealed thing: its row, what it was sealed for, and the place it is bound to."""

    row: Account | ContactPoint
    text: bytes
    purpose: str
    place: str


@dataclass(frozen=True)
class SealedCount:
    """How many things are sealed, how many of them with an older secret, and how many nothing opens."""

    all: int = 0
    old: int = 0
    unreadable: int = 0


def all_sealed(session: Session) -> Iterator[Sealed]:
    """Read everything that is sealed: the secrets of one-time codes, and contact details."""
    for account in session.scalars(select(Account).where(Account.totp_sealed.is_not(None))):
        if account.totp_sealed is not None:
            yield Sealed(account, account.totp_sealed, CODES, place_of_codes(account.id))
    for contact in session.scalars(select(ContactPoint)):
        yield Sealed(contact, contact.sealed, CONTACT, place_of_contact(contact.id))


def count_sealed(session: Session, keyring: Keyring) -> SealedCount:
    """Try every sealed thing with the site's secrets."""
    found = [_state(keyring, sealed) for sealed in all_sealed(session)]
    return SealedCount(len(found), found.count("old"), found.count("unreadable"))


def check_sealed(settings: Settings) -> Check:
    """Whether telephone numbers and one-time codes can be read, as a line of the doctor's table."""
    try:
        with closing(open_database(settings)) as database:
            require_current_revision(database.engine)
            with database.reading() as session:
                count = count_sealed(session, open_keyring(settings))
    except (StartUpError, UnavailableError):
        return Check("Sealed data", ok=None, found="not looked at", remedy="mend the database first")
    if count.unreadable:
        remedy = "put the secret that was used before into SMARTSKOLA_OLD_SECRETS"
        found = f"{count.unreadable} of {count.all} cannot be opened"
        return Check("Sealed data", ok=False, found=found, remedy=remedy)
    if count.old:
        remedy = "the worker seals them anew at night; keep SMARTSKOLA_OLD_SECRETS until then"
        found = f"{count.old} of {count.all} need an old secret"
        return Check("Sealed data", ok=None, found=found, remedy=remedy)
    return Check("Sealed data", ok=True if count.all else None, found=f"{count.all}, all can be opened")


def _state(keyring: Keyring, sealed: Sealed) -> str:
    try:
        is_old = keyring.needs_resealing(sealed.purpose, sealed.text, bound_to=sealed.place)
    except UnreadableSecretError:
        return "unreadable"
    return "old" if is_old else "present"
