"""Recordings of a few seconds, good and hostile, each made once by the real ffmpeg."""

import hashlib
import struct
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SECONDS = 3
_PICTURE = f"testsrc2=s=160x90:r=25:d={SECONDS}"
_TONE = f"sine=d={SECONDS}:r=44100"
_H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
_FLASH = "between(t,1,1.2)+between(t,2,2.2)"


def _lavfi(*sources: str) -> list[str]:
    return [part for source in sources for part in ("-f", "lavfi", "-i", source)]


# What each recording is made of, by its name; the suffix tells the container.
_RECIPES: dict[str, list[str]] = {
    "lecture.mp4": [*_lavfi(_PICTURE, _TONE), *_H264, "-c:a", "aac"],
    "fast.mp4": [*_lavfi(_PICTURE, _TONE), *_H264, "-c:a", "aac", "-movflags", "+faststart"],
    "lecture.mkv": [*_lavfi(_PICTURE, _TONE), *_H264, "-c:a", "aac"],
    "lecture.webm": [*_lavfi(_PICTURE, _TONE), "-t", "0.5", "-c:v", "libvpx", "-c:a", "libopus"],
    "lecture.avi": [*_lavfi(_PICTURE, _TONE), "-c:v", "mpeg4", "-c:a", "mp3"],
    "lecture.ts": [*_lavfi(_PICTURE, _TONE), *_H264, "-c:a", "aac", "-g", "25"],
    "fragments.mp4": [
        *_lavfi(_PICTURE, _TONE),
        *(*_H264, "-c:a", "aac", "-g", "25", "-movflags", "+frag_keyframe+empty_moov+default_base_moof"),
    ],
    "large.mp4": [*_lavfi("testsrc2=s=960x540:r=60:d=1", "sine=d=1"), *_H264, "-c:a", "aac"],
    "odd.mkv": [*_lavfi(_PICTURE, _TONE), "-vf", "scale=161:91", "-c:v", "ffv1", "-c:a", "flac"],
    "plain.avi": [*_lavfi(_PICTURE, "sine=d=1"), "-t", "0.2", "-c:v", "ffv1", "-c:a", "pcm_s16le"],
    "wide_points.mp4": [*_lavfi(_PICTURE, _TONE), "-vf", "setsar=2", *_H264, "-c:a", "aac"],
    "ten_bits.mp4": [
        *_lavfi(_PICTURE, _TONE),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", "-c:a", "aac"),
        *("-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", "bt2020nc"),
    ],
    "uneven.mkv": [*_lavfi(_PICTURE, _TONE), "-vf", "select='not(mod(n,7))+gt(n,50)'", *_H264, "-c:a", "aac"],
    "surround.mkv": [
        *_lavfi(_PICTURE, "aevalsrc=0.1*sin(2764*t)|0|0.1*sin(2764*t)|0|0|0:c=5.1:d=3"),
        *(*_H264, "-c:a", "ac3"),
    ],
    "many_channels.wav": _lavfi("aevalsrc=" + "|".join(["0.1*sin(2764*t)"] * 12) + ":d=1"),
    "late_sound.mkv": [*_lavfi(_PICTURE), "-itsoffset", "1", *_lavfi("sine=d=2"), *_H264, "-c:a", "aac"],
    "late_picture.mkv": ["-itsoffset", "1", *_lavfi("testsrc2=s=160x90:d=2"), *_lavfi(_TONE), *_H264],
    "flash.mp4": [
        *_lavfi(
            f"color=black:s=160x90:r=25:d={SECONDS}",
            f"aevalsrc='0.5*sin(2764*t)*({_FLASH})':d={SECONDS}",
        ),
        *("-vf", f"drawbox=color=white:t=fill:enable='{_FLASH}'", *_H264, "-c:a", "aac"),
    ],
    "dark.mp4": [*_lavfi(f"color=black:s=160x90:r=25:d={SECONDS}", _TONE), *_H264, "-c:a", "aac"],
    "noise.mp4": [
        *_lavfi("nullsrc=s=1280x720:r=2:d=1,geq=random(1)*255:128:128", "sine=d=1"),
        *(*_H264, "-c:a", "aac"),
    ],
    "no_sound.mp4": [*_lavfi(_PICTURE), *_H264],
    "voice.m4a": [*_lavfi(_TONE), "-c:a", "aac"],
    "voice.mp3": [*_lavfi(_TONE), "-c:a", "mp3"],
    "voice.aac": [*_lavfi(_TONE), "-c:a", "aac"],
    "voice.ogg": [*_lavfi(_TONE), "-c:a", "libvorbis"],
    "voice.flac": _lavfi(_TONE),
    "voice.wav": _lavfi(_TONE),
    "voice.wma": _lavfi(_TONE),
    "voice.aiff": _lavfi(_TONE),
    "voice.caf": _lavfi(_TONE),
    "lecture.mpg": [*_lavfi(_PICTURE, _TONE), "-c:v", "mpeg2video", "-c:a", "mp2"],
    "cover.mp3": [
        *(*_lavfi(_TONE, "testsrc2=s=300x300:d=0.04"), "-c:a", "mp3", "-c:v", "mjpeg"),
        *("-map", "0", "-map", "1", "-disposition:v", "attached_pic", "-id3v2_version", "3"),
    ],
    "silence.wav": _lavfi(f"anullsrc=r=16000:cl=mono:d={SECONDS}"),
    "clipping.wav": [*_lavfi(_TONE), "-af", "volume=40dB"],
    "no_numbers.wav": [*_lavfi(f"aevalsrc=0/0:d={SECONDS}"), "-c:a", "pcm_f32le"],
    "one_second.wav": _lavfi("sine=d=1:r=16000"),
    "peaky.wav": _lavfi(f"aevalsrc='0.02*sin(2764*t)+0.9*between(t,1,1.01)':d={SECONDS}"),
    "no_samples.wav": [*_lavfi("sine=d=1"), "-t", "0"],
    "sounds8.mkv": [
        *_lavfi("sine=440:d=1", "sine=880:d=1"),
        *("-map", "0", *("-map", "1") * 7, "-metadata:s:a:0", "language=eng", "-metadata:s:a:3"),
        *("language=swe", "-disposition:a", "0", "-disposition:a:2", "default", "-c:a", "aac"),
    ],
    "sounds64.mkv": [*_lavfi("sine=d=0.2:r=8000"), *("-map", "0") * 64, "-c:a", "pcm_s16le"],
    "still.mkv": [*_lavfi("testsrc2=s=160x90:r=25:d=0.04", _TONE), *_H264, "-c:a", "aac"],
    "million.mkv": [*_lavfi("testsrc2=s=160x90:r=1000000:d=0.00004", _TONE), *_H264, "-c:a", "aac"],
    "encrypted.mp4": [
        *(*_lavfi(_PICTURE, _TONE), *_H264, "-c:a", "aac", "-encryption_scheme", "cenc-aes-ctr"),
        *("-encryption_key", "76a6c65c5ea762046bd749a2e632ccbb"),
        *("-encryption_kid", "a7e61c373e219033c21091fa607bf3b8"),
    ],
    "small.h264": [*_lavfi("testsrc2=s=160x90:r=25:d=1.5"), *_H264],
    "tall.h264": [*_lavfi("testsrc2=s=120x160:r=25:d=1.5"), *_H264],
}


