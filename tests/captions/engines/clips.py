"""The synthetic lectures whose words and times are known exactly, and sounds that hold no word at all."""

import json
import math
import re
import wave
from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import jiwer

from app.captions.models.words import Flag, Segment, Span, Transcript, Word
from app.captions.rules.cleaning import doubts_of

DATA = Path(__file__).resolve().parents[2] / "data" / "asr"
MODELS = {"openai-whisper": DATA / "openai" / "smoke.pt", "faster-whisper": DATA / "ctranslate2"}
SWEDISH = ("sv-short", "sv-long", "sv-pause")
RATE = 16_000


def clip(name: str) -> Path:
    return DATA / "clips" / f"{name}.wav"


def truth(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATA / "clips" / f"{name}.json").read_text(encoding="utf-8"))
    return found


def spoken(name: str) -> str:
    return " ".join(sentence["text"] for sentence in truth(name)["sentences"])


def plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", "", text.lower()).split())


def word_errors(name: str, words: Iterable[Word]) -> float:
    """The word error rate against what is spoken, punctuation aside."""
    return float(jiwer.wer(plain(spoken(name)), plain(" ".join(word.text for word in words))))


def unflagged(transcript: Transcript, speech: Sequence[Span]) -> list[Word]:
    flags = doubts_of(transcript, speech)
    return [word for word in transcript.words if not any(_is_under(word, flag) for flag in flags)]


def _is_under(word: Word, flag: Flag) -> bool:
    return flag.start <= word.start and word.end <= flag.end


def assert_sound_words(segments: Sequence[Segment], parts: Sequence[Span]) -> None:
    """Whole numbers in order inside the parts, probabilities from 0 to 1, no figure of a library's own."""
    words = [word for segment in segments for word in segment.words]
    last = 0
    for word in words:
        assert type(word.start) is int
        assert type(word.end) is int
        assert last <= word.start < word.end
        assert any(part.start <= word.start and word.end <= part.end for part in parts)
        assert type(word.probability) is float
        assert 0 <= word.probability <= 1
        assert word.text == word.text.strip() != ""
        last = word.end
    for segment in segments:
        assert (segment.start, segment.end) == (segment.words[0].start, segment.words[-1].end)
        for figure in (segment.no_speech, segment.log_probability, segment.compression):
            assert type(figure) is float


def write_wav(path: Path, samples: Iterable[float], *, rate: int = RATE, channels: int = 1) -> Path:
    """Write samples from -1 to 1 as 16-bit WAV; what is louder is cut off."""
    kept = array("h", (max(-32_768, min(32_767, round(one * 32_767))) for one in samples))
    with wave.open(str(path), "wb") as opened:
        opened.setparams((channels, 2, rate, 0, "NONE", ""))
        opened.writeframes(kept.tobytes())
    return path


def frames_of(path: Path) -> bytes:
    with wave.open(str(path), "rb") as opened:
        return opened.readframes(opened.getnframes())


def write_frames(path: Path, frames: Iterable[bytes]) -> Path:
    with wave.open(str(path), "wb") as opened:
        opened.setparams((1, 2, RATE, 0, "NONE", ""))
        for piece in frames:
            opened.writeframes(piece)
    return path


def silence(seconds: float) -> bytes:
    return bytes(round(seconds * RATE) * 2)


def tone(seconds: float, *, loudness: float = 0.5) -> list[float]:
    return [loudness * math.sin(2 * math.pi * 440 * n / RATE) for n in range(round(seconds * RATE))]
