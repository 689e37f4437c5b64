"""SQLite as we use it: a build without the WAL-reset fault, and connections safe with two processes."""

from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2 as pysqlite
from sqlalchemy import Connection, Engine, create_engine, event

from app.core.errors import StartUpError

BUSY_SECONDS = 5
"""How long a request waits for its turn to write before the reader is asked to try again."""

READ, WRITE, MIGRATE = "read", "write", "migrate"
_FIRST_WAL_VERSION = (3, 7, 0)
_FIRST_FIXED_VERSION = (3, 51, 3)
_BACKPORTS = {(3, 44): 6, (3, 50): 7}


class UnsafeSqliteError(StartUpError):
    """This SQLite build can lose or corrupt data when two connections write in WAL mode."""


def check_sqlite_version(version: tuple[int, ...] = pysqlite.sqlite_version_info) -> None:
    """Raise UnsafeSqliteError for a build with the WAL-reset fault (sqlite.org/wal.html, The WAL-Reset Bug).

    Affected are 3.7.0 to 3.51.2; the repair was taken back into 3.44.6 and 3.50.7.
    """
    release = tuple(version[:3])
    backport = _BACKPORTS.get((release[0], release[1]))
    is_fixed = release >= _FIRST_FIXED_VERSION or (backport is not None and release[2] >= backport)
    if is_fixed:
        return
    name = ".".join(str(part) for part in release)
    reason = (
        "is too old for WAL"
        if release < _FIRST_WAL_VERSION
        else "can corrupt a database that two processes write"
    )
    raise UnsafeSqliteError(f"SQLite {name} {reason}; install pysqlite3 with SQLite 3.51.3 or newer")


def create_sqlite_engine(file: Path, *, begins: bool = True, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """Make an engine for `file` through pysqlite3, in WAL mode and flushed at every commit.

    With `begins` each transaction starts as the execution option `transaction` says: READ (a deferred
    snapshot that refuses writes) or WRITE (the default: BEGIN IMMEDIATE, because upgrading a deferred one
    fails at once when another process has written) or MIGRATE (the same without foreign keys). Without it the
    driver begins by itself before the first change: the job library sends its own BEGIN.
    """
    check_sqlite_version()
    engine = create_engine(
        f"sqlite:///{file}",
        module=pysqlite,
        connect_args={"timeout": busy_seconds, "check_same_thread": False, "isolation_level": "IMMEDIATE"},
        hide_parameters=True,
        pool_size=10,
        max_overflow=30,
        pool_timeout=BUSY_SECONDS,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF"):
            connection.execute(f"PRAGMA {pragma}").close()
        if begins:
            connection.isolation_level = None

    if begins:
        event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    transaction = connection.get_execution_options().get("transaction", WRITE)
    if transaction == MIGRATE:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF").close()
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if transaction == READ else 'OFF'}").close()
    connection.exec_driver_sql("BEGIN" if transaction == READ else "BEGIN IMMEDIATE").close()
