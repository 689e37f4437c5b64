"""The clock face: hands and marks as SVG attributes."""

from datetime import UTC, datetime

import pytest

from app.people.rules.clock_face import draw_clock


@pytest.mark.parametrize(
    ("instant", "hour_hand", "minute_hand"),
    [
        # Stockholm is one hour before UTC in winter, two in summer.
        (datetime(2026, 3, 9, 12, 5, tzinfo=UTC), "rotate(32.5 50 50)", "rotate(30 50 50)"),
        (datetime(2026, 7, 1, 7, 0, 59, tzinfo=UTC), "rotate(270 50 50)", "rotate(0 50 50)"),
        (datetime(2026, 3, 9, 23, 0, tzinfo=UTC), "rotate(0 50 50)", "rotate(0 50 50)"),
    ],
)
def test_draw_clock_turns_the_hands(instant: datetime, hour_hand: str, minute_hand: str) -> None:
    face = draw_clock(instant)
    assert (face.hour_hand, face.minute_hand) == (hour_hand, minute_hand)


def test_draw_clock_has_twelve_marks() -> None:
    marks = draw_clock(datetime(2026, 3, 9, tzinfo=UTC)).marks
    assert marks[:3] == ("rotate(0 50 50)", "rotate(30 50 50)", "rotate(60 50 50)")
    assert len(set(marks)) == 12


def test_draw_clock_refuses_a_time_without_a_zone() -> None:
    with pytest.raises(ValueError, match="no instant"):
        draw_clock(datetime(2026, 3, 9))  # noqa: DTZ001 - that is what is refused
