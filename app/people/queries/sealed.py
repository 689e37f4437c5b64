"""Whether the site's secret still opens what it once sealed."""

from contextlib import closing

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

_FOUND = {True: "opens what is stored", False: "does not open what is stored", None: "nothing is sealed yet"}


def check_sealed(settings: Settings) -> Check:
    """Whether telephone numbers and one-time codes can be read, as a line of the doctor's table."""
    try:
        with closing(open_database(settings)) as database:
            require_current_revision(database.engine)
            with database.reading() as session:
                opens = opens_what_is_sealed(session, open_keyring(settings))
    except (StartUpError, UnavailableError):
        return Check("Sealed data", ok=None, found="not looked at", remedy="mend the database first")
    remedy = "" if opens is not False else "put the secret that was used before into SMARTSKOLA_OLD_SECRETS"
    return Check("Sealed data", opens, _FOUND[opens], remedy)


def opens_what_is_sealed(session: Session, keyring: Keyring) -> bool | None:
    """Try one sealed row of each kind; None where nothing is sealed yet."""
    account = session.scalars(select(Account).where(Account.totp_sealed.is_not(None)).limit(1)).first()
    contact = session.scalars(select(ContactPoint).limit(1)).first()
    try:
        if account is not None and account.totp_sealed is not None:
            keyring.open(CODES, account.totp_sealed, bound_to=place_of_codes(account.id))
        if contact is not None:
            keyring.open(CONTACT, contact.sealed, bound_to=place_of_contact(contact.id))
    except UnreadableSecretError:
        return False
    return None if account is None and contact is None else True
