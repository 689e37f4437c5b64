"""Keeps a second site from starting on the same SQLite file."""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from app.core.errors import StartUpError
from app.settings import Settings


class DatabaseInUseError(StartUpError):
    """Another web process already serves from this data folder."""


@contextmanager
def claim_database_for_web(settings: Settings) -> Iterator[None]:
    """Hold `web.lock` in the data folder while the site runs; raise DatabaseInUseError when another one holds
    it.

    The kernel lets go when the process dies, however it dies, so a stale file never blocks. PostgreSQL serves
    many sites at once and needs no lock. The worker is a second process that writes the same SQLite file, by
    design: it does not take this lock. That is safe because affected SQLite builds are refused (see
    `check_sqlite_version`), every writer begins IMMEDIATE and waits for the other; what must not be doubled
    is the web process, whose write turns and rendered pages live in its own memory.
    """
    if settings.sqlite_file is None:
        yield
        return
    path = settings.data_dir / "web.lock"
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock_file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise StartUpError(
            f"{path} cannot be written ({error.strerror}); give the folder to this user"
        ) from error
    with lock_file:
        _claim(lock_file)
        yield
        lock_file.truncate(0)


def _claim(lock_file: TextIO) -> None:
    try:
        fcntl.flock(lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock_file.seek(0)
        owner = lock_file.read(200).strip() or "an unknown process"
        raise DatabaseInUseError(
            f"{lock_file.name} is held by {owner}; stop that one first, or choose another SMARTSKOLA_DATA_DIR"
        ) from error
    lock_file.truncate(0)
    lock_file.write(f"process {os.getpid()} on {socket.gethostname()}")
    lock_file.flush()
