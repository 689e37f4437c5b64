"""Passwords: which may be chosen, and how they are kept and compared."""

import string
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Final

from app.core.errors import S_, UnavailableError
from app.core.ids import new_token

if TYPE_CHECKING:
    from pwdlib import PasswordHash

SHORTEST: Final = 12
LONGEST: Final = 200
"""Signs, after normalising; anything longer is refused before it is hashed."""

TOO_SHORT: Final = S_("Use at least 12 signs. Several words are easy to remember.")
TOO_LONG: Final = S_("This is too long.")
TOO_PLAIN: Final = S_("This is too easy to guess. Use several words that do not belong together.")
TOO_PERSONAL: Final = S_("Use nothing of your name, your e-mail address or the name of this site.")

# Parts of a name or address that are shorter say too little to be forbidden.
_SHORTEST_PART = 4
_OUR_NAMES = ("smärtskola", "smartskola")
# The library knows common words in English; these are the first that Swedish ones would try.
_PLAIN_WORDS = (
    "lösenord",
    "losenord",
    "hemligt",
    "hemlighet",
    "välkommen",
    "valkommen",
    "sommar",
    "vinter",
    "våren",
    "varen",
    "hösten",
    "hosten",
    "sverige",
    "älskling",
    "alskling",
    "smärta",
    "smarta",
)
_ENDS = string.punctuation + string.whitespace
_LONGEST_RATED = 72  # rating takes the longer the more signs there are; the library refuses more
_GOOD_ENOUGH = 3  # of 4: more than a hundred million guesses
_RATING = threading.Lock()
# Argon2's own defaults take 64 MiB a time: more at once could end the process.
_AT_ONCE = threading.BoundedSemaphore(4)
_PATIENCE_SECONDS = 5


def fault_of_password(password: str, *, email: str, name: str) -> str | None:
    """Say in one message why a password cannot be chosen; None when it can.

    Length counts, not kinds of signs (NIST SP 800-63B-4, 3.1.1.2); what others would try first is refused.
    """
    plain = unicodedata.normalize("NFKC", password)
    if len(plain) < SHORTEST:
        return TOO_SHORT
    if len(plain) > LONGEST:
        return TOO_LONG
    folded = plain.casefold()
    local_part = email.partition("@")[0]
    parts = [local_part, *name.split(), *_OUR_NAMES]
    known = [unicodedata.normalize("NFKC", part).casefold() for part in parts]
    if any(len(part) >= _SHORTEST_PART and part in folded for part in known):
        return TOO_PERSONAL
    return TOO_PLAIN if _is_plain(plain, known) else None


def hash_password(password: str) -> str:
    """Hash a password with Argon2id, which takes long on purpose: never inside a writing transaction.

    The same letters typed on another keyboard are the same password (NFKC). Raises UnavailableError when too
    many are being hashed at once.
    """
    with _turn():
        return _hasher().hash(_plain(password))


def matches(password: str, password_hash: str | None) -> bool:
    """Compare a password with the kept hash; without one it takes as long and is wrong.

    So nobody learns from the time whether an account exists. Slow like `hash_password`. Longer than any
    password can be is wrong at once.
    """
    never = fake_hash()
    if len(password) > LONGEST:
        return False
    with _turn():
        is_same = _hasher().verify(_plain(password), password_hash or never)
    return is_same and password_hash is not None


@cache
def fake_hash() -> str:
    """Give a hash that no password matches, as costly to compare with as a real one."""
    return hash_password(new_token())


@cache
def _hasher() -> "PasswordHash":
    from pwdlib import PasswordHash  # noqa: PLC0415 - only signing in needs it
    from pwdlib.hashers.argon2 import Argon2Hasher  # noqa: PLC0415 - as above

    return PasswordHash((Argon2Hasher(),))


@contextmanager
def _turn() -> Iterator[None]:
    if not _AT_ONCE.acquire(timeout=_PATIENCE_SECONDS):
        raise UnavailableError("too many passwords are being compared at once")
    try:
        yield
    finally:
        _AT_ONCE.release()


def _plain(password: str) -> bytes:
    return unicodedata.normalize("NFKC", password).encode(errors="surrogatepass")


def _is_plain(password: str, known: Sequence[str]) -> bool:
    """Whether a program that knows people would soon guess it, with or without the signs at its ends.

    The library keeps the words it is given in a place that all threads share: one at a time, and none stay.
    """
    from zxcvbn import zxcvbn  # noqa: PLC0415 - its lists of words are large, and choosing is rare
    from zxcvbn.matching import RANKED_DICTIONARIES  # noqa: PLC0415 - as above

    words = [*known, *_PLAIN_WORDS]
    with _RATING:
        scores = [
            int(zxcvbn(text[:_LONGEST_RATED], user_inputs=words)["score"])
            for text in {password, password.strip(_ENDS)}
            if text
        ]
        RANKED_DICTIONARIES.pop("user_inputs", None)
    return min(scores) < _GOOD_ENOUGH
