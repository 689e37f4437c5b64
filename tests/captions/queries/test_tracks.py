"""One track with its lecture."""

import pytest
from sqlalchemy.orm import Session

from app.captions.queries.tracks import find_source, find_track, lock_track
from app.core.errors import NotFoundError
from tests.captions.actions.conftest import Desk
from tests.factories.captions import make_draft
from tests.people.statements import sent_statements

pytestmark = pytest.mark.data


def test_a_track_comes_with_its_lecture_in_one_query(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture)
    with sent_statements(session.get_bind().engine) as statements:
        opened = find_track(session, track.id)
    assert len(statements) == 1
    assert (opened.track, opened.lecture, opened.is_translation) == (track, desk.lecture, False)


def test_what_was_heard_is_the_source_of_the_others(session: Session, desk: Desk) -> None:
    assert find_source(session, desk.lecture) is None
    other = make_draft(session, desk.lecture, language="ar")
    source = make_draft(session, desk.lecture)
    assert find_source(session, desk.lecture) is source
    assert lock_track(session, other.id).is_translation


def test_a_track_that_is_not_there(session: Session) -> None:
    for find in (find_track, lock_track):
        with pytest.raises(NotFoundError):
            find(session, "nothing")
