"""From draft to approval: what leads on, and the list of what keeps a track from it."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from app.captions.actions.flags import review_flags
from app.captions.actions.tracks import (
    MoveRefusedError,
    NotReadyError,
    approve_track,
    send_back,
    submit_track,
)
from app.captions.models.cues import Cue
from app.captions.models.tracks import Track, TrackRevision
from app.captions.models.words import Doubt, Flag
from app.captions.queries.checking import Checked, check_track
from app.captions.queries.cues import list_cues, list_flags
from app.captions.queries.tracks import lock_track
from app.captions.rules.editing import ChangeKind
from app.captions.rules.publishing import Obstacle
from tests.captions.actions.conftest import Desk
from tests.factories.captions import NOW, accept_all, calm_cues, edit, make_draft, sent

pytestmark = pytest.mark.data


def _checked(session: Session, track: Track) -> Checked:
    return check_track(session, lock_track(session, track.id))


def _refused(session: Session, track: Track, desk: Desk) -> list[tuple[Obstacle, int]]:
    with pytest.raises(NotReadyError) as caught:
        approve_track(session, _checked(session, track), account_id=desk.lena.id, now=NOW)
    return [(one.obstacle, one.count) for one in caught.value.hindrances]


def test_an_approval_is_a_revision_by_the_approver(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture)
    accept_all(session, track, desk.omar)
    assert approve_track(session, _checked(session, track), account_id=desk.lena.id, now=NOW) == 3
    assert (track.state, track.approved_revision, track.revision) == ("approved", 3, 3)
    assert session.get_one(TrackRevision, (track.id, 3)).author_id == desk.lena.id


def test_what_only_a_machine_wrote_is_never_approved(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture, 4)
    submit_track(lock_track(session, track.id))
    assert _refused(session, track, desk) == [(Obstacle.BY_MACHINE, 4)]
    first = list_cues(session, track.id)[0]
    edit(session, track, desk.omar, [sent(first.cue, 1, text="Smärta är vårt eget larm.")])
    assert _refused(session, track, desk) == [(Obstacle.BY_MACHINE, 3)]
    assert track.approved_revision is None


def test_nor_what_breaks_a_rule(session: Session, desk: Desk) -> None:
    fast = Cue("c1", 0, 900, "Det här är alldeles för mycket att läsa.")
    track = make_draft(session, desk.lecture, [fast])
    accept_all(session, track, desk.lena)
    ((obstacle, count),) = _refused(session, track, desk)
    assert obstacle is Obstacle.ERRORS
    assert count >= 1


def test_nor_what_nobody_listened_to(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture, flags=[Flag(Doubt.CREDIT, 0, 3000)])
    accept_all(session, track, desk.lena)
    assert _refused(session, track, desk) == [(Obstacle.UNREVIEWED, 1)]
    flags = [flag.id for flag in list_flags(session, track.id)]
    review_flags(session, track.id, flags, account_id=desk.lena.id, now=NOW)
    approve_track(session, _checked(session, track), account_id=desk.lena.id, now=NOW)
    assert track.state == "approved"


def test_nor_cues_without_text_nor_no_cues(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture, [replace(calm_cues(1)[0], text=" ")])
    accept_all(session, track, desk.lena)
    assert (Obstacle.EMPTY, 1) in _refused(session, track, desk)
    (only,) = list_cues(session, track.id)
    edit(session, track, desk.lena, [sent(only.cue, only.version, is_deleted=True)], ChangeKind.DELETE)
    assert _refused(session, track, desk) == [(Obstacle.NO_CUES, 1)]


def test_a_change_after_the_approval_needs_a_new_one(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture)
    accept_all(session, track, desk.lena)
    approve_track(session, _checked(session, track), account_id=desk.lena.id, now=NOW)
    first = list_cues(session, track.id)[0]
    edit(session, track, desk.omar, [sent(first.cue, first.version, text="Smärta är vårt larm.")])
    assert (track.state, track.approved_revision, track.revision) == ("in_review", 3, 4)


def test_back_and_forth(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture)
    opened = lock_track(session, track.id)
    with pytest.raises(MoveRefusedError):
        send_back(opened)
    submit_track(opened)
    send_back(opened)
    assert track.state == "changes_requested"
    accept_all(session, track, desk.lena)
    assert track.state == "changes_requested"
    with pytest.raises(MoveRefusedError):
        approve_track(session, _checked(session, track), account_id=desk.lena.id, now=NOW)
    submit_track(opened)
    assert track.state == "in_review"
