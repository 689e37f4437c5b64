"""An earlier revision comes back as a new one."""

import pytest
from sqlalchemy.orm import Session

from app.captions.actions.restoring import restore_revision
from app.captions.actions.revisions import Making
from app.captions.models.tracks import TrackRevision
from app.captions.queries.cues import cues_at, list_cues
from app.captions.queries.tracks import lock_track
from app.captions.rules.editing import ChangeKind, SentCue
from app.core.errors import NotFoundError
from tests.captions.actions.conftest import Desk
from tests.factories.captions import NOW, calm_cues, edit, make_draft, sent

pytestmark = pytest.mark.data


def test_what_was_changed_added_and_removed_is_as_it_was(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture, 4)
    first, second, *_ = calm_cues(4)
    edit(session, track, desk.lena, [sent(first, 1, text="Annat."), sent(second, 1, is_deleted=True)])
    edit(session, track, desk.lena, [SentCue("n", None, None, 60_000, 62_000, "Nytt.")], ChangeKind.ADD)
    making = Making(ChangeKind.RESTORE, desk.omar.id, NOW)
    changed = restore_revision(session, lock_track(session, track.id), 1, making)
    assert (changed, track.revision) == (3, 4)
    assert [one.cue for one in list_cues(session, track.id)] == calm_cues(4)
    # Untouched cues keep their version: whoever works on them meets no conflict.
    assert [one.version for one in list_cues(session, track.id)] == [4, 4, 1, 1]
    assert [one.by_machine for one in list_cues(session, track.id)] == [True] * 4
    revision = session.get_one(TrackRevision, (track.id, 4))
    assert (revision.kind, revision.author_id, revision.provenance) == (
        "restore",
        desk.omar.id,
        {"restored": 1},
    )
    assert "Nytt." in [one.cue.text for one in cues_at(session, track.id, 3)]


def test_to_bring_back_what_is_there_is_no_revision(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture)
    making = Making(ChangeKind.RESTORE, desk.omar.id, NOW)
    assert restore_revision(session, lock_track(session, track.id), 1, making) == 0
    assert (track.revision, track.state) == (1, "draft_machine")


@pytest.mark.parametrize("number", [0, 2, -1])
def test_a_revision_that_never_was(session: Session, desk: Desk, number: int) -> None:
    track = make_draft(session, desk.lecture)
    making = Making(ChangeKind.RESTORE, desk.omar.id, NOW)
    with pytest.raises(NotFoundError):
        restore_revision(session, lock_track(session, track.id), number, making)
