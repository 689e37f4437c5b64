"""openai-whisper with the real library and the small model of our own."""

import sys
from pathlib import Path

import pytest
import whisper

from app.captions.engines.faults import DeviceUnusableError, EngineMissingError
from app.captions.engines.job import open_engine
from app.captions.engines.models import OFFICIAL, Model, ModelKind, identify_model
from app.captions.engines.openai_whisper import OpenaiWhisper, _alignment_heads
from app.captions.engines.protocol import Engine, EngineOptions
from tests.captions.engines import hearing
from tests.captions.engines.clips import DATA, MODELS
from tests.captions.engines.hearing import SpeechIn

MODEL = MODELS["openai-whisper"]


def test_engine_is_the_one_that_the_model_decides(openai_engine: Engine) -> None:
    assert isinstance(openai_engine, OpenaiWhisper)


@pytest.mark.parametrize("name", ["sv-short", "sv-long"])
def test_transcribe_swedish(openai_engine: Engine, speech_in: SpeechIn, name: str) -> None:
    hearing.hears_swedish(openai_engine, name, speech_in)


def test_transcribe_arabic(openai_engine: Engine, speech_in: SpeechIn) -> None:
    hearing.hears_arabic(openai_engine, speech_in)


def test_detect_language(openai_engine: Engine, speech_in: SpeechIn) -> None:
    hearing.tells_languages_apart(openai_engine, speech_in)


def test_transcribe_what_is_no_speech(openai_engine: Engine, tmp_path: Path) -> None:
    hearing.invents_nothing_to_place(openai_engine, tmp_path)


def test_engine_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "whisper", None)
    with pytest.raises(EngineMissingError, match="openai-whisper"):
        open_engine(identify_model(MODEL, DATA), EngineOptions())


def test_engine_without_graphics_card() -> None:
    with pytest.raises(DeviceUnusableError):
        open_engine(identify_model(MODEL, DATA), EngineOptions(device="cuda"))


def test_alignment_heads_are_those_of_openais_own_models() -> None:
    official = Model(ModelKind.OPENAI, Path("anywhere.pt"), OFFICIAL["small"][1])
    assert _alignment_heads(whisper, official) == whisper._ALIGNMENT_HEADS["small"]
    assert _alignment_heads(whisper, identify_model(MODEL, DATA)) is None
