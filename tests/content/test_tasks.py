"""The jobs of the content slice, run as the worker runs them but without it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from app.content.models.tables import IndexedPage
from app.content.tasks import jobs, reindex_content
from app.core.database import Database
from app.core.jobs import JobContext
from app.settings import Settings
from tests.factories.content import ContentFolder, small_content

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def _run(database: Database, settings: Settings, folder: ContentFolder, now: datetime) -> dict[str, datetime]:
    here = settings.model_copy(update={"content_dir": folder.content, "media_dir": folder.media})
    reindex_content(JobContext(database, here, lambda: now, "job"))
    with database.reading() as session:
        return {row.path: row.indexed_at for row in session.scalars(select(IndexedPage))}


def test_reindex_content_runs_each_night() -> None:
    assert [(job.name, job.cron) for job in jobs.jobs] == [("content.reindex", "0 3 * * *")]


@pytest.mark.data
def test_reindex_content_counts_every_file(database: Database, settings: Settings, tmp_path: Path) -> None:
    indexed = _run(database, settings, small_content(tmp_path), NOW)
    assert indexed == dict.fromkeys(
        [
            "ar/lessons/pacing.md",
            "sv/courses/pain-school.md",
            "sv/lessons/moving.md",
            "sv/lessons/pacing.md",
            "sv/lessons/sleep.md",
            "sv/pages/about.md",
        ],
        NOW,
    )


@pytest.mark.data
def test_reindex_content_again_counts_only_what_changed(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    folder = small_content(tmp_path)
    _run(database, settings, folder, NOW)
    folder.write("sv/pages/about.md", "rubbish")
    (folder.content / "sv/lessons/moving.md").unlink()
    folder.write("sv/lessons/moved.md", "rubbish")
    indexed = _run(database, settings, folder, LATER)
    assert "sv/lessons/moving.md" not in indexed
    assert indexed["sv/pages/about.md"] == LATER
    assert indexed["sv/lessons/moved.md"] == LATER
