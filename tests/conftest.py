"""What tests start from: settings of their own, and a fresh database built by the migrations.

Tests that touch the database are marked `data`: they run on SQLite, or with `--database=postgresql` on
PostgreSQL.
"""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.core.database import Database, open_database
from app.migrations import upgrade
from app.settings import PREFIX, Settings
from tests.postgres import Cluster, roomy_folder, throw_away_cluster

SECRET = "only-for-tests-" + "x" * 40
MakeUrl = Callable[[], AbstractContextManager[str]]


# SQLite waits for the disk at every commit; where temporary files lie in memory it has none to wait for.
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", roomy_folder())


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")


@pytest.fixture(autouse=True)
def _no_operator_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.config.getoption("--database"))


@pytest.fixture(scope="session")
def cluster(database_kind: str) -> Iterator[Cluster | None]:
    with throw_away_cluster() if database_kind == "postgresql" else nullcontext() as started:
        yield started


@pytest.fixture(scope="session")
def make_empty_url(cluster: Cluster | None, tmp_path_factory: pytest.TempPathFactory) -> MakeUrl:
    """Give the address of a database without any table, for as long as the context lasts."""

    @contextmanager
    def make() -> Iterator[str]:
        if cluster is None:
            yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.db'}"
            return
        name = f"empty_{uuid.uuid4().hex}"
        yield cluster.create_database(name)
        cluster.drop_database(name)

    return make


@pytest.fixture(scope="session")
def make_url(
    cluster: Cluster | None, make_empty_url: MakeUrl, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MakeUrl]:
    """Give the address of a migrated database of one's own: a copy of one that was migrated once."""
    with make_empty_url() as template_url:
        folder = tmp_path_factory.mktemp("template")
        database = open_database(Settings(data_dir=folder, database_url=template_url))
        upgrade(database)
        database.close()

        @contextmanager
        def make() -> Iterator[str]:
            if cluster is None:
                copy = tmp_path_factory.mktemp("database")
                shutil.copyfile(Path(template_url.removeprefix("sqlite:///")), copy / "test.db")
                yield f"sqlite:///{copy / 'test.db'}"
                shutil.rmtree(copy)
                return
            name = f"test_{uuid.uuid4().hex}"
            template = template_url.partition("@/")[2].partition("?")[0]
            yield cluster.create_database(name, template=template)
            cluster.drop_database(name)

        yield make


@pytest.fixture
def settings(make_url: MakeUrl, tmp_path: Path) -> Iterator[Settings]:
    """Settings with a data folder and a migrated database of their own; the project's real content."""
    with make_url() as url:
        yield Settings(data_dir=tmp_path / "data", database_url=url, secret=SECRET)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    opened = open_database(settings)
    yield opened
    opened.close()


@pytest.fixture
def engine(database: Database) -> Engine:
    return database.engine


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A transaction for writing; what it stores is gone with the test's database."""
    with database.writing() as opened:
        yield opened
