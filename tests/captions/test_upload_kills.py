"""Uploads to a real web process that is killed at any byte: the sender asks, goes on, and nothing is lost."""

import hashlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from app.captions.models.lectures import Lecture, Upload
from app.captions.rules.places import source_file, upload_part
from app.core.clock import utc_now
from app.people.models.accounts import Account
from app.settings import Settings
from tests.captions.tus import SPEAKS, UPLOADS, piece_headers, promise, recording
from tests.conftest import SECRET
from tests.factories.people import signed_in
from tests.people.staff import read

PROJECT = Path(__file__).resolve().parents[2]
MEBIBYTE = 1024**2
_KILLS, _KILLS_AT_THE_END = 50, 12
_FEW = 4
"""What these are divided by on PostgreSQL, where only the end of a transaction differs."""
_SURPLUS = 200_000
_PATIENCE_SECONDS = 5


@dataclass
class Server:
    """A server on a port of its own that is killed and comes again."""

    maker: subprocess.Popen[str]
    address: str
    cookie: str
    process: int = 0

    def start(self) -> None:
        assert self.maker.stdin is not None
        assert self.maker.stdout is not None
        self.maker.stdin.write("start\n")
        self.maker.stdin.flush()
        self.process = int(self.maker.stdout.readline())

    def kill(self) -> None:
        os.kill(self.process, signal.SIGKILL)

    def ask(self, method: str, path: str, headers: dict[str, str]) -> httpx2.Response:
        sent = {**headers, "cookie": f"staff={self.cookie}", "sec-fetch-site": "same-origin"}
        return httpx2.request(method, self.address + path, headers=sent, timeout=30)

    def stored(self, path: str) -> int:
        return int(self.ask("HEAD", path, SPEAKS).headers["upload-offset"])

    def connect(self) -> socket.socket:
        host, _, port = self.address.removeprefix("http://").partition(":")
        return socket.create_connection((host, int(port)), timeout=30)

    def head_of_piece(self, path: str, offset: int, length: int) -> bytes:
        headers = piece_headers(offset) | {"host": "127.0.0.1", "content-length": str(length)}
        headers |= {"cookie": f"staff={self.cookie}", "sec-fetch-site": "same-origin"}
        lines = [f"PATCH {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode()


@contextmanager
def _serving(settings: Settings, cookie: str, **environment: str) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        chosen = {
            "SMARTSKOLA_DATA_DIR": str(settings.data_dir),
            "SMARTSKOLA_DATABASE_URL": str(settings.database_url),
            "SMARTSKOLA_SECRET": SECRET,
            "SMARTSKOLA_LOG_LEVEL": "ERROR",
        }
        maker = subprocess.Popen(
            [sys.executable, "-m", "tests.captions.upload_server", str(listening.fileno())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=PROJECT,
            env=os.environ | chosen | environment,
            pass_fds=[listening.fileno()],
        )
        server = Server(maker, f"http://127.0.0.1:{listening.getsockname()[1]}", cookie)
        try:
            assert maker.stdout is not None
            assert maker.stdout.readline() == "ready\n"
            server.start()
            yield server
        finally:
            with suppress(ProcessLookupError):
                server.kill()
            maker.communicate("", timeout=30)


@pytest.fixture
def cookie(people_site: FastAPI, leader: Account) -> str:
    """A sign-in of now: the server has the clock of the wall."""
    people_site.state.clock = utc_now
    client = signed_in(people_site, leader)
    return str(client.cookies["staff"])


def _begin(server: Server, content: bytes, slug: str) -> str:
    answer = server.ask("POST", UPLOADS, promise(len(content), slug=slug))
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


def _send_until_killed(server: Server, part: Path, content: bytes, kept: range, pause: float) -> int:
    """Send what comes after `kept.start`, kill the server when its file reaches `kept.stop`; give what was
    sent."""
    sent = content[kept.start : kept.stop + _SURPLUS]
    path = f"{UPLOADS}/{part.stem}"
    with server.connect() as connection:
        connection.sendall(server.head_of_piece(path, kept.start, len(content) - kept.start))
        connection.sendall(sent)
        until = time.monotonic() + _PATIENCE_SECONDS
        while _size(part) < kept.stop and time.monotonic() < until:
            time.sleep(0.0005)
        # Now and then what is in the file gets the time to be flushed and noted.
        time.sleep(pause)
        server.kill()
    return len(sent)


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


@pytest.mark.data
def test_server_killed_at_random_bytes_keeps_every_byte_it_told_of(people_site: FastAPI, cookie: str) -> None:
    chance = random.Random(20261122)
    content = recording(8 * MEBIBYTE)
    kills = _KILLS if _is_sqlite(people_site) else _KILLS // _FEW
    with _serving(people_site.state.settings, cookie, SMALL_STEPS="1") as server:
        path = _begin(server, content, "killed")
        data = people_site.state.settings.data_dir
        part = upload_part(data, path.rpartition("/")[2])
        here = 0
        for _ in range(kills):
            kept = range(here, here + chance.randrange(200_000))
            sent = _send_until_killed(server, part, content, kept, chance.uniform(0, 0.03))
            server.start()
            now_here = server.stored(path)
            assert here <= now_here <= here + sent
            here = now_here
            if here > len(content) - 3 * _SURPLUS:
                break
        assert here > _SURPLUS
        _finish(server, path, content)
    _assert_whole(people_site, [content])


@pytest.mark.data
def test_server_killed_around_the_end_makes_one_whole_lecture(people_site: FastAPI, cookie: str) -> None:
    chance = random.Random(20261123)
    kills = _KILLS_AT_THE_END if _is_sqlite(people_site) else _KILLS_AT_THE_END // _FEW
    contents = [recording(300_000 + number, number) for number in range(kills)]
    with _serving(people_site.state.settings, cookie, SMALL_STEPS="1") as server:
        for number, content in enumerate(contents):
            path = _begin(server, content, f"talk-{number}")
            with server.connect() as connection:
                connection.sendall(server.head_of_piece(path, 0, len(content)))
                connection.sendall(content)
                time.sleep(chance.uniform(0, 0.05))
                server.kill()
            server.start()
            if server.stored(path) < len(content):
                _finish(server, path, content)
    _assert_whole(people_site, contents)


def _is_sqlite(site: FastAPI) -> bool:
    return site.state.settings.sqlite_file is not None


def _finish(server: Server, path: str, content: bytes) -> None:
    here = server.stored(path)
    with server.connect() as connection:
        connection.sendall(server.head_of_piece(path, here, len(content) - here))
        connection.sendall(content[here:])
        assert connection.recv(100).startswith(b"HTTP/1.1 204"), here
    assert server.stored(path) == len(content)


def _assert_whole(site: FastAPI, contents: list[bytes]) -> None:
    data = site.state.settings.data_dir
    hashes = sorted(hashlib.sha256(content).hexdigest() for content in contents)
    assert sorted(read(site, lambda session: session.scalars(select(Lecture.source_hash)).all())) == hashes
    for digest in hashes:
        assert hashlib.sha256(source_file(data, digest).read_bytes()).hexdigest() == digest
    unfinished = select(Upload.id).where(Upload.lecture_id.is_(None))
    assert read(site, lambda session: session.scalars(unfinished).all()) == []


def test_upload_takes_no_memory_however_large_a_piece_is(people_site: FastAPI, cookie: str) -> None:
    content = recording(4 * MEBIBYTE)
    with _serving(people_site.state.settings, cookie) as server:
        path = _begin(server, content * 2, "warm")
        _finish(server, path, content * 2)
        before = _peak(server)
        path = _begin(server, content * 24, "large")
        with server.connect() as connection:
            connection.sendall(server.head_of_piece(path, 0, 24 * len(content)))
            for _ in range(24):
                connection.sendall(content)
            assert connection.recv(100).startswith(b"HTTP/1.1 204")
        assert _peak(server) - before <= MEBIBYTE


def _peak(server: Server) -> int:
    """The most memory that the process ever had, in bytes."""
    lines = Path(f"/proc/{server.process}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
