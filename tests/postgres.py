"""A throw-away PostgreSQL cluster: its own folder, a Unix socket only, nothing flushed, gone at the end."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

_START_SECONDS = 30
_MEMORY_BYTES = 4_000_000_000
_FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=200")


class PostgresqlMissingError(Exception):
    """There is no PostgreSQL here to start."""


class Cluster:
    """A running cluster; `url` names one of its databases."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@/{database}?host={self._folder}"

    def create_database(self, name: str, *, template: str = "template0") -> str:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            # Copying files is four times as fast as logging every page, the default since version 15.
            strategy = " STRATEGY FILE_COPY" if connection.info.server_version >= 150000 else ""
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"{strategy}'.encode())
        return self.url(name)

    def drop_database(self, name: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@contextmanager
def throw_away_cluster() -> Iterator[Cluster]:
    """Start a cluster, and stop and remove it whatever happens in between."""
    programs = _find_programs()
    owner = _unprivileged_user()
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=roomy_folder()))
    try:
        if owner is not None:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        data = folder / "data"
        initdb = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        # A locale of its own: sorting must not depend on the machine that runs the tests.
        _run_as(owner, [*map(str, initdb), "--locale=C.UTF-8"], folder).check_returncode()
        with _serving(programs / "postgres", data, owner):
            cluster = Cluster(folder)
            _wait_until_ready(cluster)
            yield cluster
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _serving(program: Path, data: Path, owner: pwd.struct_passwd | None) -> Iterator[None]:
    settings = [part for setting in _FAST for part in ("-c", setting)]
    command = [str(program), "-D", str(data), "-k", str(data.parent), "-h", "", *settings]
    identity = {} if owner is None else {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    with (data.parent / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=data, stdout=log, stderr=log, **identity)  # type: ignore[call-overload]  # see identity
    try:
        yield
    finally:
        server.send_signal(signal.SIGINT)  # "fast": ends open connections
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _run_as(
    owner: pwd.struct_passwd | None, command: list[str], folder: Path
) -> subprocess.CompletedProcess[bytes]:
    if owner is None:
        return subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        check=False,
        user=owner.pw_uid,
        group=owner.pw_gid,
        extra_groups=[],
    )


def _wait_until_ready(cluster: Cluster) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            psycopg.connect(cluster.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def roomy_folder() -> str:
    """Memory where there is plenty, else a disk; short by name: a socket path has 107 characters at most."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _MEMORY_BYTES:
        return str(memory)
    return tempfile.gettempdir() if len(tempfile.gettempdir()) < 60 else "/var/tmp"


def _find_programs() -> Path:
    """The newest version under Debian's folder, else what PATH has."""
    candidates = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0,
    )
    in_path = shutil.which("initdb")
    if in_path is not None:
        candidates.append(Path(in_path).resolve())
    for initdb in reversed(candidates):
        if (initdb.parent / "postgres").exists():
            return initdb.parent
    raise PostgresqlMissingError("no initdb here; run: apt install postgresql")


def _unprivileged_user() -> pwd.struct_passwd | None:
    """Somebody to run the cluster as when we are root, which PostgreSQL refuses; None when we are not."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresqlMissingError("neither user postgres nor nobody exists to run a cluster as")
