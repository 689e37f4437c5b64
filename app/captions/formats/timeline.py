"""Times in subtitle files, in whole milliseconds: the checks that every format shares."""

from typing import Final

from app.captions.formats.faults import FormatError
from app.core.errors import S_

MOST_CUES: Final = 20_000
"""A day of talk in cues of four seconds."""
LONGEST: Final = 100 * 3_600_000 - 1
"""Just under a hundred hours, in milliseconds: SRT cannot write more."""

TOO_MANY: Final = S_("The file holds too many subtitles: 20 000 is the most.")
ENDS_TOO_EARLY: Final = S_("The end is not after the start.")
TOO_LATE: Final = S_("The time is later than 100 hours.")
OUT_OF_ORDER: Final = S_("It starts before the subtitle above it. Put the subtitles in order.")
OVERLAPS: Final = S_("It starts before the subtitle above it has ended.")


def milliseconds(hours: str | None, minutes: str, seconds: str, fraction: str) -> int:
    """Join the digits of a time; the fraction has one to three of them and none may be negative."""
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int(fraction.ljust(3, "0"))


def split_time(time: int) -> tuple[int, int, int, int]:
    """Give hours, minutes, seconds and milliseconds."""
    seconds, rest = divmod(time, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return hours, minutes, seconds, rest


def fault_of(span: tuple[int, int], before: tuple[int, int] | None) -> str | None:
    """Say what is wrong with one cue's start and end after those of the cue above it, if anything is."""
    start, end = span
    if end > LONGEST:
        return TOO_LATE
    if start >= end:
        return ENDS_TOO_EARLY
    if before is None or start >= before[1]:
        return None
    return OUT_OF_ORDER if start < before[0] else OVERLAPS


def check_count(count: int) -> None:
    """Raise FormatError for more cues than any lecture has."""
    if count > MOST_CUES:
        raise FormatError(TOO_MANY)
