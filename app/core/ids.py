"""Random names for rows that people can see in an address: nothing can be read from them or guessed."""

import secrets
from typing import Final

# Crockford's base 32 in lower case: no i, l, o, u, so that it can be read aloud (crockford.com/base32.html).
ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
ID_LENGTH: Final = 16
"""Characters; 80 bits, so that a million rows meet by chance about once in two trillion tries."""

_NO_MISTAKES = "".join(sign for sign in ALPHABET if sign not in "01")


def new_id() -> str:
    """Draw a new id."""
    return "".join(secrets.choice(ALPHABET) for _ in range(ID_LENGTH))


def new_code(length: int) -> str:
    """Draw a code that people read and say: capitals and digits without 0, 1, I, L, O and U."""
    return "".join(secrets.choice(_NO_MISTAKES) for _ in range(length)).upper()


def new_token() -> str:
    """Draw a secret for a cookie or a link: 256 bits, 43 characters."""
    return secrets.token_urlsafe(32)
