"""The work of a job inside its process: chunk by chunk, each only once."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.captions.engines.faults import TigrinyaRefusedError, WrongLanguageError
from app.captions.engines.job import run_job
from app.captions.engines.models import identify_model
from app.captions.engines.protocol import EngineOptions
from app.captions.engines.store import TranscribeRequest, chunks_of, read_chunk
from app.captions.models.words import Span
from tests.captions.engines.clips import DATA, MODELS, clip
from tests.captions.engines.hearing import SpeechIn


def _request(name: str, speech: tuple[Span, ...]) -> TranscribeRequest:
    return TranscribeRequest(
        sound=clip(name),
        speech=speech,
        model=identify_model(MODELS["faster-whisper"], DATA),
        language="sv",
        options=EngineOptions(threads=1),
    )


def test_run_job_does_each_chunk_once(speech_in: SpeechIn, tmp_path: Path) -> None:
    request = _request("sv-short", speech_in("sv-short"))
    shares: list[float] = []
    run_job(request, tmp_path, report=shares.append)
    assert shares == [0.0, 1.0]
    (chunk,) = chunks_of(request, tmp_path)
    assert read_chunk(chunk)
    run_job(replace(request, options=EngineOptions(threads=2)), tmp_path, report=shares.append)
    assert len(shares) == 2


def test_run_job_leaves_nothing_of_a_wrong_language(speech_in: SpeechIn, tmp_path: Path) -> None:
    with pytest.raises(WrongLanguageError):
        run_job(_request("ar-short", speech_in("ar-short")), tmp_path, report=lambda _: None)
    assert list(tmp_path.iterdir()) == []


def test_run_job_refuses_a_language_before_it_reads_anything(tmp_path: Path) -> None:
    gone = replace(_request("sv-short", ()), sound=tmp_path / "gone.wav", language="ti")
    with pytest.raises(TigrinyaRefusedError):
        run_job(gone, tmp_path, report=lambda _: None)
