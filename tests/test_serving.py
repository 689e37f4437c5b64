"""The site as its operator runs it: web and worker under one parent, started, asked, ended and killed."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import cli, main
from app.people.models.accounts import Role
from app.settings import load_settings
from tests.clients import logs  # noqa: F401 - a fixture
from tests.running import (
    PATIENCE_SECONDS,
    PRODUCTION,
    Command,
    answers,
    asked_to_end_when,
    free_port,
    indexed,
    make_command,
    set_environment,
    wait_until,
    worker_beats,
)

PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    return make_command(monkeypatch, capsys, tmp_path / "data")


@pytest.fixture
def no_hard_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a command that ends its whole process end by an exception instead: the process is the test's."""

    def end(code: int) -> None:
        raise SystemExit(code)

    monkeypatch.setattr(os, "_exit", end)


@pytest.mark.usefixtures("no_hard_end", "logs")
def test_worker_runs_until_it_is_asked_to_end(command: Command, tmp_path: Path) -> None:
    command("db", "upgrade")
    with asked_to_end_when(lambda: worker_beats(tmp_path / "data")):
        assert command("worker", f"--parent={os.getppid()}").code == 0
    assert not worker_beats(tmp_path / "data")


def test_serve_runs_web_and_worker_until_it_is_asked_to_end(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMARTSKOLA_ENVIRONMENT", "development")
    command("db", "upgrade")
    port = free_port()
    with asked_to_end_when(lambda: answers(port) and worker_beats(tmp_path / "data")):
        outcome = command("serve", "--demo", f"--port={port}")
    assert outcome.code == 0
    for place in ("/", "/sv/", "/ar/", "/so/", "/ti/"):
        assert f" http://localhost:{port}{place} " in outcome.out
    assert "each under a notice" in outcome.out
    assert not answers(port)
    assert not worker_beats(tmp_path / "data")
    assert indexed(load_settings()) > 40


def test_serve_of_approved_texts_says_nothing_of_unreviewed_ones(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("db", "upgrade")
    set_environment(monkeypatch, PRODUCTION)
    monkeypatch.setattr(cli, "run_together", lambda _commands: 0)
    outcome = command("serve")
    assert outcome.code == 0
    assert "http://localhost:8000/ar/" in outcome.out
    assert "each under a notice" not in outcome.out


def test_serve_prints_how_to_sign_in_to_the_demo(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    command("db", "upgrade")
    # Set by the command itself when nothing else is chosen, and gone again with the test.
    monkeypatch.setenv("SMARTSKOLA_ENVIRONMENT", "demo")
    monkeypatch.setattr(cli, "run_together", lambda _commands: 0)
    outcome = command("serve", "--demo")
    assert outcome.code == 0
    for role in Role:
        assert f"{role.replace('_', '-')}@demo.example" in outcome.out
    assert re.search(r"^Password of all: prova-[0-9]{8}$", outcome.out, re.MULTILINE)
    assert "http://localhost:8000/staff/demo" in outcome.out
    for lang in ("ar", "so", "ti"):
        assert re.search(rf"http://localhost:8000/{lang}/card/open#[0-9]{{12}}", outcome.out)
    # The same at the next start: what was written down stays true.
    assert command("serve", "--demo").out == outcome.out


@pytest.mark.usefixtures("logs")
def test_serve_in_production_refuses_the_people_of_the_demo(
    command: Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command("db", "upgrade")
    command("demo", "load")
    set_environment(monkeypatch, PRODUCTION)
    outcome = command("serve")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("smartskola: the database holds demo accounts")
    with pytest.raises(SystemExit, match="2"):
        main.serve("127.0.0.1", free_port(), os.getppid())
    assert capsys.readouterr().err.startswith("smartskola: the database holds demo accounts")


def _children(parent: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # ended while we looked
        if int(fields[1]) == parent:
            found.append(int(status.parent.name))
    return found


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@contextmanager
def _site(data_dir: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """The site as its operator starts it, once it answers and its worker works."""
    with (data_dir / "stderr").open("w") as errors:
        running = _start(port, errors.fileno(), data_dir)
        try:
            wait_until(lambda: answers(port) and worker_beats(data_dir))
            yield running
        finally:
            running.kill()
            running.wait()


def _start(port: int, errors: int, data_dir: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve", f"--port={port}"],
        cwd=PROJECT,
        env=os.environ | {"SMARTSKOLA_DATA_DIR": str(data_dir)},
        stdout=subprocess.DEVNULL,
        stderr=errors,
        text=True,
    )


def _ask(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := connection.recv(65_536):
            answer += piece
        return answer


def _refusal(port: int, data_dir: Path) -> str:
    """What a second start says, in the one line that is meant for its operator."""
    second = _start(port, subprocess.PIPE, data_dir)
    _out, said = second.communicate(timeout=PATIENCE_SECONDS)
    (line,) = (line for line in said.splitlines() if line.startswith("smartskola: "))
    assert second.returncode == 2
    assert "Traceback" not in said
    return line


def test_serve_as_processes(command: Command, tmp_path: Path) -> None:
    data_dir, port = tmp_path / "data", free_port()
    command("db", "upgrade")
    with _site(data_dir, port) as running:
        children = _children(running.pid)
        assert len(children) == 2
        for request in (
            b"GET //evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            b"GET /sv/%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            b"GET /media/..%2f..%2fpyproject.toml HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
            b"rubbish\r\n\r\n",
        ):
            assert _ask(port, request).startswith(b"HTTP/1.1 400 "), request
        assert f"{data_dir}/web.lock is held by process " in _refusal(free_port(), data_dir)
        other = tmp_path / "other"
        subprocess.run(
            [sys.executable, "-m", "app.cli", "db", "upgrade"],
            cwd=PROJECT,
            env=os.environ | {"SMARTSKOLA_DATA_DIR": str(other)},
            check=True,
        )
        assert _refusal(port, other) == (
            f"smartskola: 127.0.0.1 port {port} cannot be used (Address already in use); "
            "choose another with --host and --port"
        )
        assert answers(port)
        running.kill()
        running.wait()
        wait_until(lambda: not any(map(_lives, children)))
