"""The shelf of recordings, filled once for all tests of the session."""

import pytest

from tests.factories.media import Shelf


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Recordings that are read, never changed."""
    return Shelf(tmp_path_factory.mktemp("shelf"))
