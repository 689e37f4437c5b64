"""Foreign programs that hang, flood, fork, eat and lie: real ones, small."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.launch import processes_below
from app.core.supervise import (
    CommandCancelledError,
    CommandError,
    CommandFailedError,
    CommandMissingError,
    CommandStalledError,
    CommandTimeoutError,
    CommandTooLargeError,
    Finished,
    Limits,
    run_supervised,
)

PATIENCE_SECONDS = 15
PROJECT = Path(__file__).resolve().parents[2]
ENOUGH = Limits(seconds=PATIENCE_SECONDS)
MEGABYTE = 1024**2


def _python(program: str) -> list[str]:
    return [sys.executable, "-I", "-S", "-c", program]


def _forks(notes: Path, more: str = "") -> list[str]:
    """Three children, deaf to SIGTERM, that note their numbers; the third leaves the group and the parent."""
    return _python(
        "import os, signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "for number in range(3):\n"
        "    if os.fork() == 0:\n"
        "        if number == 2:\n"
        "            os.setsid()\n"
        "            if os.fork(): os._exit(0)\n"
        f"        file = os.open({str(notes)!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT)\n"
        "        os.write(file, b'%d\\n' % os.getpid())\n"
        "        time.sleep(60)\n"
        f"while not os.path.exists({str(notes)!r}) or len(open({str(notes)!r}).readlines()) < 3:\n"
        "    time.sleep(0.01)\n"
        "print('ready', flush=True)\n" + more
    )


def _lives(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def _noted(notes: Path) -> list[int]:
    return [int(line) for line in notes.read_text().split()]


def _wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_run_supervised_gives_lines_and_the_tail() -> None:
    lines: list[str] = []
    finished = run_supervised(
        ["sh", "-c", "printf 'one\\ntw\\303\\266\\r\\n\\nthree'; echo said >&2"],
        limits=ENOUGH,
        on_line=lines.append,
    )
    assert lines == ["one", "twö", "three"]
    assert finished == Finished(0, "said", finished.seconds, finished.peak_memory)
    assert 0 < finished.seconds < PATIENCE_SECONDS


def test_run_supervised_without_any_output() -> None:
    lines: list[str] = []
    assert run_supervised(["true"], limits=ENOUGH, on_line=lines.append).tail == ""
    assert lines == []


def test_run_supervised_gives_no_input_and_none_of_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMARTSKOLA_SECRET", "hidden")
    monkeypatch.setenv("OTHER", "shown")
    lines: list[str] = []
    run_supervised(["sh", "-c", "cat; env"], limits=ENOUGH, on_line=lines.append)
    assert "OTHER=shown" in lines
    assert not any("hidden" in line for line in lines)
    run_supervised(
        ["/usr/bin/env"], limits=ENOUGH, on_line=lines.append, environment={"ONLY": "this", "PATH": "/bin"}
    )
    assert {"ONLY=this", "PATH=/bin"} <= set(lines)
    assert lines.count("OTHER=shown") == 1


@pytest.mark.parametrize("code", [1, 183])
def test_run_supervised_when_the_program_fails(code: int) -> None:
    with pytest.raises(CommandFailedError) as caught:
        run_supervised(["sh", "-c", f"echo broken >&2; exit {code}"], limits=ENOUGH)
    assert (caught.value.code, caught.value.tail) == (code, "broken")
    assert caught.value.detail == f"sh ended with code {code}"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_run_supervised_when_a_signal_ends_the_program(number: int) -> None:
    with pytest.raises(CommandFailedError) as caught:
        run_supervised(["sh", "-c", f"kill -{number:d} $$"], limits=ENOUGH)
    assert caught.value.code == -number


def test_run_supervised_of_a_program_that_does_not_exist(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_text("#!/bin/sh\n")
    for name in ("no-such-program-at-all", str(plain)):
        with pytest.raises(CommandMissingError):
            run_supervised([name], limits=ENOUGH)


def test_run_supervised_of_a_program_that_cannot_start(tmp_path: Path) -> None:
    odd = tmp_path / "odd"
    odd.write_bytes(b"\0\1\2")
    odd.chmod(0o755)
    with pytest.raises(CommandFailedError) as caught:
        run_supervised([str(odd)], limits=ENOUGH)
    assert "Exec format error" in caught.value.tail


def test_run_supervised_is_not_hung_by_a_flood() -> None:
    flood = _python("import os\nfor _ in range(1600): os.write(2, b'x' * 65536)\nos.write(2, b'the end')")
    tail = run_supervised(flood, limits=ENOUGH).tail
    assert tail.endswith("xthe end")
    assert len(tail) == 4096


def test_run_supervised_cuts_an_endless_line() -> None:
    lines: list[str] = []
    endless = _python("import os\nfor _ in range(100): os.write(1, b'x' * 65536)\nos.write(1, b'\\nnext\\n')")
    run_supervised(endless, limits=ENOUGH, on_line=lines.append)
    assert lines[-1] == "next"
    assert len(lines[0]) <= 2 * 65536


def test_run_supervised_stops_what_takes_too_long() -> None:
    started = time.monotonic()
    with pytest.raises(CommandTimeoutError) as caught:
        run_supervised(["sh", "-c", "echo said >&2; sleep 60"], limits=Limits(seconds=0.3))
    assert time.monotonic() - started < 5
    assert caught.value.tail == "said"


def test_run_supervised_stops_what_stands_still() -> None:
    lines: list[str] = []
    talks_then_stops = "for n in 1 2 3 4; do echo $n; sleep 0.2; done; sleep 60"
    with pytest.raises(CommandStalledError):
        run_supervised(
            ["sh", "-c", talks_then_stops],
            limits=Limits(seconds=PATIENCE_SECONDS, stall_seconds=0.6),
            on_line=lines.append,
        )
    assert lines == ["1", "2", "3", "4"]


def test_run_supervised_stops_when_cancelled(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    with pytest.raises(CommandCancelledError):
        run_supervised(_forks(notes, "time.sleep(60)"), limits=ENOUGH, is_cancelled=notes.exists)
    _wait(lambda: not any(map(_lives, _noted(notes))))


def test_run_supervised_leaves_no_child_behind_when_the_program_ends(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    lines: list[str] = []
    run_supervised(_forks(notes), limits=ENOUGH, on_line=lines.append)
    assert lines == ["ready"]
    assert len(_noted(notes)) == 3
    assert not any(map(_lives, _noted(notes)))


@pytest.mark.parametrize("fault", [KeyboardInterrupt, ValueError])
def test_run_supervised_leaves_no_child_behind_when_we_fail(
    tmp_path: Path, fault: type[BaseException]
) -> None:
    notes = tmp_path / "notes"

    def fail(_line: str) -> None:
        raise fault

    with pytest.raises(fault):
        run_supervised(_forks(notes, "time.sleep(60)"), limits=ENOUGH, on_line=fail)
    assert len(_noted(notes)) == 3
    assert not any(map(_lives, _noted(notes)))


def test_run_supervised_leaves_no_child_behind_when_we_are_killed(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    program = (
        "from app.core.supervise import Limits, run_supervised\n"
        f"run_supervised({_forks(notes, 'time.sleep(60)')!r}, limits=Limits(seconds=60))"
    )
    ours = subprocess.Popen([sys.executable, "-c", program], cwd=PROJECT)
    try:
        _wait(lambda: notes.exists() and len(_noted(notes)) == 3)
    finally:
        ours.kill()
        ours.wait()
    _wait(lambda: not any(map(_lives, _noted(notes))))


@pytest.mark.parametrize("how", ["KILL", "STOP"])
def test_run_supervised_leaves_no_child_behind_when_the_launcher_is_lost(
    tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.core.supervise._PATIENCE_SECONDS", 0.3)
    notes = tmp_path / "notes"
    program = f"echo $$ > {notes}; kill -{how} $PPID; exec sleep 60"
    with pytest.raises((CommandFailedError, CommandTimeoutError)):
        run_supervised(["sh", "-c", program], limits=Limits(seconds=0.6))
    _wait(lambda: not any(map(_lives, _noted(notes))))


def test_run_supervised_stops_what_eats_memory() -> None:
    eats = _python("import time\nheld = []\nwhile True:\n    held.append(b'x' * (4 << 20)); time.sleep(0.01)")
    with pytest.raises(CommandTooLargeError) as caught:
        run_supervised(eats, limits=Limits(seconds=PATIENCE_SECONDS, memory_bytes=100 * MEGABYTE))
    assert caught.value.what == "memory"


def test_run_supervised_counts_the_memory_of_children() -> None:
    eats = "import os, time\nfor _ in range(3): os.fork()\nheld = b'x' * (20 << 20)\ntime.sleep(60)"
    with pytest.raises(CommandTooLargeError) as caught:
        run_supervised(_python(eats), limits=Limits(seconds=PATIENCE_SECONDS, memory_bytes=100 * MEGABYTE))
    assert caught.value.what == "memory"


def test_run_supervised_refuses_two_gigabytes_at_once() -> None:
    with pytest.raises(CommandTooLargeError) as caught:
        run_supervised(
            _python("import time\nheld = b'x' * (2 << 30)\nprint('held')\ntime.sleep(60)"),
            limits=Limits(seconds=PATIENCE_SECONDS, memory_bytes=100 * MEGABYTE),
        )
    assert caught.value.what == "memory"


def test_run_supervised_tells_the_most_memory_seen() -> None:
    holds = _python("import time\nheld = b'x' * (50 << 20)\ntime.sleep(0.6)")
    peak = run_supervised(holds, limits=ENOUGH).peak_memory
    assert 50 * MEGABYTE < peak < 90 * MEGABYTE


def test_run_supervised_stops_a_fork_bomb(tmp_path: Path) -> None:
    bomb = "import os, time\nfor _ in range(6): os.fork()\ntime.sleep(60)"
    with pytest.raises(CommandTooLargeError) as caught:
        run_supervised(_python(bomb), limits=Limits(seconds=PATIENCE_SECONDS, processes=10))
    assert caught.value.what == "processes"
    assert processes_below(os.getpid()) == []


def test_run_supervised_stops_what_fills_the_disk(tmp_path: Path) -> None:
    target = tmp_path / "target"
    with pytest.raises(CommandTooLargeError) as caught:
        run_supervised(
            ["dd", "if=/dev/zero", f"of={target}", "bs=64k", "count=100"],
            limits=Limits(seconds=PATIENCE_SECONDS, file_bytes=MEGABYTE),
        )
    assert caught.value.what == "file"
    assert target.stat().st_size == MEGABYTE


def test_run_supervised_tells_of_a_limit_that_is_not_ours(tmp_path: Path) -> None:
    fill = f"ulimit -f 1; exec dd if=/dev/zero bs=64k count=1 of='{tmp_path / 'target'}'"
    with pytest.raises(CommandTooLargeError) as caught:
        run_supervised(["sh", "-c", fill], limits=Limits(seconds=PATIENCE_SECONDS))
    assert (caught.value.what, "None" in str(caught.value)) == ("file", False)


def test_run_supervised_writes_no_core_and_is_nice() -> None:
    lines: list[str] = []
    run_supervised(
        ["sh", "-c", "ulimit -c; nice"], limits=Limits(seconds=PATIENCE_SECONDS, nice=7), on_line=lines.append
    )
    assert lines == ["0", str(os.nice(0) + 7)]


def test_run_supervised_keeps_a_program_off_the_network() -> None:
    allows = subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode == 0
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        lines: list[str] = []
        program = (
            "import socket\n"
            f"try: socket.create_connection(('127.0.0.1', {port}), 5); print('reached')\n"
            "except OSError: print('kept off')"
        )
        run_supervised([sys.executable, "-c", program], limits=ENOUGH, on_line=lines.append)
    assert lines == ["kept off" if allows else "reached"]


def test_run_supervised_from_several_threads() -> None:
    found: list[str] = []

    def run(number: int) -> None:
        run_supervised(["sh", "-c", f"sleep 0.1; echo {number}"], limits=ENOUGH, on_line=found.append)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["0", "1", "2", "3"]


def test_every_error_tells_staff_what_to_do() -> None:
    kinds: list[type[CommandError]] = [CommandError, *CommandError.__subclasses__(), CommandStalledError]
    assert all(kind.message_id.endswith(".") for kind in kinds)
    assert len({kind.message_id for kind in kinds}) == len(kinds) - 1
