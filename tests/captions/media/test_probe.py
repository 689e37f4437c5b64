"""Good recordings are described, hostile ones refused with a reason; none of them is changed."""

import os
import threading
from pathlib import Path

import pytest

from app.captions.media.faults import Reason, TooHeavyMediaError, UnusableMediaError
from app.captions.media.info import MediaInfo, SoundStream, VideoStream
from app.captions.media.probe import probe
from app.core.supervise import Limits
from tests.factories.media import Shelf, digest

MOV = "mov,mp4,m4a,3gp,3g2,mj2"


def test_probe_of_a_video(shelf: Shelf) -> None:
    assert probe(shelf.take("lecture.mp4")) == MediaInfo(
        demuxers=MOV,
        duration=3000,
        sound=SoundStream(1, "aac", 1, 44100),
        video=VideoStream(0, "h264", 160, 90, 25.0),
    )


def test_probe_of_a_sound_recording(shelf: Shelf) -> None:
    assert probe(shelf.take("voice.wav")) == MediaInfo(
        demuxers="wav", duration=3000, sound=SoundStream(0, "pcm_s16le", 1, 44100), video=None
    )


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("no_sound.mp4", Reason.NO_SOUND),
        ("cut.mp4", Reason.DAMAGED),
        ("cut_fast.mp4", Reason.TRUNCATED),
        ("cut.wav", Reason.TRUNCATED),
        ("a_day.mkv", Reason.TOO_LONG),
        ("sounds64.mkv", Reason.TOO_MANY_STREAMS),
        ("encrypted.mp4", Reason.ENCRYPTED),
        ("huge_moov.mp4", Reason.DAMAGED),
    ],
)
def test_probe_refuses_with_a_reason(shelf: Shelf, name: str, reason: Reason) -> None:
    path = shelf.take(name)
    before = digest(path)
    with pytest.raises(UnusableMediaError) as caught:
        probe(path)
    assert caught.value.reason is reason
    assert digest(path) == before


_LISTS = {
    "ffconcat": b"ffconcat version 1.0\nfile neighbour.mkv\n",
    "hls": b"#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\nneighbour.mkv\n#EXT-X-ENDLIST\n",
    "dash": b'<?xml version="1.0"?><MPD><Period><BaseURL>neighbour.mkv</BaseURL></Period></MPD>',
}


@pytest.mark.parametrize("content", _LISTS.values(), ids=_LISTS)
@pytest.mark.parametrize("name", ["lecture.mp4", "lecture.m3u8", "lecture.ffconcat"])
def test_probe_never_opens_a_neighbour(tmp_path: Path, content: bytes, name: str) -> None:
    """The neighbour is a pipe: whoever opened it would let our own opening of it return."""
    neighbour, was_opened = tmp_path / "neighbour.mkv", threading.Event()
    os.mkfifo(neighbour)

    def wait_for_a_reader() -> None:
        os.close(os.open(neighbour, os.O_WRONLY))
        was_opened.set()

    waiting = threading.Thread(target=wait_for_a_reader)
    waiting.start()
    (tmp_path / name).write_bytes(content)
    try:
        with pytest.raises(UnusableMediaError) as caught:
            probe(tmp_path / name)
        assert caught.value.reason is Reason.PLAYLIST
        assert not was_opened.is_set()
    finally:
        os.close(os.open(neighbour, os.O_RDONLY))
        waiting.join()
    assert was_opened.is_set()


@pytest.mark.parametrize(
    "name",
    [
        "-dash.mp4",
        "new\nline.mp4",
        "\u202e4pm.exe",
        "x" * 250 + ".mp4",
        "http:⁄⁄x 'y' \"z\" %d %s $(id).mp4",
        "pipe:0",
        "file:x",
        "CON",
        ".hidden",
        "å:ä;ö,[0]\\.mp4",
        os.fsdecode(b"bad\xff\xfe.mp4"),
    ],
)
def test_probe_takes_a_hostile_name_for_a_name(
    shelf: Shelf, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).write_bytes(shelf.take("one_second.wav").read_bytes())
    monkeypatch.chdir(tmp_path)
    assert probe(Path(name)).duration == 1000


def test_probe_outside_the_folder_it_stands_in(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "x").write_bytes(shelf.take("one_second.wav").read_bytes())
    assert probe(tmp_path / "inside" / ".." / "x").duration == 1000


def test_probe_chooses_the_sound_in_the_language(shelf: Shelf) -> None:
    chosen = probe(shelf.take("sounds8.mkv"), language="sv")
    assert (chosen.sound.index, chosen.sound.language, chosen.sounds) == (3, "swe", 8)


@pytest.mark.parametrize(
    "limits",
    [Limits(seconds=0.0), Limits(seconds=30, memory_bytes=20_000_000)],
    ids=["time", "memory"],
)
def test_probe_gives_up_on_what_is_too_heavy(shelf: Shelf, limits: Limits) -> None:
    with pytest.raises(TooHeavyMediaError):
        probe(shelf.take("lecture.mp4"), limits=limits)
