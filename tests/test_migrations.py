"""The history of the tables: one line, from nothing to exactly what the models say."""

import re
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from app.core.database import (
    Base,
    Database,
    DatabaseOutdatedError,
    DatabaseTooNewError,
    open_database,
    require_current_revision,
    upgrade_schema,
)
from app.core.database.revision import MIGRATIONS, needed_revision, stored_revision
from app.core.jobs.queue import is_own_table
from app.migrations import upgrade
from app.settings import Settings
from tests.conftest import MakeUrl

pytestmark = pytest.mark.data


def test_history_has_one_head_and_names_files_by_time() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))
    assert len(scripts.get_heads()) == 1
    # The program itself goes by the names of the files.
    assert scripts.get_current_head() == needed_revision()
    in_order = [script.revision for script in scripts.walk_revisions()][::-1]
    assert in_order == [
        script.revision for script in sorted(scripts.walk_revisions(), key=lambda one: one.path)
    ]
    for script in scripts.walk_revisions():
        assert re.fullmatch(r"20\d{6}_[0-2]\d[0-5]\d_[a-z_]{5,60}\.py", Path(script.path).name)


def test_upgrade_from_empty(make_empty_url: MakeUrl, tmp_path: Path) -> None:
    with make_empty_url() as url:
        database = open_database(Settings(data_dir=tmp_path, database_url=url))
        with pytest.raises(DatabaseOutdatedError, match="smartskola db upgrade"):
            require_current_revision(database.engine)
        upgrade(database)
        upgrade(database)
        require_current_revision(database.engine)
        with database.engine.connect() as connection:
            assert stored_revision(connection) == needed_revision()
            tables = set(inspect(connection).get_table_names())
        assert {"audit_events", "audit_head", "worker_heartbeats", "content_index"} <= tables
        database.close()


def test_upgrade_makes_what_the_models_say(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_own_table})
        differences = compare_metadata(context, Base.metadata)
    assert differences == []


def test_models_never_load_relationships_in_passing() -> None:
    lazy = [
        (mapper.class_.__name__, relationship.key)
        for mapper in Base.registry.mappers
        for relationship in mapper.relationships
        if relationship.lazy != "raise"
    ]
    assert lazy == []


def test_open_database_leaves_a_newer_one_untouched(settings: Settings) -> None:
    database = open_database(settings)
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '29990101_0000'"))
    database.close()
    before = None if settings.sqlite_file is None else settings.sqlite_file.read_bytes()
    with pytest.raises(DatabaseTooNewError) as caught:
        open_database(settings)
    assert str(caught.value) == (
        f"the database is newer (29990101_0000) than this program ({needed_revision()}); "
        "start the newer program again, or restore a backup made before the upgrade"
    )
    assert (None if settings.sqlite_file is None else settings.sqlite_file.read_bytes()) == before


def test_upgrade_schema_refuses_a_newer_database(database: Database) -> None:
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '29990101_0000'"))
    with pytest.raises(DatabaseTooNewError):
        upgrade_schema(database.engine)


def test_alembic_command_opens_the_database_of_the_settings(
    make_empty_url: MakeUrl, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with make_empty_url() as url:
        monkeypatch.setenv("SMARTSKOLA_DATA_DIR", str(tmp_path))
        monkeypatch.setenv("SMARTSKOLA_DATABASE_URL", url)
        command.upgrade(config, "head")
        command.check(config)
        with closing(open_database(Settings())) as database:
            require_current_revision(database.engine)
