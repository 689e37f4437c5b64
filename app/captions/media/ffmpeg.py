"""One ffmpeg run: which files it may open, how far it has come, and what its failures mean."""

import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.captions.media.faults import DamagedMediaError, FullDiskError
from app.captions.media.info import MediaInfo
from app.core.ffmpeg import find_ffmpeg
from app.core.supervise import CommandFailedError, CommandMissingError, Finished, Limits, run_supervised

Progress = Callable[[float], None]
"""Told how much is done, from 0 to 1, never falling."""

_LEAST_SECONDS = 120
_SECONDS_PER_SECOND = 6
_STALL_SECONDS = 60
_GLOBAL = ("-nostdin", "-hide_banner", "-nostats", "-progress", "pipe:1")
_FULL = ("No space left on device", "Disk quota exceeded")
# What ffmpeg 5 to 9 say when it was asked for the wrong thing: all other failures are the file's.
_OURS = (
    "Unknown encoder",
    "Unrecognized option",
    "No such filter",
    "Option not found",
    "Requested output format",
    "Error initializing",
    "Error splitting the argument list",
    "Permission denied",
)
# Said by demuxers that then go on as if the file were whole.
_CUT = ("partial file", "File ended prematurely")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One lecture file under work: what it is, how many threads may be used, who is told and who may stop it.

    `program` is another ffmpeg than the one found, `limits` others than those that follow from the length.
    """

    source: Path
    info: MediaInfo
    threads: int = 2
    on_progress: Progress | None = None
    is_cancelled: Callable[[], bool] | None = None
    program: str | None = None
    limits: Limits | None = None


def open_source(work: Work, *, is_strict: bool = True, **options: object) -> Any:
    """Give the lecture as an input of ffmpeg-python; strict: the first broken frame ends it all."""
    strict = {"err_detect": "explode"} if is_strict else {}
    return open_file(work.source, work.info.demuxers, threads=work.threads, **strict, **options)


def open_file(path: Path, demuxers: str, **options: object) -> Any:
    """Give a file as an input of ffmpeg-python: only this file, only as one of these kinds of recording."""
    import ffmpeg  # noqa: PLC0415 - the web process needs none of it

    only = {"protocol_whitelist": "file", "format_whitelist": demuxers}
    return ffmpeg.input(f"file:{path.absolute()}", **only, **options)


def write_to(path: Path, *streams: object, **options: object) -> Any:
    """Give an output of ffmpeg-python, without the source's tags and chapters (names, places, devices)."""
    import ffmpeg  # noqa: PLC0415 - as above

    bare = {"map_metadata": -1, "map_chapters": -1}
    return ffmpeg.output(*streams, f"file:{path.absolute()}", **bare, **options)


def run_ffmpeg(
    work: Work, output: Any, *, is_strict: bool = True, says: Callable[[str], None] | None = None
) -> Finished:
    """Run what was composed; `says` gets the lines that are no progress, the tail holds ffmpeg's messages.

    Raises DamagedMediaError when the source cannot be decoded, FullDiskError, or a CommandError.
    """
    program = work.program or find_ffmpeg()
    if program is None:
        raise CommandMissingError("neither ffmpeg nor imageio-ffmpeg is installed")
    strict = ("-xerror",) if is_strict else ()
    command = output.compile(cmd=[program, *_GLOBAL, *strict], overwrite_output=True)
    meter = _Meter(work, says)
    try:
        finished = run_supervised(
            command,
            limits=work.limits or _limits_for(work.info.duration),
            on_line=meter.take,
            is_cancelled=work.is_cancelled,
        )
    except CommandFailedError as fault:
        # Not in the file's own name: that may say anything.
        said = fault.tail.replace(work.source.name, "")
        if any(mark in said for mark in _FULL):
            raise FullDiskError(fault.detail) from fault
        if any(mark in said for mark in _OURS) or fault.code == -signal.SIGKILL:
            raise
        raise DamagedMediaError(fault.detail, fault.tail) from fault
    if is_strict and any(mark in finished.tail.replace(work.source.name, "") for mark in _CUT):
        raise DamagedMediaError("the end is missing", finished.tail)
    return finished


def _limits_for(duration: int) -> Limits:
    """Six times the lecture's length at least for a slow machine, and a sign of life every minute."""
    return Limits(
        seconds=_LEAST_SECONDS + _SECONDS_PER_SECOND * duration / 1000, stall_seconds=_STALL_SECONDS
    )


class _Meter:
    """Turns ffmpeg's progress lines into a share of the lecture."""

    def __init__(self, work: Work, says: Callable[[str], None] | None) -> None:
        self._work = work
        self._says = says
        self._told = 0.0

    def take(self, line: str) -> None:
        name, _, value = line.partition("=")
        if name == "out_time_us":
            self._tell(value)
        elif self._says is not None:
            self._says(line)

    def _tell(self, microseconds: str) -> None:
        tell = self._work.on_progress
        # "N/A", and odd negative numbers, before the first packet.
        if tell is None or not microseconds.isdecimal() or self._work.info.duration == 0:
            return
        self._told = max(self._told, min(1.0, int(microseconds) / 1000 / self._work.info.duration))
        tell(self._told)
