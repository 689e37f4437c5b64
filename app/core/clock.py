"""What time it is, as a value that is handed in, so that a test can choose it."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the present instant, always aware and in UTC."""


def utc_now() -> datetime:
    """The clock that everything uses outside tests."""
    return datetime.now(UTC)
