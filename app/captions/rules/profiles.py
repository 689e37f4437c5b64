"""The numbers of the rule table: for each profile and language, where a rule warns and where it fails.

Sources: the table of the product's own notes, which leans on Netflix's timed-text guides (Swedish and
Arabic), SLU and Afasiförbundet. Times are milliseconds, speeds characters per second; a frame is 40 ms (25 a
second).
"""

from dataclasses import dataclass
from functools import cache

from app.captions.models.cues import ProfileName

FRAME = 40
"""Milliseconds of one frame at 25 frames a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Every limit for one profile and language; a value beyond `…_warn` is a warning, beyond `…_error` an
    error."""

    line_rule: str
    line_warn: int
    line_error: int
    speed_rule: str
    speed_target: float
    speed_warn: float
    speed_error: float
    shortest_warn: int
    shortest_error: int = 833
    longest_warn: int
    longest_error: int = 7000
    lines: int = 2
    orphan: int = 4
    """A line of one word with fewer characters is an orphan."""
    gap: int = 2 * FRAME
    """Cues stand at least this far apart, and exactly this far where the next follows closely."""
    gap_near: int = 3 * FRAME
    gap_far: int = 12 * FRAME
    """From `gap_near` up to, not including, `gap_far` a gap reads as a flicker."""
    start_near: int = 80
    """A cue starts at most this far from its first word when all is well; it warns later, at `start_warn`."""
    start_warn: int = 500
    start_error: int = 1500
    linger_warn: int = 500
    """A cue stays no longer than this after its last word, unless reading it takes longer."""
    linger_error: int = 1500
    cut_warn: int = 120
    """A cue ends at most this long before its last word does."""
    cut_error: int = 500
    pause_warn: int = 1500
    pause_error: int = 3000
    """Silence inside a cue."""
    loose_end: float = 0.0
    """What the planner adds to the cost of an end without punctuation or pause (a warning costs 100)."""
    breath: int = 500
    """A pause this long is as good a place to end a cue as punctuation."""


_LINES = {
    ProfileName.LUGN: {"sv": (37, 42), "ar": (37, 42), "so": (37, 42), "ti": (30, 37)},
    ProfileName.STANDARD: {"sv": (42, 42), "ar": (42, 42), "so": (42, 42), "ti": (37, 42)},
    ProfileName.EXTRA_LUGN: {"sv": (32, 37), "ar": (32, 37), "so": (32, 37), "ti": (30, 37)},
}
_SPEEDS = {
    ProfileName.LUGN: {"ar": (13, 15, 20), "sv": (12, 14, 17)},
    ProfileName.STANDARD: {"ar": (17, 20, 23), "sv": (15, 17, 20)},
    ProfileName.EXTRA_LUGN: {"ar": (9, 10, 12), "sv": (9, 10, 12)},
}
_DURATIONS = {
    ProfileName.LUGN: (1500, 6000),
    ProfileName.STANDARD: (833, 7000),
    ProfileName.EXTRA_LUGN: (1500, 6000),
}
_LOOSE_ENDS = {(ProfileName.LUGN, "sv"): 42.0, (ProfileName.STANDARD, "sv"): 20.0}
"""Long Swedish words in narrow lines: a line a little too long beats every fifth cue ending in mid-clause."""
_LINE_RULES = {"ar": "L1a", "ti": "L1t"}


@cache
def limits_of(profile: ProfileName, language: str) -> Limits:
    """The limits of a profile in a language; raises ValueError for a language that has none."""
    profile = ProfileName(profile)
    if language not in _LINES[profile]:
        raise ValueError(f"no subtitle limits for the language {language!r}")
    line_warn, line_error = _LINES[profile][language]
    target, speed_warn, speed_error = _SPEEDS[profile]["ar" if language == "ar" else "sv"]
    shortest, longest = _DURATIONS[profile]
    speed_rule = "S1a" if language == "ar" else "S1"
    return Limits(
        line_rule=_LINE_RULES.get(language, "L1"),
        line_warn=line_warn,
        line_error=line_error,
        speed_rule="S2" if profile is ProfileName.EXTRA_LUGN else speed_rule,
        speed_target=target,
        speed_warn=speed_warn,
        speed_error=speed_error,
        shortest_warn=shortest,
        longest_warn=longest,
        loose_end=_LOOSE_ENDS.get((profile, language), 0.0),
    )
