"""The demo's lecture: loaded once, the whole chain to be seen, its files put back when they are gone."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.captions.actions.demo import SLUG, load_demo_lectures
from app.captions.models.lectures import Lecture
from app.captions.models.tracks import Track
from app.captions.queries.checking import check_track
from app.captions.queries.cues import find_basis, list_cues
from app.captions.queries.lectures import view_lecture
from app.captions.queries.renditions import find_renditions
from app.captions.queries.tracks import lock_track
from app.captions.rules.places import source_file
from app.core.ids import new_id
from app.settings import Settings
from tests.factories.people import make_account, make_party

pytestmark = pytest.mark.data

NOW = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)
MEDIA = Settings().media_dir


@pytest.fixture
def account_id(session: Session) -> str:
    return make_account(session, make_party(session, f"Regionen {new_id()}"), name="Lars Dahl").id


def _load(session: Session, account_id: str, data: Path) -> Lecture:
    lecture = load_demo_lectures(session, MEDIA, data, account_id, NOW)
    assert lecture is not None
    return lecture


def test_the_swedish_track_is_approved_and_the_others_are_drafts(
    session: Session, account_id: str, tmp_path: Path
) -> None:
    view = view_lecture(session, _load(session, account_id, tmp_path).id)
    assert {track.language: track.state for track in view.tracks} == {
        "sv": "approved",
        "ar": "draft_machine",
        "so": "draft_machine",
        "ti": "draft_machine",
    }
    assert view.run is not None
    assert view.run.state == "succeeded"
    left_out = {stage.name for stage in view.stages if stage.state == "left_out"}
    assert left_out == {"speech", "transcribe", "clean"}
    assert {stage.state for stage in view.stages if stage.name not in left_out} == {"done"}


@pytest.mark.parametrize("language", ["ar", "so", "ti"])
def test_a_translation_follows_every_swedish_cue(
    session: Session, account_id: str, tmp_path: Path, language: str
) -> None:
    lecture = _load(session, account_id, tmp_path)
    track = session.scalars(
        select(Track).where(Track.lecture_id == lecture.id, Track.language == language)
    ).one()
    checked = check_track(session, lock_track(session, track.id))
    assert (checked.empty, checked.missing, checked.stale, checked.errors) == ((), (), (), 0)
    assert len(checked.by_machine) == len(checked.cues)
    basis = find_basis(session, checked.opened)
    assert basis is not None
    times = {cue.id: (cue.start, cue.end) for cue in basis.cues}
    assert all((one.cue.start, one.cue.end) == times[one.cue.sources[0]] for one in checked.cues)


def test_the_files_lie_where_the_stages_put_them(session: Session, account_id: str, tmp_path: Path) -> None:
    lecture = _load(session, account_id, tmp_path)
    assert set(find_renditions(tmp_path, lecture)) == {"240", "480", "audio", "poster", "peaks"}
    assert source_file(tmp_path, lecture.source_hash).stat().st_size == lecture.source_size


def test_loading_again_changes_nothing_and_puts_files_back(
    session: Session, account_id: str, tmp_path: Path
) -> None:
    first = _load(session, account_id, tmp_path)
    before = [list_cues(session, track.id) for track in view_lecture(session, first.id).tracks]
    shutil.rmtree(tmp_path / "lectures")
    again = _load(session, account_id, tmp_path)
    assert again.id == first.id
    assert session.scalar(select(func.count()).select_from(Track).where(Track.lecture_id == first.id)) == 4
    assert [list_cues(session, track.id) for track in view_lecture(session, first.id).tracks] == before
    assert len(find_renditions(tmp_path, again)) == 5


def test_files_of_another_lecture_of_that_name_are_left_alone(
    session: Session, account_id: str, tmp_path: Path
) -> None:
    lecture = _load(session, account_id, tmp_path)
    lecture.source_hash = "0" * 64
    session.flush()
    shutil.rmtree(tmp_path / "lectures")
    assert _load(session, account_id, tmp_path).id == lecture.id
    assert not (tmp_path / "lectures").exists()


@pytest.mark.parametrize("manifest", [None, "{", "[]"])
def test_nothing_is_loaded_where_nothing_is_shipped(
    session: Session, account_id: str, tmp_path: Path, manifest: str | None
) -> None:
    folder = tmp_path / "media" / "lectures" / SLUG
    folder.mkdir(parents=True)
    if manifest is not None:
        (folder / "manifest.json").write_text(manifest, "utf-8")
    assert load_demo_lectures(session, tmp_path / "media", tmp_path, account_id, NOW) is None
    assert session.scalar(select(func.count()).select_from(Lecture)) == 0
