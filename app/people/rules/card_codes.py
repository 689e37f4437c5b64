"""The twelve digits of a card: how they are drawn, kept and shown."""

import secrets
from typing import Final

from app.core.keyring import Keyring

LENGTH: Final = 12
"""Digits; 40 bits, which the limits on tries make out of reach, and still short enough to be typed."""

GROUP: Final = 4
PURPOSE: Final = "card"
"""Which of the keyring's digests a card is stored under."""


def draw_digits() -> str:
    """Draw a card's digits, each of the 10**12 as likely as another."""
    return str(secrets.randbelow(10**LENGTH)).zfill(LENGTH)


def in_groups(digits: str) -> tuple[str, ...]:
    """Cut digits into fours, as they are printed; a browser or person puts the space between."""
    return tuple(digits[start : start + GROUP] for start in range(0, len(digits), GROUP))


def code_digest(keyring: Keyring, digits: str) -> str:
    """Give what a new card is stored under; look an old one up with `keyring.digests(PURPOSE, digits)`."""
    return keyring.digest(PURPOSE, digits)
