"""What PyAV finds in recordings, here in this process: these files are our own."""

import json
import struct
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path

import pytest

from app.captions.media import prober
from app.captions.media.faults import (
    DamagedMediaError,
    EncryptedMediaError,
    NoSoundError,
    TooLargePictureError,
    TooLongMediaError,
    TooManyStreamsError,
    TruncatedMediaError,
    UnknownCodecError,
    UnusableMediaError,
)
from app.captions.media.info import MediaInfo, VideoStream, read_info
from app.captions.media.prober import describe
from tests.factories.media import Shelf, with_matroska_length

MOV = "mov,mp4,m4a,3gp,3g2,mj2"
MKV = "matroska,webm"


def _describe(
    shelf: Shelf, name: str, demuxers: str, language: str = "", *, decode_picture: bool = True
) -> MediaInfo:
    with shelf.take(name).open("rb") as file:
        return describe(file, demuxers, language, decode_picture=decode_picture)


@pytest.mark.parametrize(
    ("name", "demuxers", "duration"),
    [
        ("lecture.mp4", MOV, 3000),
        ("fragments.mp4", MOV, 3023),
        ("lecture.mkv", MKV, 3041),
        ("lecture.webm", MKV, 514),
        ("lecture.avi", "avi", 3040),
        ("lecture.ts", "mpegts", 3042),
        ("voice.m4a", MOV, 3000),
        ("voice.mp3", "mp3,aac,flac", 3005),
        ("voice.aac", "aac", 3042),
        ("voice.ogg", "ogg", 3000),
        ("voice.flac", "flac", 3000),
        ("voice.wma", "asf", 3018),
        ("voice.aiff", "aiff", 3000),
        ("voice.caf", "caf", 3000),
        ("lecture.mpg", "mpeg", 3040),
        ("one_second.wav", "wav", 1000),
        ("late_sound.mkv", MKV, 3020),
    ],
)
def test_describe_gives_the_length(shelf: Shelf, name: str, demuxers: str, duration: int) -> None:
    assert _describe(shelf, name, demuxers).duration == pytest.approx(duration, abs=45)


@pytest.mark.parametrize(
    ("name", "demuxers", "video"),
    [
        ("turned.mp4", MOV, VideoStream(0, "h264", 90, 160, 25.0)),
        ("odd.mkv", MKV, VideoStream(0, "ffv1", 161, 91, 25.0)),
        ("wide_points.mp4", MOV, VideoStream(0, "h264", 320, 90, 25.0, is_square=False)),
        ("ten_bits.mp4", MOV, VideoStream(0, "h264", 160, 90, 25.0)),
        ("large.mp4", MOV, VideoStream(0, "h264", 960, 540, 60.0)),
        ("million.mkv", MKV, VideoStream(0, "h264", 160, 90, 0.0)),
        ("still.mkv", MKV, VideoStream(0, "h264", 160, 90, 25.0)),
        ("cover.mp3", "mp3,aac,flac", None),
    ],
)
def test_describe_gives_the_picture_as_it_is_shown(
    shelf: Shelf, name: str, demuxers: str, video: VideoStream | None
) -> None:
    assert _describe(shelf, name, demuxers).video == video


@pytest.mark.parametrize(("language", "index"), [("sv", 3), ("eng", 0), ("ti", 2), ("", 2)])
def test_describe_chooses_one_of_several_sounds(shelf: Shelf, language: str, index: int) -> None:
    assert _describe(shelf, "sounds8.mkv", MKV, language).sound.index == index


def test_describe_counts_the_channels(shelf: Shelf) -> None:
    assert _describe(shelf, "surround.mkv", MKV).sound.channels == 6


@pytest.mark.parametrize(
    ("name", "demuxers", "fault"),
    [
        ("no_sound.mp4", MOV, NoSoundError),
        ("no_samples.wav", "wav", NoSoundError),
        ("no_moov.mp4", MOV, DamagedMediaError),
        ("huge_moov.mp4", MOV, DamagedMediaError),
        ("cut.mp4", MOV, DamagedMediaError),
        ("cut_fast.mp4", MOV, TruncatedMediaError),
        ("cut.mkv", MKV, TruncatedMediaError),
        ("two_hours.mkv", MKV, TruncatedMediaError),
        ("a_day.mkv", MKV, TooLongMediaError),
        ("sounds64.mkv", MKV, TooManyStreamsError),
        ("encrypted.mp4", MOV, EncryptedMediaError),
        ("voice.wav", MOV, DamagedMediaError),
    ],
)
def test_describe_refuses(shelf: Shelf, name: str, demuxers: str, fault: type[UnusableMediaError]) -> None:
    with pytest.raises(fault):
        _describe(shelf, name, demuxers)


def test_describe_opens_no_list_even_when_asked(tmp_path: Path, shelf: Shelf) -> None:
    (tmp_path / "neighbour.wav").write_bytes(shelf.take("one_second.wav").read_bytes())
    listed = tmp_path / "list.mp4"
    listed.write_text("ffconcat version 1.0\nfile neighbour.wav\n")
    with listed.open("rb") as file, pytest.raises(DamagedMediaError):
        describe(file, MOV)


def _changed(shelf: Shelf, name: str, old: bytes, new: bytes) -> BytesIO:
    content = shelf.take(name).read_bytes()
    assert old in content
    return BytesIO(content.replace(old, new))


def test_describe_refuses_a_codec_that_nobody_knows(shelf: Shelf) -> None:
    with pytest.raises(UnknownCodecError):
        describe(_changed(shelf, "lecture.mkv", b"A_AAC", b"A_XXX"), MKV)


@pytest.mark.parametrize(
    ("side", "fault"), [(9000, TooLargePictureError), (60_000, UnusableMediaError), (160, None)]
)
def test_describe_refuses_a_giant_picture_before_decoding_it(
    shelf: Shelf, side: int, fault: type[UnusableMediaError] | None
) -> None:
    content = _changed(shelf, "plain.avi", struct.pack("<2I", 160, 90), struct.pack("<2I", side, side))
    with nullcontext() if fault is None else pytest.raises(fault):
        describe(content, "avi")


def test_describe_when_a_late_stream_ends_long_before_the_claim(shelf: Shelf) -> None:
    """Half a second may be missing: that is no fault a person would notice."""
    content = with_matroska_length(shelf.take("lecture.mkv").read_bytes(), 3.4)
    assert describe(BytesIO(content), MKV).duration == 3400
    with pytest.raises(TruncatedMediaError):
        describe(BytesIO(with_matroska_length(content, 3.8)), MKV)


@pytest.mark.parametrize("decode_picture", [True, False])
def test_describe_refuses_noise_at_the_end(shelf: Shelf, decode_picture: bool) -> None:
    """The index of the packets is whole, but two thirds of them are noise."""
    content = bytearray(shelf.take("fast.mp4").read_bytes())
    for at in range(len(content) // 3, len(content)):
        content[at] = at * 131 % 251
    with pytest.raises(DamagedMediaError):
        describe(BytesIO(bytes(content)), MOV, decode_picture=decode_picture)


def test_main_prints_what_it_found(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    prober.main([str(shelf.take("voice.wav")), "wav", "", "sound"])
    assert read_info(capsys.readouterr().out).duration == 3000


def test_main_prints_why_not(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    prober.main([str(shelf.take("sounds64.mkv")), MKV, "", "sound"])
    assert json.loads(capsys.readouterr().out) == {"fault": "too_many_streams", "detail": "64 0 64"}
