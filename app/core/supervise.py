"""Runs one foreign program under limits, and is never hung, flooded or outlived by it.

The program gets no input, no network where the machine allows that, none of our settings in its environment,
and no more time, memory, processes or disk than it was given. Whatever happens here, nothing that it started
goes on.
"""

import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from app.core import launch
from app.core.errors import S_, AppError
from app.settings import PREFIX

_LOOK_SECONDS = 0.2
_PATIENCE_SECONDS = 5
_TAIL_BYTES = 4096
_LONGEST_LINE = 65_536
_PIECE = 65_536
# What Python, C and C++ say when the kernel gives them nothing.
_STARVED = ("MemoryError", "Cannot allocate memory", "std::bad_alloc", "failed to map segment")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class CommandError(AppError):
    """A foreign program did not do its work; `tail` is the end of what it said, for the log."""

    message_id = S_(
        "A program that works on the file failed. Try again. If it fails again, tell the administrator."
    )

    def __init__(self, detail: str, tail: str = "") -> None:
        super().__init__(detail, tail)
        self.detail = detail
        self.tail = tail


class CommandMissingError(CommandError):
    """There is no such program on this machine."""

    message_id = S_(
        "A program that is needed is not installed. The administrator can see which with “smartskola doctor”."
    )


class CommandFailedError(CommandError):
    """The program ended with another code than 0; a negative code is the signal that killed it."""

    def __init__(self, detail: str, tail: str, code: int) -> None:
        super().__init__(detail, tail)
        self.code = code


class CommandTimeoutError(CommandError):
    """The program took longer than it was allowed to."""

    message_id = S_(
        "The work took too long and was stopped. Try again. If it stops again, tell the administrator."
    )


class CommandStalledError(CommandTimeoutError):
    """The program gave no sign of progress for too long."""

    message_id = S_(
        "The work stood still and was stopped. Try again. If it stops again, tell the administrator."
    )


class CommandTooLargeError(CommandError):
    """The program wanted more than its share; `what` is memory, processes or file."""

    message_id = S_(
        "The work needed more memory or disk than it is allowed, and was stopped. Tell the administrator."
    )

    def __init__(self, detail: str, tail: str, what: str) -> None:
        super().__init__(detail, tail)
        self.what = what


