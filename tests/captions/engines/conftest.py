"""Both engines with the small model of our own, loaded once; the speech of the clips, found once."""

import os
import warnings
from collections.abc import Callable
from functools import cache

# Before whisper loads it: compiling for one short clip would take longer than the clip.
os.environ.setdefault("NUMBA_DISABLE_JIT", "1")

import pytest
import whisper

from app.captions.engines.job import open_engine
from app.captions.engines.models import identify_model
from app.captions.engines.protocol import Engine, EngineOptions
from app.captions.engines.speech import find_speech
from app.captions.models.words import Span
from tests.captions.engines.clips import DATA, MODELS, clip


@pytest.fixture(scope="session")
def speech_in() -> Callable[[str], tuple[Span, ...]]:
    return cache(lambda name: find_speech(clip(name)))


@pytest.fixture(scope="session")
def openai_engine() -> Engine:
    with warnings.catch_warnings():
        # The library leaves the file of its vocabulary open when it first reads it.
        warnings.simplefilter("ignore", ResourceWarning)
        whisper.tokenizer.get_tokenizer(True, num_languages=99, language="sv", task="transcribe")
    return open_engine(identify_model(MODELS["openai-whisper"], DATA), EngineOptions(threads=1))


@pytest.fixture(scope="session")
def faster_engine() -> Engine:
    return open_engine(identify_model(MODELS["faster-whisper"], DATA), EngineOptions(threads=1))
