"""Several processes under one parent: they start together, and when one ends or the parent does, all end."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

_LOOK_SECONDS = 0.2
# Longer than the web takes to finish its requests, so that a killed request is the exception.
_PATIENCE_SECONDS = 15


def run_together(commands: Sequence[Sequence[str]]) -> int:
    """Run commands until a signal comes (0) or one of them ends (its code).

    An end without a signal is never success: a code of 0 is given as 1, so that a supervisor restarts us.
    """
    with _noting_signals() as noted:
        children: list[subprocess.Popen[bytes]] = []
        try:
            # One by one: when one cannot be started, those that were are known and ended.
            for command in commands:
                children.append(subprocess.Popen(command, start_new_session=True))  # noqa: PERF401 - see above
            while not noted:
                ended = [child.returncode for child in children if child.poll() is not None]
                if ended:
                    return ended[0] or 1
                time.sleep(_LOOK_SECONDS)
            return 0
        finally:
            _end(children)


def wait_for_signal() -> None:
    """Return when the process is asked to end (SIGTERM or Ctrl+C)."""
    with _noting_signals() as noted:
        while not noted:
            time.sleep(_LOOK_SECONDS)


def end_with_parent(parent: int) -> None:
    """Ask this process to end as soon as its parent is gone, however the parent died."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


@contextmanager
def _noting_signals() -> Iterator[list[int]]:
    # A list, looked at now and then, and no threading.Event: a signal that comes just before wait() blocks
    # does not wake it, and one that comes inside it would wait in set() for the lock that wait() holds.
    noted: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        noted.append(number)

    earlier = {number: signal.signal(number, note) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield noted
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
