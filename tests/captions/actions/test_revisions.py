"""Revisions are numbered without gaps, and so are the cues' ids."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.captions.actions.revisions import Making, write_revision
from app.captions.models.cues import Cue
from app.captions.models.tracks import CueVersion, TrackRevision
from app.captions.queries.cues import StoredCue, list_cues
from app.captions.rules.editing import ChangeKind
from tests.captions.actions.conftest import Desk
from tests.factories.captions import NOW, make_draft

pytestmark = pytest.mark.data


def test_a_revision_may_change_nothing_and_still_says_who(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture)
    assert write_revision(session, track, Making(ChangeKind.APPROVE, desk.lena.id, NOW), []) == ()
    assert track.revision == 2
    assert session.get_one(TrackRevision, (track.id, 2)).author_id == desk.lena.id


def test_old_and_new_cues_in_one_revision(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture, 1)
    (first,) = list_cues(session, track.id)
    new = [StoredCue(Cue("", 9000 + n, 9500 + n, f"{n}", ("c7",)), 0, followed="c7:0") for n in range(2)]
    making = Making(ChangeKind.EDIT, desk.lena.id, NOW)
    stored = write_revision(session, track, making, [new[0], first, new[1]])
    assert [(one.id, one.version) for one in stored] == [("c2", 2), ("c1", 2), ("c3", 2)]
    assert set(list_cues(session, track.id)) == set(stored)
    assert track.next_cue == 4
    versions = session.execute(select(CueVersion.cue_id, CueVersion.revision).order_by(CueVersion.cue_id))
    assert [tuple(row) for row in versions] == [("c1", 1), ("c1", 2), ("c2", 2), ("c3", 2)]
