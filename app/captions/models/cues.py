"""Subtitles as values: a cue, what a rule finds in it, and what would mend it."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Cue:
    """One subtitle, from `start` to `end` in milliseconds; lines are parted by a line feed.

    `id` is `c` and a number that the track never uses again. `sources` are the ids of the Swedish cues that a
    translated one renders, in order; empty in a track that was heard, not translated.
    """

    id: str
    start: int
    end: int
    text: str
    sources: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines as shown."""
        return tuple(self.text.split("\n"))


class Level(StrEnum):
    """How grave a finding is: an error keeps a track from being published, a warning is for the eye."""

    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would mend a finding, as before and after; never done without being shown."""

    before: tuple[Cue, ...]
    after: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule broken in one cue (by its id; None where it is about the whole track).

    `rule` is the rule's id of the table (L1, S1, G2, ...). `value` and `limit` are what was measured and what
    is allowed, in the rule's own unit: characters, lines, characters per second or milliseconds. `words` is
    the text it is about, where that helps.
    """

    rule: str
    level: Level
    cue_id: str | None = None
    value: float | None = None
    limit: float | None = None
    words: str = ""
    proposal: Proposal | None = None


class ProfileName(StrEnum):
    """How slow and narrow the subtitles are; `lugn` unless somebody chooses otherwise."""

    LUGN = "lugn"
    STANDARD = "standard"
    EXTRA_LUGN = "extra-lugn"
