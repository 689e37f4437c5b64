"""Doubtful places: who looked first stays noted, and a foreign one is refused."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.captions.actions.flags import UnknownFlagError, review_flags
from app.captions.models.words import Doubt, Flag
from app.captions.queries.cues import list_flags
from tests.captions.actions.conftest import Desk
from tests.factories.captions import NOW, make_draft

pytestmark = pytest.mark.data

FLAGS = [Flag(Doubt.CREDIT, 1000, 2000), Flag(Doubt.MISSING, 5000, 9500)]


def test_who_looked_first_stays_noted(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture, flags=FLAGS)
    first, second = list_flags(session, track.id)
    assert review_flags(session, track.id, [first.id], account_id=desk.lena.id, now=NOW) == 1
    later = NOW + timedelta(hours=1)
    both = [first.id, second.id, second.id]
    assert review_flags(session, track.id, both, account_id=desk.omar.id, now=later) == 1
    assert [(one.reviewed_by, one.reviewed_at) for one in (first, second)] == [
        (desk.lena.id, NOW),
        (desk.omar.id, later),
    ]


def test_a_flag_of_another_track_is_refused_and_none_is_noted(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture, flags=FLAGS)
    other = make_draft(session, desk.lecture, flags=FLAGS, language="ar")
    own, foreign = list_flags(session, track.id)[0], list_flags(session, other.id)[0]
    with pytest.raises(UnknownFlagError):
        review_flags(session, track.id, [own.id, foreign.id], account_id=desk.lena.id, now=NOW)
    assert own.reviewed_at is None
