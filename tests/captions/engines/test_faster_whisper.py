"""faster-whisper with the real library and the small model of our own."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from app.captions.engines.faster_whisper import FasterWhisper
from app.captions.engines.faults import (
    DeviceUnusableError,
    EngineMissingError,
    ModelIncompleteError,
    NotWhisperError,
)
from app.captions.engines.job import open_engine
from app.captions.engines.models import identify_model
from app.captions.engines.protocol import Engine, EngineOptions
from app.captions.models.words import Span
from tests.captions.engines import hearing
from tests.captions.engines.clips import DATA, MODELS, SWEDISH, assert_sound_words, clip, tone, write_wav
from tests.captions.engines.hearing import SpeechIn

MODEL = MODELS["faster-whisper"]


def test_engine_is_the_one_that_the_model_decides(faster_engine: Engine) -> None:
    assert isinstance(faster_engine, FasterWhisper)


@pytest.mark.parametrize("name", SWEDISH)
def test_transcribe_swedish(faster_engine: Engine, speech_in: SpeechIn, name: str) -> None:
    hearing.hears_swedish(faster_engine, name, speech_in)


def test_transcribe_arabic(faster_engine: Engine, speech_in: SpeechIn) -> None:
    hearing.hears_arabic(faster_engine, speech_in)


def test_detect_language(faster_engine: Engine, speech_in: SpeechIn) -> None:
    hearing.tells_languages_apart(faster_engine, speech_in)


def test_transcribe_what_is_no_speech(faster_engine: Engine, tmp_path: Path) -> None:
    hearing.invents_nothing_to_place(faster_engine, tmp_path)


def test_transcribe_a_tone(faster_engine: Engine, tmp_path: Path) -> None:
    parts = (Span(500, 900), Span(1500, 2000))
    loud = write_wav(tmp_path / "tone.wav", tone(2, loudness=3))
    assert_sound_words(faster_engine.transcribe(loud, parts, language="sv"), parts)


def test_transcribe_is_the_same_every_time(faster_engine: Engine) -> None:
    parts = (Span(0, 9000),)
    first, second = (faster_engine.transcribe(clip("sv-short"), parts, language="sv") for _ in range(2))
    assert first == second


def test_transcribe_with_a_long_prompt(faster_engine: Engine) -> None:
    parts = (Span(0, 9000),)
    found = faster_engine.transcribe(clip("sv-short"), parts, language="sv", prompt="smärtskolan " * 500)
    assert_sound_words(found, parts)


def test_engine_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    with pytest.raises(EngineMissingError, match="faster-whisper"):
        open_engine(identify_model(MODEL, DATA), EngineOptions())


def test_engine_without_graphics_card() -> None:
    with pytest.raises(DeviceUnusableError):
        open_engine(identify_model(MODEL, DATA), EngineOptions(device="cuda"))


def test_engine_with_impossible_numbers() -> None:
    with pytest.raises(DeviceUnusableError, match="int3"):
        open_engine(identify_model(MODEL, DATA), EngineOptions(compute_type="int3"))


def test_engine_without_tokenizer_fetches_none(tmp_path: Path) -> None:
    copied = tmp_path / "model"
    shutil.copytree(MODEL, copied)
    (copied / "tokenizer.json").unlink()
    with pytest.raises(ModelIncompleteError, match=r"tokenizer\.json"):
        open_engine(identify_model(copied, DATA), EngineOptions())


def test_engine_with_settings_of_another_model(tmp_path: Path) -> None:
    copied = tmp_path / "model"
    shutil.copytree(MODEL, copied)
    (copied / "preprocessor_config.json").write_text(json.dumps({"feature_size": 128}), encoding="utf-8")
    with pytest.raises(NotWhisperError, match="80 bands"):
        open_engine(identify_model(copied, DATA), EngineOptions(threads=1))
