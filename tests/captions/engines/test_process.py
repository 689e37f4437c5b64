"""One process for a job: whole lectures with either engine, killed and taken up, plain when it fails."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.captions.engines.chunks import cut_at_silences
from app.captions.engines.faults import (
    EngineDiedError,
    ModelMissingError,
    ModelTooLargeError,
    ModelTruncatedError,
    SomaliRefusedError,
    SoundUnusableError,
    TigrinyaRefusedError,
    WrongLanguageError,
)
from app.captions.engines.models import identify_model
from app.captions.engines.process import environment_of, find_speech_in_process, transcribe_in_process
from app.captions.engines.protocol import EngineOptions
from app.captions.engines.sound import duration_of
from app.captions.engines.store import TranscribeRequest, chunks_of, read_chunk, write_request
from app.captions.models.words import Span, Transcript
from app.core.launch import processes_below
from app.core.supervise import CommandCancelledError
from tests.captions.engines.clips import (
    DATA,
    MODELS,
    assert_sound_words,
    clip,
    frames_of,
    silence,
    unflagged,
    word_errors,
    write_frames,
)
from tests.captions.engines.hearing import SpeechIn


def _request(name: str, speech: tuple[Span, ...], engine: str = "faster-whisper") -> TranscribeRequest:
    return TranscribeRequest(
        sound=clip(name),
        speech=speech,
        model=identify_model(MODELS[engine], DATA),
        language=name[:2],
        options=EngineOptions(threads=1),
    )


def _run(
    request: TranscribeRequest, folder: Path, *, is_cancelled: Callable[[], bool] = lambda: False
) -> tuple[Transcript, list[float]]:
    shares: list[float] = []
    transcript = transcribe_in_process(request, folder, progress=shares.append, is_cancelled=is_cancelled)
    return transcript, shares


@pytest.mark.parametrize("engine", MODELS)
def test_transcribe_in_process_from_end_to_end(engine: str, tmp_path: Path) -> None:
    sound = clip("sv-pause")
    speech = find_speech_in_process(sound, progress=lambda _: None, is_cancelled=lambda: False)
    transcript, shares = _run(_request("sv-pause", speech, engine), tmp_path)
    assert word_errors("sv-pause", unflagged(transcript, speech)) <= 0.2
    assert not [word for word in unflagged(transcript, speech) if 13_000 < word.end < 23_000]
    assert_sound_words(transcript.segments, [Span(0, duration_of(sound))])
    assert (transcript.language, transcript.duration) == ("sv", duration_of(sound))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_find_speech_in_process_is_find_speech(speech_in: SpeechIn) -> None:
    shares: list[float] = []
    found = find_speech_in_process(clip("sv-short"), progress=shares.append, is_cancelled=lambda: False)
    assert found == speech_in("sv-short")
    assert shares == [1.0]


def test_find_speech_in_process_tells_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(SoundUnusableError, match="missing"):
        find_speech_in_process(tmp_path / "missing.wav", progress=lambda _: None, is_cancelled=lambda: False)


def test_transcribe_in_process_where_nobody_speaks(tmp_path: Path) -> None:
    sound = write_frames(tmp_path / "silent.wav", [silence(3)])
    request = replace(_request("sv-short", ()), sound=sound)
    assert _run(request, tmp_path / "work") == (Transcript("sv", 3000, ()), [])
    assert not (tmp_path / "work").exists()


@pytest.mark.parametrize(("language", "kind"), [("ti", TigrinyaRefusedError), ("so", SomaliRefusedError)])
def test_transcribe_in_process_refuses_a_language_before_anything(
    language: str, kind: type[Exception], tmp_path: Path
) -> None:
    nowhere = tmp_path / "nowhere"
    request = replace(_request("sv-short", (Span(0, 5),)), sound=nowhere, language=language)
    with pytest.raises(kind):
        _run(request, tmp_path / "work")
    assert list(tmp_path.iterdir()) == []


def test_transcribe_in_process_stops_at_another_language(speech_in: SpeechIn, tmp_path: Path) -> None:
    request = replace(_request("ar-short", speech_in("ar-short")), language="sv")
    with pytest.raises(WrongLanguageError) as caught:
        _run(request, tmp_path)
    assert (caught.value.chosen, caught.value.heard) == ("sv", "ar")
    assert "Arabic" in caught.value.message_id
    assert not list(tmp_path.glob("chunk*"))
    transcript, _ = _run(replace(request, is_forced=True), tmp_path)
    assert transcript.language == "sv"


def test_transcribe_in_process_with_a_missing_model(speech_in: SpeechIn, tmp_path: Path) -> None:
    request = _request("sv-short", speech_in("sv-short"))
    gone = replace(request, model=replace(request.model, path=tmp_path / "gone"))
    with pytest.raises(ModelMissingError):
        _run(gone, tmp_path)


def test_transcribe_in_process_with_a_broken_model(speech_in: SpeechIn, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(MODELS["faster-whisper"], broken)
    os.truncate(broken / "model.bin", 5_000_000)
    request = _request("sv-short", speech_in("sv-short"))
    with pytest.raises(ModelTruncatedError, match="broken"):
        _run(replace(request, model=identify_model(broken, tmp_path)), tmp_path / "work")


def test_transcribe_in_process_with_too_little_memory(speech_in: SpeechIn, tmp_path: Path) -> None:
    request = replace(_request("sv-short", speech_in("sv-short")), memory_bytes=40 * 1024**2)
    with pytest.raises(ModelTooLargeError):
        _run(request, tmp_path)


def test_transcribe_in_process_is_cancelled(speech_in: SpeechIn, tmp_path: Path) -> None:
    with pytest.raises(CommandCancelledError):
        _run(_request("sv-short", speech_in("sv-short")), tmp_path, is_cancelled=lambda: True)
    assert not list(tmp_path.glob("chunk*"))


def test_transcribe_in_process_whose_process_dies(speech_in: SpeechIn, tmp_path: Path) -> None:
    def kill_it() -> bool:
        # The launcher first, then what it launched.
        for process in processes_below(os.getpid())[1:]:
            os.kill(process, signal.SIGKILL)
        return False

    with pytest.raises(EngineDiedError, match="-9"):
        _run(_request("sv-short", speech_in("sv-short")), tmp_path, is_cancelled=kill_it)
    assert not list(tmp_path.glob("chunk*"))


LONG_SECONDS = 640


@pytest.fixture
def long_request(speech_in: SpeechIn, tmp_path: Path) -> TranscribeRequest:
    """Eleven minutes in two chunks, of which a minute is speech."""
    before = duration_of(clip("sv-short")) + (LONG_SECONDS - 70) * 1000
    pieces = [frames_of(clip("sv-short")), silence(LONG_SECONDS - 70), frames_of(clip("sv-long"))]
    sound = write_frames(tmp_path / "long.wav", pieces)
    later = tuple(Span(one.start + before, one.end + before) for one in speech_in("sv-long"))
    speech = (*speech_in("sv-short"), *later)
    assert len(cut_at_silences(speech, duration_of(sound))) == 2
    return replace(_request("sv-short", speech), sound=sound)


def test_transcribe_in_process_killed_in_the_second_chunk_loses_only_that(
    long_request: TranscribeRequest, tmp_path: Path
) -> None:
    request_file = tmp_path / "request.json"
    request_file.write_text(write_request(long_request), encoding="utf-8")
    running = subprocess.Popen(
        [sys.executable, "-m", "app.captions.engines", "transcribe", str(request_file)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    with running:
        # The share that is told before the second chunk begins.
        for line in running.stdout:
            if re.match(r"percent ([1-9]|\d\d)", line):
                break
        running.send_signal(signal.SIGKILL)
    assert running.returncode == -signal.SIGKILL
    first, second = chunks_of(long_request, tmp_path)
    assert read_chunk(first) is not None
    assert read_chunk(second) is None
    kept = first.file.stat().st_mtime_ns
    transcript, shares = _run(long_request, tmp_path)
    assert first.file.stat().st_mtime_ns == kept
    assert shares[0] > 0.2
    assert transcript.words[-1].end > (LONG_SECONDS - 60) * 1000
    assert not list(tmp_path.glob(".half*"))
    again, nothing = _run(long_request, tmp_path)
    assert (again, nothing) == (transcript, [])


def test_environment_of_a_task_holds_none_of_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMARTSKOLA_SECRET", "x" * 40)
    monkeypatch.setenv("LANG", "sv_SE.UTF-8")
    found = environment_of("transcribe", 3)
    assert "SMARTSKOLA_SECRET" not in found
    assert (found["LANG"], found["OMP_NUM_THREADS"]) == ("sv_SE.UTF-8", "3")
    assert "MALLOC_TRIM_THRESHOLD_" in environment_of("speech", 0)
