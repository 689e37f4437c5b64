"""Transactions: what is stored, what is refused, and who has to wait."""

import stat
import threading
import time
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest
from pysqlite3 import dbapi2 as pysqlite
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from app.core.database import (
    Database,
    DatabaseBusyError,
    DatabaseUnavailableError,
    ReadOnlySessionError,
    connection,
    open_database,
)
from app.core.database.sqlite import READ, create_sqlite_engine
from app.core.errors import StartUpError, UnavailableError
from app.settings import Settings

CREATE = text("CREATE TABLE notes (id INTEGER PRIMARY KEY, word TEXT)")
ADD = text("INSERT INTO notes (id, word) VALUES (:id, :word)")
WORDS = text("SELECT word FROM notes ORDER BY id")


@pytest.fixture
def notes(database: Database) -> Database:
    with database.writing() as session:
        session.execute(CREATE)
    return database


def _add(database: Database, *words: str, first_id: int = 0) -> None:
    with database.writing() as session:
        for number, word in enumerate(words, start=first_id):
            session.execute(ADD, {"id": number, "word": word})


def _words(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(WORDS))


@pytest.mark.data
def test_writing_stores_at_the_end(notes: Database) -> None:
    with notes.writing() as session:
        session.execute(ADD, {"id": 1, "word": "smärta"})
        assert _words(notes) == []
    assert _words(notes) == ["smärta"]


@pytest.mark.data
def test_writing_stores_nothing_when_something_is_raised(notes: Database) -> None:
    def fail(session: Session) -> NoReturn:
        session.execute(ADD, {"id": 1, "word": "smärta"})
        raise LookupError

    with pytest.raises(LookupError), notes.writing() as session:
        fail(session)
    assert _words(notes) == []
    _add(notes, "igen")
    assert _words(notes) == ["igen"]


@pytest.mark.data
def test_reading_refuses_changes(notes: Database) -> None:
    with pytest.raises(ReadOnlySessionError) as caught, notes.reading() as session:
        session.execute(ADD, {"id": 1, "word": "smärta"})
    assert str(caught.value) == "a change inside reading(); use writing()"
    assert _words(notes) == []


@pytest.mark.data
def test_writing_after_reading_on_the_same_connection(notes: Database) -> None:
    for number in range(3):
        assert len(_words(notes)) == number
        _add(notes, "ord", first_id=number)


@pytest.mark.data
def test_writing_passes_the_programs_own_mistakes_on(notes: Database) -> None:
    _add(notes, "a")
    with pytest.raises(IntegrityError):
        _add(notes, "b")
    with pytest.raises((OperationalError, ProgrammingError)), notes.writing() as session:
        session.execute(text("SELECT * FROM no_such_table"))


@pytest.mark.data
def test_errors_do_not_quote_parameters(notes: Database) -> None:
    _add(notes, "a")
    with pytest.raises(IntegrityError) as caught:
        _add(notes, "hemligt")
    assert "hemligt" not in str(caught.value)


@pytest.mark.data
def test_writing_from_many_threads_loses_nothing(notes: Database) -> None:
    def add(number: int) -> None:
        _add(notes, str(number), first_id=number)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _words(notes) == [str(number) for number in range(16)]


