"""What the process of a job says and how it ends; whole runs are in test_process."""

import errno
import json
import resource
from pathlib import Path

import pytest

from app.captions.engines.__main__ import FAULT_CODE, main
from app.captions.engines.models import identify_model
from app.captions.engines.protocol import EngineOptions
from app.captions.engines.store import TranscribeRequest, write_request
from app.captions.models.words import Span
from tests.captions.engines.clips import DATA, MODELS, clip


def test_main_says_where_speech_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["speech", str(clip("sv-short"))]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "percent 100.0"
    assert lines[1].startswith("span ")


def test_main_tells_a_fault(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["speech", str(tmp_path / "missing.wav")]) == FAULT_CODE
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line.removeprefix("fault "))
    assert told["name"] == "SoundUnusableError"


def test_main_tells_that_the_disk_is_full(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    request = TranscribeRequest(
        sound=clip("sv-short"),
        speech=(Span(220, 8580),),
        model=identify_model(MODELS["faster-whisper"], DATA),
        language="sv",
        options=EngineOptions(threads=1, beam=1),
        is_forced=True,
    )
    file = tmp_path / "request.json"
    file.write_text(write_request(request), encoding="utf-8")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        assert main(["transcribe", str(file)]) == FAULT_CODE
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    told = json.loads(capsys.readouterr().out.splitlines()[-1].removeprefix("fault "))
    assert told["name"] == "NoRoomError"
    assert str(errno.EFBIG) in told["detail"]
    assert [left.name for left in tmp_path.iterdir()] == ["request.json"]


def test_main_lets_other_faults_be_seen(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        main(["transcribe", str(tmp_path / "missing.json")])
