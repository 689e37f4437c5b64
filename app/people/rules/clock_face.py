"""A clock face as drawing instructions: for those who read a clock sooner than digits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.core.dates import clock_hands

CENTRE: Final = 50
"""The face is drawn in a square of 100 by 100."""


@dataclass(frozen=True)
class ClockFace:
    """SVG `transform` attributes: one for each hand, drawn upright, and one for each of the twelve marks."""

    hour_hand: str
    minute_hand: str
    marks: tuple[str, ...]


def draw_clock(instant: datetime) -> ClockFace:
    """Turn the hands to a time of day in Stockholm; ValueError for a datetime without a time zone."""
    hour, minute = clock_hands(instant)
    return ClockFace(_turn(hour), _turn(minute), tuple(_turn(degrees) for degrees in range(0, 360, 30)))


def _turn(degrees: float) -> str:
    return f"rotate({degrees:g} {CENTRE} {CENTRE})"
