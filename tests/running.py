"""Running the command in this process and the site as processes of its own, and waiting for what they do."""

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import func, select

from app import cli
from app.content.models.tables import IndexedPage
from app.core.database import open_database
from app.core.jobs import WorkerHeartbeat
from app.settings import Settings

PATIENCE_SECONDS = 60
PRODUCTION = {
    "SMARTSKOLA_ENVIRONMENT": "production",
    "SMARTSKOLA_SECRET": "x" * 32,
    "SMARTSKOLA_PUBLIC_URL": "https://skola.example",
    "SMARTSKOLA_OPERATOR": "Skolan",
    "SMARTSKOLA_CONTACT": "skola@skola.example",
}


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


Command = Callable[..., Outcome]


def make_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], data_dir: Path
) -> Command:
    """Give a function that runs the command in this process, on this data folder."""
    monkeypatch.setenv("SMARTSKOLA_DATA_DIR", str(data_dir))

    def run(*arguments: str) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["smartskola", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        code = ended.value.code
        return Outcome(code if isinstance(code, int) else 0, said.out, said.err)

    return run


def set_environment(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def indexed(settings: Settings) -> int:
    database = open_database(settings)
    try:
        with database.reading() as session:
            return session.scalar(select(func.count()).select_from(IndexedPage)) or 0
    finally:
        database.close()


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def wait_until(condition: Callable[[], bool], *, given_up: threading.Event | None = None) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition() and not (given_up and given_up.is_set()):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def answers(port: int) -> bool:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/healthz", timeout=5).status_code == 200
    except httpx2.TransportError:
        return False


def worker_beats(data_dir: Path) -> bool:
    database = open_database(Settings(data_dir=data_dir))
    try:
        with database.reading() as session:
            return bool(session.scalar(select(func.count()).select_from(WorkerHeartbeat)))
    finally:
        database.close()


@contextmanager
def asked_to_end_when(condition: Callable[[], bool]) -> Iterator[None]:
    """Send this process SIGTERM once the condition holds; a signal that comes late hurts nobody.

    It is sent as well when looking fails or takes too long, so that the command ends and the test tells why;
    a command that has ended by itself is waited for no longer.
    """
    ended = threading.Event()

    def ignore(_number: int, _frame: object) -> None: ...

    def send() -> None:
        try:
            wait_until(condition, given_up=ended)
        finally:
            while signal.getsignal(signal.SIGTERM) is ignore and not ended.wait(0.05):
                pass
            os.kill(os.getpid(), signal.SIGTERM)

    before = signal.signal(signal.SIGTERM, ignore)
    thread = threading.Thread(target=send, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(PATIENCE_SECONDS)
        signal.signal(signal.SIGTERM, before)
