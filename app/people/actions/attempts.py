"""Counts attempts to sign in, per account and per address, each in a transaction of its own before comparing.

An account is counted by what was typed, whether it exists or not; keys are digests, so counts name nobody.
Who guesses an account's password closes the password for a while, never its passkeys.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from app.core.keyring import Keyring
from app.core.rate_limits import RateLimit, count_attempt, forget_attempts, give_back_attempt

_SHORT = timedelta(minutes=15)
PASSWORD: Final = RateLimit("password", 10, _SHORT)
PASSWORD_DAY: Final = RateLimit("password-day", 100, timedelta(days=1))
"""NIST SP 800-63B-4, 3.2.2: at most 100 wrong attempts in a row."""
PASSWORD_ADDRESS: Final = RateLimit("password-address", 30, _SHORT)
CODE: Final = RateLimit("code", 10, _SHORT)
CODE_DAY: Final = RateLimit("code-day", 50, timedelta(days=1))
"""Six digits, of which the one before and after count too: at 50 a day one is guessed in some 18 years."""
LINK: Final = RateLimit("entry-link", 30, _SHORT)
PASSKEY: Final = RateLimit("passkey", 60, _SHORT)


def count_password(session: Session, keyring: Keyring, *, email: str, address: str, now: datetime) -> None:
    """Count one typed password, or raise TooManyRequestsError; `address` is the network address."""
    account = _key(keyring, email)
    count_attempt(session, PASSWORD_ADDRESS, _key(keyring, address), now=now)
    count_attempt(session, PASSWORD, account, now=now)
    count_attempt(session, PASSWORD_DAY, account, now=now)


def count_code(session: Session, keyring: Keyring, account_id: str, *, now: datetime) -> None:
    """Count one typed code of an account, or raise TooManyRequestsError."""
    count_attempt(session, CODE, _key(keyring, account_id), now=now)
    count_attempt(session, CODE_DAY, _key(keyring, account_id), now=now)


def count_link(session: Session, keyring: Keyring, address: str, *, now: datetime) -> None:
    """Count one use of any entry link from an address, or raise TooManyRequestsError."""
    count_attempt(session, LINK, _key(keyring, address), now=now)


def count_passkey(session: Session, keyring: Keyring, address: str, *, now: datetime) -> None:
    """Count one passkey that was tried from an address, or raise TooManyRequestsError."""
    count_attempt(session, PASSKEY, _key(keyring, address), now=now)


def give_back_password(session: Session, keyring: Keyring, address: str) -> None:
    """Give an address back what a password that was right counted there; the wrong ones before it stand.

    So a whole house behind one address can sign in, and nobody wins guesses by signing in to an account of
    her own in between.
    """
    give_back_attempt(session, PASSWORD_ADDRESS, _key(keyring, address))


def forget_account_attempts(session: Session, keyring: Keyring, *, account_id: str, email: str) -> None:
    """Begin anew for an account whose owner got in with password and code; addresses keep their counts.

    Of the day's codes only hers is given back, so that somebody else who knows the password does not get
    more guesses each time she signs in.
    """
    for limit in (PASSWORD, PASSWORD_DAY):
        forget_attempts(session, limit, _key(keyring, email))
    forget_attempts(session, CODE, _key(keyring, account_id))
    give_back_attempt(session, CODE_DAY, _key(keyring, account_id))


def forget_codes_of_day(session: Session, keyring: Keyring, account_id: str) -> None:
    """Begin the day's codes anew for an account whose codes are new: guesses at the old ones say nothing."""
    forget_attempts(session, CODE_DAY, _key(keyring, account_id))


def _key(keyring: Keyring, text: str) -> str:
    return keyring.digest("rate-limit", text)
