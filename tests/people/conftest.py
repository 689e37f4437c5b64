"""A site with a database of a test's own, and the two programmes of `make_places` in it."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.core.database import open_database
from app.core.keyring import open_keyring
from app.main import create_app
from app.people.rules import passwords
from app.settings import Settings
from tests.clients import logs
from tests.conftest import SECRET
from tests.factories.people import Places, make_places

__all__ = ["logs"]


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The application on the real content, built once: building it takes longer than most tests."""
    site = create_app(Settings(data_dir=tmp_path_factory.mktemp("data"), secret=SECRET))
    yield site
    site.state.database.close()


@pytest.fixture
def people_site(built_site: FastAPI, settings: Settings) -> Iterator[FastAPI]:
    """The application on this test's own database; what a test sets in its state is put back."""
    kept = dict(built_site.state._state)
    state = built_site.state
    state.settings, state.keyring, state.database = settings, open_keyring(settings), open_database(settings)
    yield built_site
    state.database.close()
    built_site.state._state.clear()
    built_site.state._state.update(kept)


@pytest.fixture
def places(people_site: FastAPI) -> Places:
    with people_site.state.database.writing() as session:
        return make_places(session)


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Argon2 take little time and memory: what it costs is asserted in `rules/test_passwords`."""
    quick = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    monkeypatch.setattr(passwords, "_hasher", lambda: quick)
    monkeypatch.setattr(passwords, "fake_hash", lambda: FAKE_HASH)


FAKE_HASH = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)).hash("nobody's")
