"""From one version of the tables to the next: all of it or nothing."""

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from app.core.database import Database, open_database, revision, upgrade_schema
from app.core.errors import StartUpError
from app.settings import Settings
from tests.conftest import MakeUrl

TEMPLATE = """
import sqlalchemy as sa
from alembic import op
revision = "{name}"
down_revision = {before}
def upgrade():
{body}
"""
ENV = """
from alembic import context
context.configure(connection=context.config.attributes["connection"], render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
"""
TWO_TABLES = """
    op.create_table("mothers", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text))
    mother = sa.ForeignKey("mothers.id", ondelete="CASCADE")
    number = sa.Column("id", sa.Integer, primary_key=True)
    op.create_table("children", number, sa.Column("mother", sa.Integer, mother))
    op.execute("INSERT INTO mothers (id, name) VALUES (1, 'a')")
    op.execute("INSERT INTO children (id, mother) VALUES (1, 1)")
"""
STRICTER = """
    with op.batch_alter_table("mothers") as table:
        table.alter_column("name", nullable=False)
"""


@pytest.fixture
def migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A history of its own, to be written by the test."""
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    (folder / "env.py").write_text(ENV)
    (folder / "script.py.mako").write_text("")
    monkeypatch.setattr(revision, "MIGRATIONS", folder)
    revision.forget_history()
    yield folder
    revision.forget_history()


@pytest.fixture
def empty(make_empty_url: MakeUrl, migrations: Path, tmp_path: Path) -> Iterator[Database]:
    _write(migrations, "one", None, TWO_TABLES)
    with (
        make_empty_url() as url,
        closing(open_database(Settings(data_dir=tmp_path, database_url=url))) as database,
    ):
        yield database


def _write(migrations: Path, name: str, before: str | None, body: str) -> None:
    script = TEMPLATE.format(name=name, before=repr(before), body=body)
    (migrations / "versions" / f"{name}.py").write_text(script)
    revision.forget_history()


def _state(database: Database) -> tuple[str | None, list[str]]:
    with database.engine.connect() as connection:
        return revision.stored_revision(connection), sorted(inspect(connection).get_table_names())


@pytest.mark.data
def test_upgrade_schema_leaves_the_old_version_when_a_step_fails(empty: Database, migrations: Path) -> None:
    upgrade_schema(empty.engine)
    _write(
        migrations,
        "two",
        "one",
        '    op.create_table("more", sa.Column("id", sa.Integer))\n    raise LookupError',
    )
    before = _state(empty)
    with pytest.raises(LookupError):
        upgrade_schema(empty.engine)
    assert _state(empty) == before == ("one", ["alembic_version", "children", "mothers"])


@pytest.mark.data
def test_upgrade_schema_rebuilds_a_table_and_keeps_what_points_at_it(
    empty: Database, migrations: Path
) -> None:
    upgrade_schema(empty.engine)
    _write(migrations, "two", "one", STRICTER)
    upgrade_schema(empty.engine)
    with empty.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM children")) == 1
    with empty.writing() as session:
        session.execute(text("DELETE FROM mothers"))
        assert session.scalar(text("SELECT count(*) FROM children")) == 0


@pytest.mark.data
def test_upgrade_schema_from_two_programs_at_once(empty: Database) -> None:
    threads = [threading.Thread(target=upgrade_schema, args=(empty.engine,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _state(empty)[0] == "one"


def test_upgrade_schema_refuses_to_leave_a_broken_reference(migrations: Path, tmp_path: Path) -> None:
    _write(migrations, "one", None, TWO_TABLES + "    op.execute('DELETE FROM mothers')\n")
    with closing(open_database(Settings(data_dir=tmp_path))) as database:
        with pytest.raises(StartUpError) as caught:
            upgrade_schema(database.engine)
        assert str(caught.value) == (
            "the upgrade would leave children pointing at a missing mothers; nothing was changed"
        )
        assert _state(database) == (None, [])


def test_needed_revision_without_any(migrations: Path) -> None:
    with pytest.raises(StartUpError) as caught:
        revision.needed_revision()
    assert str(caught.value) == f"{migrations} holds no migrations; install the program again"
