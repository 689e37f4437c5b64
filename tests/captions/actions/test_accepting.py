"""To find all right as it stands: one revision, by name, for what has text and an original."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from app.captions.actions.accepting import accept_all
from app.captions.models.tracks import TrackRevision
from app.captions.queries.cues import list_cues
from app.captions.queries.tracks import lock_track
from tests.captions.actions.conftest import Desk
from tests.factories.captions import NOW, calm_cues, make_draft

pytestmark = pytest.mark.data


def test_what_has_text_is_accepted_once(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture, [*calm_cues(2), replace(calm_cues(3)[2], text=" ")])
    assert accept_all(session, lock_track(session, track.id), account_id=desk.lena.id, now=NOW) == 2
    assert [one.by_machine for one in list_cues(session, track.id)] == [False, False, True]
    revision = session.get_one(TrackRevision, (track.id, 2))
    assert (revision.kind, revision.author_id, track.state) == ("accept", desk.lena.id, "in_review")
    assert accept_all(session, lock_track(session, track.id), account_id=desk.lena.id, now=NOW) == 0
    assert track.revision == 2
