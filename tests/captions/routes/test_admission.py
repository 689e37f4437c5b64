"""The trail says by which right somebody worked on a track."""

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from app.captions.models.lectures import Lecture
from app.core.audit import AuditEvent
from app.people.models.accounts import Account
from tests.captions.conftest import Browser
from tests.factories.captions import make_draft

pytestmark = pytest.mark.data


def test_the_event_names_the_right_that_was_used(
    captions_site: FastAPI, lecture: Lecture, leader: Account, reviewer: Account, browser_of: Browser
) -> None:
    with captions_site.state.database.writing() as session:
        swedish, arabic = make_draft(session, lecture), make_draft(session, lecture, language="ar")
    assert browser_of(leader).post(f"/staff/tracks/{swedish.id}/publishing/submit").status_code == 303
    rana = browser_of(reviewer)
    assert rana.post(f"/staff/tracks/{arabic.id}/publishing/submit").status_code == 303
    assert rana.post(f"/staff/tracks/{arabic.id}/publishing/send-back").status_code == 303
    with captions_site.state.database.reading() as session:
        events = session.execute(
            select(AuditEvent.action, AuditEvent.purpose, AuditEvent.actor_id)
            .where(AuditEvent.object_kind == "track")
            .order_by(AuditEvent.id)
        )
        assert [tuple(event) for event in events] == [
            ("track.submitted", "edit_lectures", leader.id),
            ("track.submitted", "translate_subtitles", reviewer.id),
            ("track.sent_back", "approve_subtitles", reviewer.id),
        ]
