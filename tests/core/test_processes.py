"""Processes under one parent: real ones, small and quick."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core import processes
from app.core.processes import end_with_parent, run_together, wait_for_signal

PATIENCE_SECONDS = 15
PROJECT = Path(__file__).resolve().parents[2]
SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def _exits(code: int) -> list[str]:
    return [sys.executable, "-c", f"raise SystemExit({code})"]


def _stays(pid_file: Path, more: str = "") -> list[str]:
    """A process that notes its number, then stays."""
    program = (
        f"import os, pathlib, signal, time\n{more}\n"
        f"pathlib.Path({str(pid_file)!r}).write_text(str(os.getpid()))\ntime.sleep(60)"
    )
    return [sys.executable, "-c", program]


def _wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _lives(pid_file: Path) -> bool:
    try:
        status = Path(f"/proc/{pid_file.read_text()}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def _noted(pid_file: Path) -> bool:
    return pid_file.exists() and pid_file.read_text() != ""


def _signal_when(condition: Callable[[], bool], number: int) -> None:
    def send() -> None:
        _wait(condition)
        os.kill(os.getpid(), number)

    threading.Thread(target=send, daemon=True).start()


@pytest.mark.parametrize(("code", "given"), [(0, 1), (1, 1), (3, 3)])
def test_run_together_ends_all_when_one_ends(tmp_path: Path, code: int, given: int) -> None:
    pid_file = tmp_path / "pid"
    program = (
        f"import os, time\nwhile not os.path.exists({str(pid_file)!r}): time.sleep(0.02)\n"
        f"raise SystemExit({code})"
    )
    ends_later = [sys.executable, "-c", program]
    assert run_together([_stays(pid_file), ends_later]) == given
    assert not _lives(pid_file)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_run_together_ends_all_at_a_signal(tmp_path: Path, number: int) -> None:
    files = [tmp_path / "one", tmp_path / "two"]
    _signal_when(lambda: all(map(_noted, files)), number)
    assert run_together([_stays(file) for file in files]) == 0
    assert not any(map(_lives, files))


def test_run_together_kills_what_will_not_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_PATIENCE_SECONDS", 0.3)
    deaf = tmp_path / "deaf"
    _signal_when(lambda: _noted(deaf), signal.SIGTERM)
    ignore = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    assert run_together([_stays(deaf, ignore)]) == 0
    assert not _lives(deaf)


def test_run_together_gives_the_signals_back() -> None:
    before = (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT))
    assert run_together([_exits(4)]) == 4
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


def test_run_together_with_a_command_that_does_not_exist() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(FileNotFoundError):
        run_together([["no-such-program-at-all"]])
    assert signal.getsignal(signal.SIGTERM) == before


def test_run_together_ends_the_first_when_the_second_cannot_start(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    with pytest.raises(FileNotFoundError):
        run_together([_stays(pid_file), ["no-such-program-at-all"]])
    time.sleep(0.5)
    assert not pid_file.exists() or not _lives(pid_file)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_wait_for_signal(number: int) -> None:
    before = signal.getsignal(number)
    _signal_when(lambda: signal.getsignal(number) is not before, number)
    wait_for_signal()
    assert signal.getsignal(number) == before


def test_wait_for_signal_that_comes_at_once() -> None:
    for _ in range(5):
        before = signal.getsignal(signal.SIGTERM)

        def send(before: object = before) -> None:
            while signal.getsignal(signal.SIGTERM) is before:
                pass
            os.kill(os.getpid(), signal.SIGTERM)

        sender = threading.Thread(target=send)
        sender.start()
        wait_for_signal()
        sender.join()
        assert signal.getsignal(signal.SIGTERM) is before


def test_end_with_parent_when_the_parent_is_another_process() -> None:
    seen = threading.Event()
    before = signal.signal(signal.SIGTERM, lambda _number, _frame: seen.set())
    try:
        end_with_parent(os.getppid() + 1)
        _wait(seen.is_set)
    finally:
        signal.signal(signal.SIGTERM, before)


def test_end_with_parent_when_the_parent_is_killed(tmp_path: Path) -> None:
    pid_file = tmp_path / "child"
    child = _stays(pid_file, "from app.core.processes import end_with_parent; end_with_parent(os.getppid())")
    parent = subprocess.Popen(
        [sys.executable, "-c", f"import subprocess; subprocess.run({child!r})"], cwd=PROJECT
    )
    try:
        _wait(lambda: _noted(pid_file))
        assert _lives(pid_file)
    finally:
        parent.kill()
        parent.wait()
    _wait(lambda: not _lives(pid_file))
