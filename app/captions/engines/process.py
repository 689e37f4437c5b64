"""Starts the process of a job, watches it, and turns however it ended into words or a plain fault."""

import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from app.captions.engines.faults import (
    FAULTS,
    EngineDiedError,
    EngineError,
    ModelMissingError,
    ModelTooLargeError,
)
from app.captions.engines.languages import refuse_language
from app.captions.engines.sound import duration_of
from app.captions.engines.store import TranscribeRequest, chunks_of, read_chunk, write_request
from app.captions.models.words import Segment, Span, Transcript
from app.core.durable import write_whole
from app.core.supervise import CommandFailedError, CommandTooLargeError, Limits, run_supervised
from app.settings import PREFIX

_LONGEST_SECONDS = 48 * 3600
_STALL_SECONDS = 1800
"""Half an hour without a window of 28 s done, or without the model loaded, is a job that stands still."""
_DETECTOR_MEMORY = 1024**3

Progress = Callable[[float], None]
"""Gets the share of the speech that is done, 0 to 1."""


def transcribe_in_process(
    request: TranscribeRequest, folder: Path, *, progress: Progress, is_cancelled: Callable[[], bool]
) -> Transcript:
    """Transcribe in a process of its own; each chunk that is done has a file in the folder and is not done
    again.

    Refuses a language before anything is started. Starts nothing where there is no speech, or nothing left to
    do. Raises the EngineError that stopped the job, EngineDiedError when it ended without a word, or the
    CommandError of `run_supervised` when it was cancelled, stood still or took too long.
    """
    refuse_language(request.language, is_forced=request.is_forced)
    chunks = chunks_of(request, folder)
    if any(read_chunk(chunk) is None for chunk in chunks):
        if not request.model.path.exists():
            raise ModelMissingError(str(request.model.path))
        file = folder / "request.json"
        write_whole(file, write_request(request).encode())
        _Watched(progress).run(
            ("transcribe", str(file)), request.memory_bytes, request.options.threads, is_cancelled
        )
    segments: list[Segment] = []
    for chunk in chunks:
        done = read_chunk(chunk)
        if done is None:
            raise EngineDiedError(f"{chunk.file.name} is missing")
        segments += done
    return Transcript(request.language, duration_of(request.sound), tuple(segments))


def find_speech_in_process(
    sound: Path, *, progress: Progress, is_cancelled: Callable[[], bool]
) -> tuple[Span, ...]:
    """Find the speech as `find_speech` does, in a process of its own; raises what `transcribe_in_process`
    does."""
    watched = _Watched(progress)
    watched.run(("speech", str(sound)), _DETECTOR_MEMORY, 1, is_cancelled)
    return tuple(watched.spans)


class _Watched:
    """What the process says, line by line."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._fault: EngineError | None = None
        self.spans: list[Span] = []

    def run(
        self, task: Sequence[str], memory_bytes: int, threads: int, is_cancelled: Callable[[], bool]
    ) -> None:
        """Run one task to its end, or raise why it has none."""
        limits = Limits(seconds=_LONGEST_SECONDS, stall_seconds=_STALL_SECONDS, memory_bytes=memory_bytes)
        try:
            run_supervised(
                [sys.executable, "-m", "app.captions.engines", *task],
                limits=limits,
                on_line=self._take,
                is_cancelled=is_cancelled,
                environment=environment_of(task[0], threads),
            )
        except CommandTooLargeError as fault:
            raise ModelTooLargeError(f"{fault.detail}; {fault.what}") from fault
        except CommandFailedError as fault:
            if self._fault is not None:
                raise self._fault from fault
            # What C++ says when it gets no memory; Python's own MemoryError was told as a fault.
            if "bad_alloc" in fault.tail:
                raise ModelTooLargeError(fault.detail) from fault
            raise EngineDiedError(fault.detail, fault.tail) from fault

    def _take(self, line: str) -> None:
        kind, _, rest = line.partition(" ")
        if kind == "percent":
            self._progress(float(rest) / 100)
        elif kind == "span":
            start, end = rest.split()
            self.spans.append(Span(int(start), int(end)))
        elif kind == "fault":
            told = json.loads(rest)
            self._fault = FAULTS[told.pop("name")](**told)


def environment_of(task: str, threads: int) -> dict[str, str]:
    """The environment of a task's process: ours without our settings.

    Threads that wait do not spin, so that jobs side by side do not starve. The speech detector's large, short
    loans of memory are given back at once, else eight hours leave more behind than one.
    """
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(PREFIX)}
    quiet = {"OMP_WAIT_POLICY": "PASSIVE", "KMP_BLOCKTIME": "0", "PYTHONUNBUFFERED": "1"}
    if task == "speech":
        quiet |= {"MALLOC_TRIM_THRESHOLD_": "1000000", "MALLOC_MMAP_THRESHOLD_": "500000"}
    return kept | quiet | ({"OMP_NUM_THREADS": str(threads)} if threads else {})
