"""How ffmpeg is run, with the real one and with false ones that hang, fork, eat and lie."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.captions.media.faults import DamagedMediaError, FullDiskError
from app.captions.media.ffmpeg import Work, open_source, run_ffmpeg, write_to
from app.captions.media.probe import probe
from app.captions.media.sounds import make_speech_sound
from app.core.supervise import (
    CommandCancelledError,
    CommandFailedError,
    CommandMissingError,
    CommandStalledError,
    CommandTimeoutError,
    CommandTooLargeError,
    Limits,
)
from tests.factories.media import Shelf

ENOUGH = Limits(seconds=20, stall_seconds=10)


@pytest.fixture(scope="module")
def work(shelf: Shelf) -> Work:
    path = shelf.take("voice.wav")
    return Work(source=path, info=probe(path))


@pytest.fixture
def fake(work: Work, tmp_path: Path) -> Callable[[str], Work]:
    """The same work, done by a shell script."""

    def make(script: str) -> Work:
        program = tmp_path / "false-ffmpeg"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        return replace(work, program=str(program), limits=ENOUGH)

    return make


def test_run_ffmpeg_with_all_safeguards(fake: Callable[[str], Work], tmp_path: Path) -> None:
    said: list[str] = []
    asked = fake('for word in "$@"; do echo "$word"; done')
    run_ffmpeg(asked, write_to(tmp_path / "o.wav", open_source(asked)["0"], format="wav"), says=said.append)
    words = "\n".join(said)
    assert words.startswith("-nostdin\n-hide_banner\n-nostats\n-progress\npipe:1\n-xerror\n")
    given, _, made = words.partition(f"\n-i\nfile:{asked.source}\n")
    assert "-protocol_whitelist\nfile" in given
    assert "-format_whitelist\nwav" in given
    assert "-err_detect\nexplode" in given
    assert "-threads\n2" in given
    assert "-map_metadata\n-1" in made
    assert "-map_chapters\n-1" in made


def test_run_ffmpeg_tells_how_far_it_has_come(work: Work, tmp_path: Path) -> None:
    told: list[float] = []
    make_speech_sound(replace(work, on_progress=told.append), tmp_path / "asr.wav")
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0, abs=0.01)


def test_run_ffmpeg_tells_no_nonsense(fake: Callable[[str], Work], tmp_path: Path) -> None:
    told: list[float] = []
    lines = "out_time_us=N/A out_time_us=-5 out_time_us=1500000 out_time_us=300000 out_time_us=99000000 x=1"
    asked = replace(fake(f"printf '%s\\n' {lines}"), on_progress=told.append)
    run_ffmpeg(asked, write_to(tmp_path / "o.wav", open_source(asked)["0"]))
    assert told == [0.5, 0.5, 1.0]
    unknown = replace(asked, info=replace(asked.info, duration=0))
    run_ffmpeg(unknown, write_to(tmp_path / "o.wav", open_source(asked)["0"]))
    assert len(told) == 3


@pytest.mark.parametrize(
    ("script", "limits", "fault"),
    [
        ("sleep 60", Limits(seconds=0.3), CommandTimeoutError),
        ("sleep 60", Limits(seconds=20, stall_seconds=0.3), CommandStalledError),
        ("sleep 60 & sleep 60 & sleep 60 & wait", Limits(seconds=20, processes=3), CommandTooLargeError),
        (
            "head -c 60000000 /dev/zero | tail -c 60000000 | sleep 60",
            Limits(seconds=20, memory_bytes=45_000_000),
            CommandTooLargeError,
        ),
        ("echo '[mov] error while decoding: broken' >&2; exit 183", ENOUGH, DamagedMediaError),
        ("echo 'Invalid data found when processing input' >&2; exit 1", ENOUGH, DamagedMediaError),
        ("echo 'av_write: No space left on device' >&2; exit 228", ENOUGH, FullDiskError),
        ("echo 'Unknown encoder libx264' >&2; exit 1", ENOUGH, CommandFailedError),
        ("exit 0", ENOUGH, FileNotFoundError),
        ("yes '[h264] oh no' | head -c 5000000 >&2; exit 183", ENOUGH, DamagedMediaError),
        ("kill -SEGV $$", ENOUGH, DamagedMediaError),
        ("kill -KILL $$", ENOUGH, CommandFailedError),
        ("echo '[mov] stream 0, offset 0x9c: partial file' >&2", ENOUGH, DamagedMediaError),
    ],
)
def test_make_with_a_false_ffmpeg(
    fake: Callable[[str], Work], tmp_path: Path, script: str, limits: Limits, fault: type[Exception]
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    target = folder / "asr.wav"
    target.write_text("an earlier one")
    with pytest.raises(fault):
        make_speech_sound(replace(fake(script), limits=limits), target)
    assert target.read_text() == "an earlier one"
    assert list(folder.iterdir()) == [target]


def test_make_is_not_misled_by_the_name_of_the_file(work: Work, tmp_path: Path, shelf: Shelf) -> None:
    named = tmp_path / "No space left on device, partial file.wav"
    named.write_bytes(shelf.take("voice.wav").read_bytes())
    misnamed = replace(work, source=named)
    make_speech_sound(misnamed, tmp_path / "asr.wav")
    broken = write_to(tmp_path / "o.wav", open_source(misnamed)["0"], format="nonsense")
    with pytest.raises(CommandFailedError):
        run_ffmpeg(misnamed, broken)


def test_make_on_a_disk_that_fills_up(work: Work, tmp_path: Path) -> None:
    full = replace(work, limits=Limits(seconds=20, file_bytes=20_000))
    with pytest.raises(CommandTooLargeError) as caught:
        make_speech_sound(full, tmp_path / "asr.wav")
    assert caught.value.what == "file"
    assert list(tmp_path.iterdir()) == []


def test_make_that_is_cancelled(work: Work, tmp_path: Path) -> None:
    with pytest.raises(CommandCancelledError):
        make_speech_sound(replace(work, is_cancelled=lambda: True), tmp_path / "asr.wav")
    assert list(tmp_path.iterdir()) == []


def test_make_without_ffmpeg(work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(CommandMissingError):
        make_speech_sound(work, tmp_path / "asr.wav")
