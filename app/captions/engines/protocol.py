"""The door behind which every speech engine stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from app.captions.models.words import Segment, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineOptions:
    """How an engine runs; `threads` 0 means as many as it likes.

    `compute_type` is CTranslate2's name for the numbers to calculate with; by default int8 on a processor,
    float16 on a graphics card. `temperatures` is what decoding tries one after the other when a window fails
    Whisper's own checks: only 0 unless asked for more, since each further one costs a whole decode, makes the
    result a matter of chance, and repairs no invented text: that is what the flags are for.
    """

    device: Literal["cpu", "cuda"] = "cpu"
    compute_type: str | None = None
    threads: int = 0
    beam: int = 5
    temperatures: tuple[float, ...] = (0.0,)


class Engine(Protocol):
    """What turns sound into words.

    The parts of one call are joined and heard at once: 28 s of sound in all at most, pauses left out. They
    are in order and do not overlap; all words lie inside them, in order.
    """

    def transcribe(
        self, sound: Path, parts: Sequence[Span], *, language: str, prompt: str = ""
    ) -> tuple[Segment, ...]:
        """Turn the speech in these parts into words with their times in the whole recording."""

    def detect_language(self, sound: Path, parts: Sequence[Span]) -> dict[str, float]:
        """Say how probable each language is in these parts, by its code."""
