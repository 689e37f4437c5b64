"""Looks into one recording with PyAV and prints what it is, in a process of its own.

Run as `python -m app.captions.media.prober FILE DEMUXERS LANGUAGE TAIL`: decoders of foreign files may crash,
hang or eat memory, so no process that does anything else does this.
"""

import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, cast

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.frame import Frame
from av.packet import Packet
from av.stream import Disposition
from av.video.stream import VideoStream as MovingStream

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
from app.captions.media.info import MediaInfo, SoundStream, VideoStream, write_info

LONGEST_SECONDS = 8 * 3600
MOST_OF_A_KIND = 8
MOST_STREAMS = 64
MOST_POINTS = 8192
BELIEVABLE_FPS = (1, 240)

_Stream = AudioStream | MovingStream
# A transport stream can start in the middle of a picture, and sound minutes after it.
_FIRST_PACKETS = 20_000
_TAIL_SECONDS = 2
_LAST_SECONDS = 1
# These say no length in their headers, it is guessed from the bit rate: so their packets are counted.
_COUNTED = {"mp3", "aac"}
_LEAST_MISSING_SECONDS = 0.5
_LEAST_MISSING_SHARE = 0.02
_NEARLY_SQUARE = 0.02
_TAGS = {"sv": {"sv", "swe"}, "ar": {"ar", "ara"}, "so": {"so", "som"}, "ti": {"ti", "tir"}}


def describe(file: BinaryIO, demuxers: str, language: str = "", *, decode_picture: bool = False) -> MediaInfo:
    """Say what a recording is; raises the UnusableMediaError that says why it is none.

    Of several sound streams the one in `language` is chosen, else the default one, else the first. The last
    second of the sound is decoded, that of the picture only when asked for: it is slow for large ones.
    """
    try:
        with _opened(file, demuxers) as container:
            found, claimed = _describe(container, demuxers, language)
            indexes = [found.sound.index] if found.video is None else [found.sound.index, found.video.index]
            tail = _Tail(container, indexes, decode_picture=decode_picture)
            tail.read(claimed)
        if tail.misses(claimed):
            # Perhaps it could not be sought in: read it whole before saying so.
            with _opened(file, demuxers) as container:
                tail = _Tail(container, indexes, decode_picture=decode_picture)
                tail.read(None)
    except av.FFmpegError as fault:
        raise DamagedMediaError(str(fault)) from fault
    seconds = tail.check(claimed)
    _check_length(seconds)
    return replace(found, duration=round(seconds * 1000))


def _opened(file: BinaryIO, demuxers: str) -> InputContainer:
    # PyAV reads the file object, so that no file name is ever taken for an address or a pattern.
    options = {"protocol_whitelist": "file", "format_whitelist": demuxers}
    file.seek(0)
    return cast("InputContainer", av.open(file, options=options, metadata_errors="replace"))


def _describe(container: InputContainer, demuxers: str, language: str) -> tuple[MediaInfo, float | None]:
    """All but the length, and the length in seconds that the file claims."""
    sounds, pictures = container.streams.audio, _moving(container)
    if max(len(sounds), len(pictures)) > MOST_OF_A_KIND or len(container.streams) > MOST_STREAMS:
        raise TooManyStreamsError(len(sounds), len(pictures), len(container.streams))
    if not container.streams:
        raise DamagedMediaError("there is nothing in it")
    if not sounds:
        raise NoSoundError
    sound, video = _choose(sounds, language), pictures[0] if pictures else None
    claimed = _claimed_seconds(container)
    _check_length(claimed)
    _check_codecs(sound, video)
    frames = _first_frames(container, [sound, *pictures[:1]])
    info = MediaInfo(
        demuxers,
        0,
        _describe_sound(sound, frames),
        None if video is None else _describe_video(video, frames),
        len(sounds),
    )
    return info, claimed


def _check_length(seconds: float | None) -> None:
    if seconds is not None and seconds > LONGEST_SECONDS:
        raise TooLongMediaError(f"{seconds:.0f} seconds")


def _moving(container: InputContainer) -> list[MovingStream]:
    """The video streams that are no covers."""
    cover = Disposition.attached_pic | Disposition.timed_thumbnails
    return [stream for stream in container.streams.video if not stream.disposition & cover]


def _choose(sounds: Sequence[AudioStream], language: str) -> AudioStream:
    wanted = _TAGS.get(language, {language}) - {""}
    spoken = [stream for stream in sounds if (stream.language or "").lower() in wanted]
    default = [stream for stream in sounds if stream.disposition & Disposition.default]
    return (*spoken, *default, *sounds)[0]


def _claimed_seconds(container: InputContainer) -> float | None:
    if container.format.name in _COUNTED or not container.duration or container.duration < 0:
        return None
    return container.duration / av.time_base


def _check_codecs(sound: AudioStream, video: MovingStream | None) -> None:
    """Before anything is decoded: that it can be, and that no picture needs gigabytes."""
    for stream in (sound, video):
        # PyAV's types do not say so, but a codec that nobody knows has no context.
        if stream is not None and cast("object", stream.codec_context) is None:
            raise UnknownCodecError(stream.index)
    if video is not None and max(video.codec_context.width, video.codec_context.height) > MOST_POINTS:
        raise TooLargePictureError(video.codec_context.width, video.codec_context.height)


