"""Opens the database and gives out transactions, each for reading or for writing."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from app.core.database.revision import refuse_newer_revision
from app.core.database.sqlite import BUSY_SECONDS, READ, WRITE, create_sqlite_engine
from app.core.errors import StartUpError, UnavailableError
from app.settings import Settings

_SQLITE_BUSY = {5, 6}  # SQLITE_BUSY, SQLITE_LOCKED
_SQLITE_READ_ONLY = 8
_SQLITE_UNAVAILABLE = {8, 10, 13, 14}  # READONLY, IOERR, FULL, CANTOPEN
_SQLITE_DAMAGED = {11, 26}  # CORRUPT, NOTADB
_POSTGRESQL_BUSY = {"40001", "40P01", "55P03"}  # serialization failure, deadlock, lock not available
_POSTGRESQL_READ_ONLY = "25006"
_POSTGRESQL_UNAVAILABLE = ("08", "53", "57P")  # connection lost, out of space or connections, shutting down


class DatabaseBusyError(UnavailableError):
    """Somebody else was writing for longer than a request may wait; nothing was stored."""


class DatabaseUnavailableError(UnavailableError):
    """The database does not answer, or its disk is full or read-only; nothing was stored."""


class ReadOnlySessionError(RuntimeError):
    """A change was tried inside `reading()`: a mistake in the program, not in what the person did."""


class Database:
    """The open database; one per process, shared by all its threads, closed by `close()`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        is_sqlite = engine.dialect.name == "sqlite"
        self.sqlite_file = Path(engine.url.database or "") if is_sqlite else None
        self._reader = engine.execution_options(transaction=READ, postgresql_readonly=True)
        self._writer = engine.execution_options(transaction=WRITE, postgresql_readonly=False)
        self._write_lock = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that sees one state of things and refuses changes with ReadOnlySessionError."""
        with named_errors(READ), Session(self._reader, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that is committed at the end, or rolled back whole when anything is raised.

        On SQLite the threads of this process take turns from entry to commit, first come first served:
        SQLite's own waiting is a lottery in which some wait ten times longer. So do slow work before
        entering, and never enter twice in one call. Raises DatabaseBusyError after five seconds without a
        turn.
        """
        turn = nullcontext() if self.sqlite_file is None else self._write_turn()
        with (
            turn,
            named_errors(WRITE),
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def close(self) -> None:
        """Give every connection back; transactions still open in other threads keep theirs until they end."""
        self.engine.dispose()

    @contextmanager
    def _write_turn(self) -> Iterator[None]:
        if not self._write_lock.acquire(timeout=BUSY_SECONDS):
            raise DatabaseBusyError("no turn to write within this process")
        try:
            yield
        finally:
            self._write_lock.release()


def open_database(settings: Settings) -> Database:
    """Open the database that the settings name; makes a private data folder, and an empty SQLite file in it.

    Raises UnsafeSqliteError, DatabaseTooNewError (the file is left untouched), or StartUpError when the
    folder cannot be written; DatabaseUnavailableError when PostgreSQL does not answer.
    """
    file = settings.sqlite_file
    _prepare_places(settings.data_dir, file)
    if file is None:
        engine = _create_postgresql_engine(settings.database_address)
    else:
        engine = create_sqlite_engine(file)
    database = Database(engine)
    try:
        with named_errors(READ), engine.execution_options(transaction=READ).connect() as connection:
            refuse_newer_revision(connection)
    except BaseException as error:
        database.close()
        if _sqlite_code(error) in _SQLITE_DAMAGED:
            raise StartUpError(f"{file} is not a database, or is damaged; restore a backup") from error
        raise
    return database


@contextmanager
def named_errors(purpose: str) -> Iterator[None]:
    """Turn the drivers' many ways of saying busy, gone and read-only into ours; the rest passes as it is."""
    try:
        yield
    except PoolTimeoutError as error:
        raise DatabaseBusyError("no free connection") from error
    except DBAPIError as error:
        named = _name_error(error, purpose)
        if named is None:
            raise
        raise named from error


def _prepare_places(data_dir: Path, file: Path | None) -> None:
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        if file is not None:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file.touch(mode=0o600)
            with file.open("r+b"):
                pass
    except OSError as error:
        place = error.filename or data_dir
        raise StartUpError(
            f"{place} cannot be written ({error.strerror}); give it to this user, or set SMARTSKOLA_DATA_DIR"
        ) from error


def _create_postgresql_engine(url: str) -> Engine:
    return create_engine(
        url,
        connect_args={
            "connect_timeout": BUSY_SECONDS,
            "options": f"-c lock_timeout={BUSY_SECONDS}s -c timezone=UTC",
            "application_name": "smartskola",
        },
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=10,
        pool_timeout=BUSY_SECONDS,
    )


def _name_error(error: DBAPIError, purpose: str) -> Exception | None:
    sqlite_code = _sqlite_code(error)
    if sqlite_code is not None:
        return _name_sqlite_error(sqlite_code, purpose)
    state = getattr(error.orig, "sqlstate", None) or ""
    if state == _POSTGRESQL_READ_ONLY and purpose == READ:
        return ReadOnlySessionError("a change inside reading(); use writing()")
    if state in _POSTGRESQL_BUSY:
        return DatabaseBusyError(f"PostgreSQL state {state}")
    is_unreachable = isinstance(error, OperationalError) and not state
    is_gone = error.connection_invalidated or is_unreachable or state.startswith(_POSTGRESQL_UNAVAILABLE)
    return DatabaseUnavailableError(f"PostgreSQL state {state or 'unknown'}") if is_gone else None


def _sqlite_code(error: BaseException) -> int | None:
    """SQLite's primary result code: the driver's error comes bare from a new connection, else wrapped."""
    code = getattr(getattr(error, "orig", error), "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _name_sqlite_error(code: int, purpose: str) -> Exception | None:
    if code in _SQLITE_BUSY:
        return DatabaseBusyError(f"SQLite code {code}")
    if code == _SQLITE_READ_ONLY and purpose == READ:
        return ReadOnlySessionError("a change inside reading(); use writing()")
    return DatabaseUnavailableError(f"SQLite code {code}") if code in _SQLITE_UNAVAILABLE else None
