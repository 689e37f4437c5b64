"""What readers see, and what they saw before."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.captions.models.tracks import Publication, PublicationState, Track
from app.captions.queries.publishing import find_public, list_publications, public_tracks, was_ever_published
from app.core.ids import new_id
from tests.captions.actions.conftest import Desk
from tests.factories.captions import NOW, make_draft

pytestmark = pytest.mark.data


def _publication(
    session: Session, desk: Desk, track: Track, hour: int, state: PublicationState
) -> Publication:
    made = Publication(
        id=new_id(),
        track_id=track.id,
        revision=hour,
        digest="0" * 10,
        state=state,
        approver_id=desk.lena.id,
        published_at=NOW + timedelta(hours=hour),
        ended_at=None,
    )
    session.add(made)
    session.flush()
    return made


def test_only_what_is_public_now_is_told_the_newest_first(session: Session, desk: Desk) -> None:
    swedish, arabic = make_draft(session, desk.lecture), make_draft(session, desk.lecture, language="ar")
    assert not was_ever_published(session, desk.lecture.id)
    _publication(session, desk, swedish, 1, PublicationState.SUPERSEDED)
    now = _publication(session, desk, swedish, 2, PublicationState.PUBLISHED)
    _publication(session, desk, arabic, 1, PublicationState.WITHDRAWN)
    assert [(one.track, one.publication) for one in public_tracks(session, desk.lecture.id)] == [
        (swedish, now)
    ]
    assert (find_public(session, swedish.id), find_public(session, arabic.id)) == (now, None)
    rows = list_publications(session, swedish.id)
    assert [(row.publication.revision, row.approver) for row in rows] == [(2, "Lena Ek"), (1, "Lena Ek")]
    assert was_ever_published(session, desk.lecture.id)
