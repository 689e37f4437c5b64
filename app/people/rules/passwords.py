"""Passwords: which may be chosen, and how they are kept and compared."""

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
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
    if _is_sequence(folded):
        return TOO_PLAIN
    local_part = email.partition("@")[0]
    parts = [local_part, *name.split(), *_OUR_NAMES]
    known = [unicodedata.normalize("NFKC", part).casefold() for part in parts]
    if any(len(part) >= _SHORTEST_PART and part in folded for part in known):
        return TOO_PERSONAL
    return None


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


def _is_sequence(text: str) -> bool:
    """Whether all signs are the same, or each the next, or each the one before (0 follows 9)."""
    steps = {_step(first, second) for first, second in pairwise(text)}
    return len(steps) == 1 and steps <= {0, 1, -1}


def _step(first: str, second: str) -> int:
    if first.isdecimal() and second.isdecimal():
        return (int(second) - int(first) + 1) % 10 - 1
    return ord(second) - ord(first)