class CommandCancelledError(CommandError):
    """Somebody asked for the program to be stopped."""

    message_id = S_("The work was cancelled.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a program may use.

    `stall_seconds` is the longest time without a line on its standard output. `memory_bytes` is the resident
    memory of all its processes together, looked at five times a second; each process is also held to twice
    that by the kernel. `file_bytes` is the largest file it may write.
    """

    seconds: float
    stall_seconds: float | None = None
    memory_bytes: int = 2 * 1024**3
    file_bytes: int | None = None
    processes: int = 32
    nice: int = 10


@dataclass(frozen=True, slots=True)
class Finished:
    """A program that ended well: its code (0), the last 4 kB of its standard error, the seconds it took and
    the most resident memory (bytes) that was seen; 0 where a run was too short to be looked at."""

    code: int
    tail: str
    seconds: float
    peak_memory: int


def run_supervised(
    command: Sequence[str],
    *,
    limits: Limits,
    on_line: Callable[[str], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Finished:
    """Run a command to its end; `on_line` gets each line of its standard output, here, in this thread.

    `is_cancelled` is asked five times a second. `environment` replaces ours, of which our own settings are
    never handed on. Raises the CommandError that says why it did not end with 0; what `on_line` and
    `is_cancelled` raise comes through, once the program is gone.
    """
    if shutil.which(command[0], path=(environment or os.environ).get("PATH")) is None:
        raise CommandMissingError(f"{command[0]} is not installed or may not be run")
    with _started(command, limits, environment) as process:
        run = _Run(process, limits, on_line, is_cancelled)
        code = run.follow()
    if code == 0:
        return Finished(code, run.tail, time.monotonic() - run.started, run.peak)
    if code == -signal.SIGXFSZ:
        most = "the system lets it" if limits.file_bytes is None else f"{limits.file_bytes} bytes"
        raise CommandTooLargeError(f"{Path(command[0]).name} wrote more than {most}", run.tail, "file")
    if any(mark in run.tail for mark in _STARVED):
        raise CommandTooLargeError(f"{Path(command[0]).name} was given no more memory", run.tail, "memory")
    raise CommandFailedError(f"{Path(command[0]).name} ended with code {code}", run.tail, code)


class _Run:
    """One run as it goes: what was said so far, and how much was used."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        limits: Limits,
        on_line: Callable[[str], None] | None,
        is_cancelled: Callable[[], bool] | None,
    ) -> None:
        self._process = process
        self._limits = limits
        self._on_line = on_line
        self._is_cancelled = is_cancelled
        self._line = b""
        self._tail = b""
        self.peak = 0
        self.started = self._last_line = time.monotonic()

    @property
    def tail(self) -> str:
        """The end of what the program said on its standard error, as text."""
        return self._tail.decode(errors="replace").strip()

    def follow(self) -> int:
        """Read and watch until the program has ended; give its code."""
        next_look = 0.0
        with self._streams() as selector:
            while selector.get_map():
                has_ended = self._process.poll() is not None
                ready = selector.select(0 if has_ended else _LOOK_SECONDS)
                for key, _ in ready:
                    piece = os.read(key.fd, _PIECE)
                    key.data(piece)
                    if not piece:
                        selector.unregister(key.fileobj)
                if has_ended and not ready:
                    # Something that left its group still holds the streams.
                    break
                if time.monotonic() >= next_look:
                    self._look()
                    next_look = time.monotonic() + _LOOK_SECONDS
        if self._line:
            self._give(self._line)
        return self._process.wait()

    @contextmanager
    def _streams(self) -> Iterator[selectors.BaseSelector]:
        with selectors.DefaultSelector() as selector:
            for stream, take in (
                (self._process.stdout, self._take_output),
                (self._process.stderr, self._take_error),
            ):
                selector.register(cast("IO[bytes]", stream), selectors.EVENT_READ, take)
            yield selector

    def _take_error(self, piece: bytes) -> None:
        self._tail = (self._tail + piece)[-_TAIL_BYTES:]

    def _take_output(self, piece: bytes) -> None:
        *lines, self._line = (self._line + piece).replace(b"\r", b"\n").split(b"\n")
        for line in lines:
            self._give(line)
        self._line = self._line[:_LONGEST_LINE]

    def _give(self, line: bytes) -> None:
        self._last_line = time.monotonic()
        if self._on_line is not None and line:
            self._on_line(line.decode(errors="replace"))

    def _look(self) -> None:
        """Raise when somebody has cancelled, or when a limit is passed."""
        now, limits = time.monotonic(), self._limits
        if self._is_cancelled is not None and self._is_cancelled():
            raise CommandCancelledError("cancelled", self.tail)
        if now - self.started > limits.seconds:
            raise CommandTimeoutError(f"took more than {limits.seconds} seconds", self.tail)
        if limits.stall_seconds is not None and now - self._last_line > limits.stall_seconds:
            raise CommandStalledError(f"said nothing for {limits.stall_seconds} seconds", self.tail)
        processes = launch.processes_below(self._process.pid)
        if len(processes) > limits.processes:
            raise CommandTooLargeError(f"started {len(processes)} processes", self.tail, "processes")
        memory = sum(map(_resident_bytes, processes))
        self.peak = max(self.peak, memory)
        if memory > limits.memory_bytes:
            raise CommandTooLargeError(f"took {memory} bytes of memory", self.tail, "memory")


@contextmanager
def _started(
    command: Sequence[str], limits: Limits, environment: Mapping[str, str] | None
) -> Iterator[subprocess.Popen[bytes]]:
    restrictions = {
        "nice": limits.nice,
        "file_bytes": limits.file_bytes,
        "data_bytes": limits.memory_bytes * 2,
    }
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", launch.__file__, json.dumps(restrictions), *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        env=_own_environment(environment),
        start_new_session=True,
    )
    with process:
        try:
            yield process
        finally:
            _end(process)


def _own_environment(environment: Mapping[str, str] | None) -> Mapping[str, str]:
    if environment is not None:
        return environment
    return {name: value for name, value in os.environ.items() if not name.upper().startswith(PREFIX)}


def _end(process: subprocess.Popen[bytes]) -> None:
    """Let go of the lifeline, and end by force what that does not end."""
    cast("IO[bytes]", process.stdin).close()
    with suppress(subprocess.TimeoutExpired):
        process.wait(_PATIENCE_SECONDS)
    # Only where the launcher itself was killed or stopped is there anything left.
    for left in launch.processes_below(process.pid):
        with suppress(OSError):
            os.kill(left, signal.SIGKILL)
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _resident_bytes(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    except OSError:
        return 0
