"""Which SQLite builds are let in, and how a connection is set."""

from pathlib import Path

import pytest
from sqlalchemy import text

from app.core.database import UnsafeSqliteError
from app.core.database.sqlite import check_sqlite_version, create_sqlite_engine


@pytest.mark.parametrize(
    "version", [(3, 44, 6), (3, 44, 9), (3, 50, 7), (3, 51, 3), (3, 52, 0), (3, 53, 4), (4, 0, 0)]
)
def test_check_sqlite_version_lets_in(version: tuple[int, ...]) -> None:
    check_sqlite_version(version)


@pytest.mark.parametrize(
    "version", [(3, 7, 0), (3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 49, 9), (3, 50, 6), (3, 51, 2)]
)
def test_check_sqlite_version_refuses(version: tuple[int, ...]) -> None:
    name = ".".join(map(str, version))
    with pytest.raises(UnsafeSqliteError) as caught:
        check_sqlite_version(version)
    assert str(caught.value) == (
        f"SQLite {name} can corrupt a database that two processes write; "
        "install pysqlite3 with SQLite 3.51.3 or newer"
    )


def test_check_sqlite_version_refuses_one_without_wal() -> None:
    with pytest.raises(UnsafeSqliteError, match=r"^SQLite 3\.6\.23 is too old for WAL;"):
        check_sqlite_version((3, 6, 23))


@pytest.mark.parametrize("begins", [True, False])
def test_create_sqlite_engine_sets_every_connection(tmp_path: Path, *, begins: bool) -> None:
    engine = create_sqlite_engine(tmp_path / "test.db", begins=begins)
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "trusted_schema")
    with engine.connect() as connection:
        found = [connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in names]
    engine.dispose()
    assert found == ["wal", 2, 1, 5000, 0]
