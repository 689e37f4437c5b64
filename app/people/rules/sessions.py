"""How long somebody stays signed in, and how secrets are kept: cookies and links as hashes only."""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from app.people.models.accounts import LinkKind

STAFF_IDLE: Final = timedelta(minutes=60)
STAFF_LONGEST: Final = timedelta(hours=12)
"""A working day; NIST SP 800-63B (2.2.3) asks for no more than 12 hours, and an hour of idleness."""

CARD_IDLE: Final = timedelta(days=30)
CARD_LONGEST: Final = timedelta(days=180)
"""Longer than a group of twelve weeks lasts: whoever reads little should need her card once."""

CARD_LIFE: Final = timedelta(days=365)
STEP_LIFE: Final = timedelta(minutes=10)
"""ASVS 5.0, 6.5.5: a one-time step lives at most ten minutes."""
LINK_LIFE: Final = timedelta(days=7)
RECOVERY_LIFE: Final = timedelta(hours=24)
"""Shorter than an invitation: it opens an account that holds something already."""

SEEN_AGAIN: Final = timedelta(minutes=5)
"""`last_seen_at` is written at most this often, so that reading a page seldom writes."""


def token_hash(token: str) -> str:
    """Hash a cookie's or link's secret for keeping; it is 256 random bits, so a fast hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def link_life(kind: LinkKind) -> timedelta:
    """How long a link to enter with can be used."""
    return RECOVERY_LIFE if kind is LinkKind.RECOVERY else LINK_LIFE


def is_alive(
    created_at: datetime, last_seen_at: datetime, now: datetime, *, idle: timedelta, longest: timedelta
) -> bool:
    """Whether somebody is still signed in."""
    return now < created_at + longest and now < last_seen_at + idle
