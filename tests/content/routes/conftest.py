"""The site on real content, and one on a small folder of a test's own."""

from pathlib import Path

import pytest

from tests.clients import client, site  # noqa: F401 - fixtures
from tests.factories.content import ContentFolder, small_content


@pytest.fixture
def folder(tmp_path: Path) -> ContentFolder:
    """The small content folder, fresh for each test."""
    return small_content(tmp_path)