def test_writing_gives_up_when_this_process_is_busy(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    database = Database(open_database(settings.model_copy(update={"database_url": None})).engine)
    with database.writing(), pytest.raises(DatabaseBusyError), database.writing():
        pytest.fail("two turns at once")
    with database.writing() as session:
        session.execute(CREATE)
    database.close()


def test_writing_gives_up_when_another_process_writes(tmp_path: Path) -> None:
    file = tmp_path / "smartskola.db"
    open_database(Settings(data_dir=tmp_path)).close()
    database = Database(create_sqlite_engine(file, busy_seconds=0.2))
    other = pysqlite.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    with pytest.raises(DatabaseBusyError) as caught, database.writing() as session:
        session.execute(CREATE)
    assert time.monotonic() - started >= 0.2
    assert caught.value.status == 503
    assert caught.value.retry_after == 5
    with database.reading() as session:
        assert session.scalar(text("SELECT 1")) == 1
    other.close()
    database.close()


def test_writing_gives_up_when_the_disk_is_full(tmp_path: Path) -> None:
    database = open_database(Settings(data_dir=tmp_path))
    with database.writing() as session:
        session.execute(CREATE)
    with database.reading() as session:
        session.execute(text("PRAGMA max_page_count = 3"))
    with pytest.raises(DatabaseUnavailableError):
        _add(database, *["x" * 4000] * 100)
    assert _words(database) == []
    database.close()


@pytest.mark.data
def test_writing_names_a_lost_connection(notes: Database, database_kind: str) -> None:
    if database_kind == "sqlite":
        return

    def lose_connection(session: Session) -> None:
        pid = session.scalar(text("SELECT pg_backend_pid()"))
        with notes.writing() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        session.execute(WORDS)

    with pytest.raises(DatabaseUnavailableError), notes.writing() as session:
        lose_connection(session)
    assert _words(notes) == []


@pytest.mark.data
def test_writing_gives_up_when_a_row_stays_locked(notes: Database, database_kind: str) -> None:
    if database_kind == "sqlite":
        return

    def change(session: Session) -> None:
        session.execute(text("SET LOCAL lock_timeout = '100ms'"))
        session.execute(text("UPDATE notes SET word = 'b'"))

    _add(notes, "a")
    with notes.writing() as first:
        change(first)
        with pytest.raises(DatabaseBusyError), notes.writing() as second:
            change(second)
    assert _words(notes) == ["b"]


def test_named_errors_of_an_exhausted_pool() -> None:
    def fail() -> NoReturn:
        raise PoolTimeoutError

    with pytest.raises(DatabaseBusyError), connection.named_errors(READ):
        fail()


@pytest.mark.parametrize(
    ("error", "purpose", "expected"),
    [
        (psycopg.errors.DeadlockDetected(), "write", DatabaseBusyError),
        (psycopg.errors.LockNotAvailable(), "write", DatabaseBusyError),
        (psycopg.errors.DiskFull(), "write", DatabaseUnavailableError),
        (psycopg.errors.AdminShutdown(), "read", DatabaseUnavailableError),
        (psycopg.errors.ReadOnlySqlTransaction(), "read", ReadOnlySessionError),
        (psycopg.errors.ReadOnlySqlTransaction(), "write", OperationalError),
        (psycopg.errors.UndefinedTable(), "write", OperationalError),
    ],
)
def test_named_errors_of_postgresql(error: Exception, purpose: str, expected: type[Exception]) -> None:
    with pytest.raises(expected), connection.named_errors(purpose):
        raise OperationalError("SELECT 1", {}, error)


def test_open_database_makes_a_private_folder_and_file(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new" / "data")
    open_database(settings).close()
    file = tmp_path / "new" / "data" / "smartskola.db"
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_open_database_without_a_writable_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StartUpError) as caught:
        open_database(Settings(data_dir=tmp_path / "file" / "data"))
    assert str(caught.value) == (
        f"{tmp_path}/file/data cannot be written (Not a directory); "
        "give it to this user, or set SMARTSKOLA_DATA_DIR"
    )


def test_open_database_of_another_format(tmp_path: Path) -> None:
    (tmp_path / "smartskola.db").write_bytes(b"this is no database, but a text of some length" * 100)
    with pytest.raises(StartUpError) as caught:
        open_database(Settings(data_dir=tmp_path))
    assert str(caught.value) == f"{tmp_path}/smartskola.db is not a database, or is damaged; restore a backup"


def test_open_database_without_a_server(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError):
        open_database(Settings(data_dir=tmp_path, database_url=f"postgresql:///skola?host={tmp_path}"))
