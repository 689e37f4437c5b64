"""A site of a test's own with the two programmes of `make_places`, migrated and empty of people."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from app.main import create_app
from app.settings import Settings
from tests.clients import logs
from tests.factories.people import Places, make_places

__all__ = ["logs"]


@pytest.fixture
def people_site(settings: Settings) -> Iterator[FastAPI]:
    """The application on this test's own database, on the real content."""
    site = create_app(settings)
    yield site
    site.state.database.close()


@pytest.fixture
def places(people_site: FastAPI) -> Places:
    with people_site.state.database.writing() as session:
        return make_places(session)
