"""Which version of the tables the database has, which one the program needs, and the way there."""

import re
from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, inspect, text

from app.core.database.sqlite import MIGRATE
from app.core.errors import StartUpError

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
"""Named by its place, not imported: migrations stand above the slices, this module below them."""

_UPGRADE_LOCK = 7309435127512643
"""An arbitrary number that all copies of this program share, so that only one upgrades at a time."""


class DatabaseTooNewError(StartUpError):
    """The database was upgraded by a newer program than this one; it is left as it is."""


class DatabaseOutdatedError(StartUpError):
    """The database has to be upgraded before this program can use it."""


_REVISION: Final = re.compile(r'^revision = "(\w+)"$', re.MULTILINE)
_TABLE: Final = "alembic_version"


@cache
def _history() -> tuple[str, ...]:
    """All revisions, the oldest first: the files are named by time, which a test compares with Alembic's own
    order. Asking Alembic itself would cost every idle site 10 MB."""
    found = (_REVISION.search(path.read_text("utf-8")) for path in sorted(MIGRATIONS.glob("versions/*.py")))
    return tuple(revision[1] for revision in found if revision is not None)


def forget_history() -> None:
    """Read the migrations anew at the next question; only a test changes them while the program runs."""
    _history.cache_clear()


def needed_revision() -> str:
    """The revision that this program's tables have."""
    if not _history():
        raise StartUpError(f"{MIGRATIONS} holds no migrations; install the program again")
    return _history()[-1]


def stored_revision(connection: Connection) -> str | None:
    """The revision of the database, None when it has never been upgraded."""
    if not inspect(connection).has_table(_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {_TABLE}")).scalar()  # noqa: S608 - our own name


def refuse_newer_revision(connection: Connection) -> str | None:
    """Give the stored revision, or raise DatabaseTooNewError when this program has never heard of it."""
    revision = stored_revision(connection)
    if revision is not None and revision not in _history():
        raise DatabaseTooNewError(
            f"the database is newer ({revision}) than this program ({needed_revision()}); "
            "start the newer program again, or restore a backup made before the upgrade"
        )
    return revision


def require_current_revision(engine: Engine) -> None:
    """Raise DatabaseOutdatedError when the tables are older than the program, DatabaseTooNewError if
    newer."""
    with engine.connect() as connection:
        revision = refuse_newer_revision(connection)
    if revision != needed_revision():
        raise DatabaseOutdatedError("the database is older than this program; run: smartskola db upgrade")


def upgrade_schema(engine: Engine, revision: str = "head") -> None:
    """Bring our own tables to `revision`, all or nothing, one program at a time; a newer database is refused.

    SQLite runs the whole upgrade in one IMMEDIATE transaction without foreign keys, because rebuilding a
    table drops the old one, which would delete the rows that point at it; they are all checked before the
    commit.
    """
    from alembic import command  # noqa: PLC0415 - only an upgrade needs it
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.execution_options(transaction=MIGRATE).connect() as connection:
        connection.detach()  # it goes away afterwards, and its foreign keys with it
        with connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _UPGRADE_LOCK})
            refuse_newer_revision(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            _refuse_broken_references(connection)


def _refuse_broken_references(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.execute(text("PRAGMA foreign_key_check")).first()
    if broken is not None:
        raise StartUpError(
            f"the upgrade would leave {broken[0]} pointing at a missing {broken[2]}; nothing was changed"
        )