@dataclass(frozen=True)
class Shelf:
    """Recordings that tests may read but never change; what is changed is a copy."""

    folder: Path

    def take(self, name: str) -> Path:
        """Give a recording by its name, made at the first call."""
        path = self.folder / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            made = _MADE_OTHERWISE.get(name)
            if name == "two_sizes.ts":
                both = str(self.take("two_sizes.h264"))
                make_recording(path, ["-r", "25", "-i", both, *_lavfi(_TONE), "-c:v", "copy", "-c:a", "aac"])
            elif made is None:
                make_recording(path, _RECIPES[name])
            else:
                path.write_bytes(made(self))
        return path


def make_recording(path: Path, recipe: list[str], *, patience: int = 60) -> None:
    command = ["ffmpeg", "-nostdin", "-v", "error", *recipe, "-fflags", "+bitexact", str(path)]
    subprocess.run(command, check=True, timeout=patience)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def box(kind: bytes, content: bytes = b"", *, size: int | None = None) -> bytes:
    """One box of an MP4 file; a `size` of its own is a lie."""
    return struct.pack(">I4s", size or len(content) + 8, kind) + content


def with_matroska_length(content: bytes, seconds: float) -> bytes:
    """Let a Matroska header claim another length."""
    at = content.index(b"\x44\x89\x88") + 3
    return content[:at] + struct.pack(">d", seconds * 1000) + content[at + 8 :]


def _turned(shelf: Shelf) -> bytes:
    """A phone held upright: the picture's matrix turns it by a quarter."""
    content = shelf.take("lecture.mp4").read_bytes()
    plain = struct.pack(">9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
    turned = struct.pack(">9i", 0, 1 << 16, 0, -1 << 16, 0, 0, 90 << 16, 0, 1 << 30)
    at = content.index(plain, content.index(b"tkhd"))
    return content[:at] + turned + content[at + len(plain) :]


def _corrupted(shelf: Shelf) -> bytes:
    """Noise over an eighth of the file, right in its middle."""
    content = bytearray(shelf.take("fast.mp4").read_bytes())
    start = len(content) // 2
    for at in range(start, start + len(content) // 8):
        content[at] = at * 167 % 256
    return bytes(content)


def _cut(name: str) -> Callable[[Shelf], bytes]:
    def cut(shelf: Shelf) -> bytes:
        content = shelf.take(name).read_bytes()
        return content[: len(content) * 3 // 5]

    return cut


_MADE_OTHERWISE: dict[str, Callable[[Shelf], bytes]] = {
    "turned.mp4": _turned,
    "corrupted.mp4": _corrupted,
    "cut.mp4": _cut("lecture.mp4"),
    "cut_fast.mp4": _cut("fast.mp4"),
    "cut.mkv": _cut("lecture.mkv"),
    "cut.wav": _cut("voice.wav"),
    "two_sizes.h264": lambda shelf: (
        shelf.take("small.h264").read_bytes() + shelf.take("tall.h264").read_bytes()
    ),
    "a_day.mkv": lambda shelf: with_matroska_length(shelf.take("lecture.mkv").read_bytes(), 24 * 3600),
    "two_hours.mkv": lambda shelf: with_matroska_length(shelf.take("lecture.mkv").read_bytes(), 2 * 3600),
    "no_moov.mp4": lambda _shelf: box(b"ftyp", b"isom\0\0\2\0isom") + box(b"mdat", b"\0" * 5000),
    "huge_moov.mp4": lambda _shelf: (
        box(b"ftyp", b"isom\0\0\2\0isom") + box(b"moov", b"\0" * 5000, size=1 << 30)
    ),
}
