"""The pictures that phones get, from all kinds of pictures."""

from array import array
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import pytest
from PIL import Image

from app.captions.media.faults import DamagedMediaError
from app.captions.media.ffmpeg import Work
from app.captions.media.info import VideoStream
from app.captions.media.probe import probe
from app.captions.media.renditions import POSTER_BYTES, make_poster, make_video, size_for, steady_rate
from app.captions.media.sounds import Loudness, make_audio
from tests.factories.media import Shelf, digest

LOUDNESS = Loudness(-18.8, -17.7, 0.1, -28.8)


def _work(shelf: Shelf, name: str) -> Work:
    path = shelf.take(name)
    return Work(source=path, info=probe(path))


@pytest.fixture(scope="module")
def sound(shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The finished sound of a lecture of three seconds."""
    target = tmp_path_factory.mktemp("sound") / "audio.m4a"
    make_audio(_work(shelf, "lecture.mp4"), target, LOUDNESS)
    return target


@pytest.mark.parametrize(
    ("name", "height", "size", "fps"),
    [
        ("large.mp4", 480, (854, 480), 30),
        ("large.mp4", 240, (426, 240), 30),
        ("turned.mp4", 240, (90, 160), 25),
        ("odd.mkv", 240, (160, 92), 25),
        ("wide_points.mp4", 240, (320, 90), 25),
        ("ten_bits.mp4", 480, (160, 90), 25),
        ("uneven.mkv", 240, (160, 90), 25),
        ("still.mkv", 240, (160, 90), 25),
        ("million.mkv", 240, (160, 90), 25),
        ("two_sizes.ts", 240, (160, 90), 25),
        ("late_picture.mkv", 240, (160, 90), 25),
    ],
)
def test_make_video(
    shelf: Shelf, tmp_path: Path, sound: Path, name: str, height: int, size: tuple[int, int], fps: int
) -> None:
    work = _work(shelf, name)
    before, target = digest(work.source), tmp_path / "video.mp4"
    made = make_video(work, target, height=height, sound=sound)
    assert made == probe(target)
    assert made.video is not None
    assert (made.video.width, made.video.height, made.video.fps) == (*size, fps)
    assert made.sound.codec == "aac"
    assert made.duration == pytest.approx(work.info.duration, abs=80)
    assert digest(work.source) == before
    assert list(tmp_path.iterdir()) == [target]


def test_make_video_for_every_phone(shelf: Shelf, tmp_path: Path, sound: Path) -> None:
    target = tmp_path / "video.mp4"
    make_video(_work(shelf, "lecture.mp4"), target, height=240, sound=sound)
    content = target.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
    with av.open(str(target)) as opened:
        stream = opened.streams.video[0]
        assert (stream.codec_context.profile, stream.codec_context.pix_fmt) == (
            "Constrained Baseline",
            "yuv420p",
        )
        packets = [packet for packet in opened.demux(stream) if packet.dts is not None]
        assert [packet.pts for packet in packets if packet.is_keyframe][:2] == [0, packets[50].pts]
        assert "title" not in opened.metadata


def test_make_video_keeps_sound_and_picture_together(shelf: Shelf, tmp_path: Path) -> None:
    work, sound, target = _work(shelf, "flash.mp4"), tmp_path / "audio.m4a", tmp_path / "video.mp4"
    make_audio(work, sound, LOUDNESS)
    make_video(work, target, height=240, sound=sound)
    with av.open(str(target)) as opened:
        seen = [frame.time for frame in opened.decode(video=0) if bytes(frame.planes[0])[40 * 160 + 80] > 128]
    with av.open(str(target)) as opened:
        # Planar floats: whole arrays of samples, without numpy.
        heard = [
            frame.time for frame in opened.decode(audio=0) if max(array("f", bytes(frame.planes[0]))) > 0.1
        ]
    assert seen[0] == pytest.approx(1.0, abs=0.041)
    assert heard[0] == pytest.approx(1.0, abs=0.041)


@pytest.mark.parametrize("name", ["corrupted.mp4"])
def test_make_video_of_a_damaged_picture(shelf: Shelf, tmp_path: Path, sound: Path, name: str) -> None:
    target = tmp_path / "video.mp4"
    target.write_text("an earlier one")
    with pytest.raises(DamagedMediaError):
        make_video(_work(shelf, name), target, height=240, sound=sound)
    assert target.read_text() == "an earlier one"


def test_make_video_that_turns_out_too_short(shelf: Shelf, tmp_path: Path, sound: Path) -> None:
    cut = replace(_work(shelf, "fast.mp4"), source=shelf.take("cut_fast.mp4"))
    with pytest.raises(DamagedMediaError):
        make_video(cut, tmp_path / "video.mp4", height=240, sound=sound)


def test_a_sound_recording_has_no_picture(shelf: Shelf, tmp_path: Path, sound: Path) -> None:
    work = _work(shelf, "cover.mp3")
    with pytest.raises(ValueError, match="no picture"):
        make_video(work, tmp_path / "video.mp4", height=240, sound=sound)
    with pytest.raises(ValueError, match="no picture"):
        make_poster(work, tmp_path / "poster.webp")


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("lecture.mp4", (160, 90)),
        ("large.mp4", (640, 360)),
        ("turned.mp4", (90, 160)),
        ("dark.mp4", (160, 90)),
    ],
)
def test_make_poster(shelf: Shelf, tmp_path: Path, name: str, size: tuple[int, int]) -> None:
    told: list[float] = []
    make_poster(replace(_work(shelf, name), on_progress=told.append), tmp_path / "poster.webp")
    with Image.open(tmp_path / "poster.webp") as picture:
        assert (picture.format, picture.size) == ("WEBP", size)
    assert told == []


def test_make_poster_passes_over_the_dark(shelf: Shelf, tmp_path: Path) -> None:
    make_poster(_work(shelf, "flash.mp4"), tmp_path / "poster.webp")
    with Image.open(tmp_path / "poster.webp") as picture:
        assert picture.convert("L").getpixel((80, 45)) == pytest.approx(255, abs=20)


def test_make_poster_that_would_be_heavy(shelf: Shelf, tmp_path: Path) -> None:
    make_poster(_work(shelf, "noise.mp4"), tmp_path / "poster.webp")
    assert 1000 < (tmp_path / "poster.webp").stat().st_size <= POSTER_BYTES


def test_make_poster_where_there_is_no_picture(shelf: Shelf, tmp_path: Path) -> None:
    path = shelf.take("no_moov.mp4")
    broken = Work(source=path, info=probe(shelf.take("lecture.mp4")))
    with pytest.raises(DamagedMediaError):
        make_poster(broken, tmp_path / "poster.webp")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("width", "height", "shorter", "size"),
    [
        (1920, 1080, 480, (854, 480)),
        (1080, 1920, 480, (480, 854)),
        (640, 360, 480, (640, 360)),
        (161, 91, 480, (160, 92)),
        (1, 1, 240, (2, 2)),
        (8192, 2, 240, (8192, 2)),
        (4096, 2160, 240, (456, 240)),
    ],
)
def test_size_for(width: int, height: int, shorter: int, size: tuple[int, int]) -> None:
    assert size_for(VideoStream(0, "h264", width, height, 25.0), shorter) == size


@pytest.mark.parametrize(
    ("fps", "rate"),
    [
        (0.0, 25),
        (25.0, 25),
        (30.0, 30),
        (29.97, Fraction(2997, 100)),
        (50.0, 25),
        (60.0, 30),
        (120.0, 30),
        (240.0, 30),
        (1.0, 10),
        (23.976, Fraction(2997, 125)),
    ],
)
def test_steady_rate(fps: float, rate: Fraction | int) -> None:
    assert steady_rate(fps) == rate