def _first_frames(container: InputContainer, streams: list[_Stream]) -> dict[int, Frame]:
    """Decode from the start to the first frame of each stream; bad packets before it are passed over."""
    frames: dict[int, Frame] = {}
    for packet in islice(container.demux(streams), _FIRST_PACKETS):
        index = packet.stream.index
        if packet.has_sidedata("encryption_info"):
            raise EncryptedMediaError(index)
        if index not in frames:
            with suppress(av.InvalidDataError):
                frames.update((index, cast("Frame", frame)) for frame in packet.decode()[:1])
        if len(frames) == len(streams):
            break
    return frames


def _describe_video(stream: MovingStream, frames: dict[int, Frame]) -> VideoStream:
    frame = frames.get(stream.index)
    if not isinstance(frame, av.VideoFrame):
        raise DamagedMediaError("no picture can be decoded")
    shape = float(stream.sample_aspect_ratio or 1)
    # Rounded sizes leave points that are nearly square.
    is_square = abs(shape - 1) < _NEARLY_SQUARE
    shape = 1.0 if is_square else shape
    size = round(frame.width * shape), frame.height
    if frame.rotation % 180:
        size = size[1], size[0]
    if max(size) > MOST_POINTS:
        raise TooLargePictureError(*size)
    name = stream.codec_context.name
    return VideoStream(stream.index, name, *size, fps=_fps_of(stream), is_square=is_square)


def _describe_sound(stream: AudioStream, frames: dict[int, Frame]) -> SoundStream:
    if not isinstance(frames.get(stream.index), av.AudioFrame):
        raise NoSoundError("no sound can be decoded")
    codec = stream.codec_context
    language = stream.language if stream.language != "und" else None
    return SoundStream(stream.index, codec.name, codec.channels, codec.sample_rate, language)


def _fps_of(stream: MovingStream) -> float:
    """The steady rate if there is one, else the mean; 0 when neither can be true."""
    for rate in (stream.base_rate, stream.average_rate):
        if rate and BELIEVABLE_FPS[0] <= rate <= BELIEVABLE_FPS[1]:
            return round(float(rate), 3)
    return 0.0


class _Tail:
    """The last seconds of a recording: where its packets end, and how far they can be decoded."""

    def __init__(self, container: InputContainer, indexes: Sequence[int], *, decode_picture: bool) -> None:
        self._container = container
        self._start = (container.start_time or 0) / av.time_base
        self._streams = [container.streams[index] for index in indexes]
        self._decoding = set(indexes if decode_picture else indexes[:1])
        self._ends: dict[int, float] = {}
        self._decoded: dict[int, float] = {}

    def read(self, claimed: float | None) -> None:
        """Go to the last seconds before the claimed end, or stay where we are, and read all there is."""
        if claimed is not None:
            with suppress(av.FFmpegError):
                self._container.seek(round((self._start + max(0.0, claimed - _TAIL_SECONDS)) * av.time_base))
        for packet in self._container.demux(self._streams):
            self._take(packet)

    def misses(self, claimed: float | None) -> bool:
        """Whether the packets end well before the claimed end."""
        if claimed is None:
            return False
        return claimed - self._end > max(_LEAST_MISSING_SECONDS, claimed * _LEAST_MISSING_SHARE)

    def check(self, claimed: float | None) -> float:
        """Give the length in seconds; raise when the end is missing or is noise."""
        if self.misses(claimed):
            raise TruncatedMediaError(f"says {claimed:.2f} seconds, ends after {self._end:.2f}")
        for index in self._decoding:
            if self._decoded.get(index, 0.0) < self._ends.get(index, 0.0) - _LAST_SECONDS:
                raise DamagedMediaError(f"the last second of stream {index} cannot be decoded")
        return max(claimed or 0.0, self._end)

    @property
    def _end(self) -> float:
        return max(self._ends.values(), default=self._start) - self._start

    def _take(self, packet: "Packet[Any]") -> None:
        # Not packet.stream_index: that is 0 in the empty packets that end a stream.
        index = packet.stream.index
        if packet.pts is not None and packet.time_base is not None:
            end = float((packet.pts + (packet.duration or 0)) * packet.time_base)
            self._ends[index] = max(end, self._ends.get(index, 0.0))
        if index not in self._decoding:
            return
        with suppress(av.InvalidDataError):
            for frame in packet.decode():
                at = cast("Frame", frame).time or 0.0
                self._decoded[index] = max(at, self._decoded.get(index, 0.0))


def main(arguments: Sequence[str]) -> None:
    """Print the description as JSON, or `{"fault": reason, "detail": text}`."""
    path, demuxers, language, picture = arguments
    try:
        with Path(path).open("rb") as file:
            answer = write_info(describe(file, demuxers, language, decode_picture=picture == "picture"))
    except UnusableMediaError as fault:
        answer = json.dumps({"fault": fault.reason, "detail": " ".join(map(str, fault.args))})
    sys.stdout.write(answer + "\n")


if __name__ == "__main__":  # pragma: no cover - only in a process of its own
    main(sys.argv[1:])
