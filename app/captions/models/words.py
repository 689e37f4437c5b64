"""What was heard in a lecture: words with their times, the machine's own doubts, and where somebody speaks.

All times are whole milliseconds from the start of the lecture; words.json alone speaks of seconds.
"""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word with the punctuation on it, no space around; probability from 0 to 1, None if
    unknown."""

    text: str
    start: int
    end: int
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch that an engine decoded at once, with the figures by which it judges itself.

    `no_speech` is a probability, `log_probability` a mean over tokens (natural logarithm), `compression` the
    ratio of the text's bytes to the same gzipped: above 2.4 it repeats itself (openai-whisper's own limits).
    """

    start: int
    end: int
    words: tuple[Word, ...]
    no_speech: float | None = None
    log_probability: float | None = None
    compression: float | None = None

    @property
    def text(self) -> str:
        """The words with single spaces between them."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, start included, end not."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Transcript:
    """Everything an engine heard in one lecture, in order; `duration` is the whole recording's."""

    language: str
    duration: int
    segments: tuple[Segment, ...]

    @property
    def words(self) -> tuple[Word, ...]:
        """All words in order."""
        return tuple(word for segment in self.segments for word in segment.words)


class Doubt(StrEnum):
    """Why a person must look at a place before it may be published (rules H1-H3 and word anomalies)."""

    NO_SPEECH = "no_speech"
    """Text where the speech map holds less than half speech (H1)."""
    REPETITION = "repetition"
    """The same words three times or more in a row, or compression above 2.4 (H2)."""
    LOW_CONFIDENCE = "low_confidence"
    """Mean log-probability below -1 (H2)."""
    SILENCE_LIKELY = "silence_likely"
    """The engine itself thinks that nobody spoke: no-speech above 0.6 (H2)."""
    CREDIT = "credit"
    """A phrase from subtitle credits that engines invent (H2)."""
    ODD_WORDS = "odd_words"
    """Words impossibly short or long, or hardly believed (H2)."""
    ESTIMATED_TIME = "estimated_time"
    """Words whose times are guessed from their neighbours."""
    LEFT_OUT = "left_out"
    """Text that nobody can have said in the time there is: kept here, but not among the subtitles."""
    MISSING = "missing"
    """More than four seconds of speech without any text (H3)."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A doubtful place: when, why, and the words it is about (empty where text is missing)."""

    doubt: Doubt
    start: int
    end: int
    words: str = ""
