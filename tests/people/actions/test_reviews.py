"""Reviews: a sample is drawn once and kept; its finding is written once, by her who drew it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import ForbiddenError, InvalidInputError
from app.core.permissions import Reach
from app.people.actions.reviews import draw_sample, write_finding
from app.people.models.reviews import Finding, LogReview
from tests.factories.people import NOW, Places, make_account, make_places
from tests.people.cards import leave_trace

pytestmark = pytest.mark.data


@pytest.fixture
def places(session: Session) -> Places:
    return make_places(session)


def test_draw_sample_keeps_events_of_the_reach_and_period(session: Session, places: Places) -> None:
    reviewer = make_account(session, places.party)
    leave_trace(session, "seat.counted", at=NOW - timedelta(days=31), unit_id=places.group.id)
    inside = leave_trace(session, "seat.counted", at=NOW - timedelta(days=29), unit_id=places.group.id)
    leave_trace(session, "seat.counted", at=NOW, unit_id=places.other_group.id)
    leave_trace(session, "seat.counted", at=NOW, unit_id=places.group.id, actor_id=reviewer.id)
    reach = Reach(unit_ids=frozenset({places.programme.id}))
    review = draw_sample(session, reviewer.id, reach, days=30, now=NOW)
    session.expire_all()
    kept = session.scalars(select(LogReview)).one()
    assert kept is review
    assert (kept.reviewer_id, kept.event_ids, kept.finding) == (reviewer.id, [inside.id], None)
    assert (kept.drawn_at, kept.since) == (NOW, NOW - timedelta(days=30))


def test_draw_sample_of_nothing_says_so_and_keeps_nothing(session: Session, places: Places) -> None:
    reviewer = make_account(session, places.party)
    leave_trace(session, "seat.counted", at=NOW, actor_id=reviewer.id)
    with pytest.raises(InvalidInputError) as caught:
        draw_sample(session, reviewer.id, Reach(everywhere=True), days=30, now=NOW)
    assert list(caught.value.fields) == ["period"]
    assert session.scalar(select(func.count()).select_from(LogReview)) == 0


def _drawn(session: Session, places: Places) -> LogReview:
    reviewer = make_account(session, places.party)
    leave_trace(session, "seat.counted", at=NOW)
    return draw_sample(session, reviewer.id, Reach(everywhere=True), days=30, now=NOW)


def test_write_finding_is_kept_with_its_time(session: Session, places: Places) -> None:
    review = _drawn(session, places)
    later = NOW + timedelta(hours=1)
    write_finding(session, review, review.reviewer_id, Finding.REPORTED, now=later)
    session.expire_all()
    assert (review.finding, review.reviewed_at) == ("reported", later)


def test_write_finding_twice_keeps_the_first(session: Session, places: Places) -> None:
    review = _drawn(session, places)
    write_finding(session, review, review.reviewer_id, Finding.REPORTED, now=NOW)
    with pytest.raises(InvalidInputError) as caught:
        write_finding(session, review, review.reviewer_id, Finding.NOTHING_UNUSUAL, now=NOW)
    assert list(caught.value.fields) == ["finding"]
    session.expire_all()
    assert review.finding == "reported"


def test_write_finding_of_anothers_review_is_refused(session: Session, places: Places) -> None:
    review = _drawn(session, places)
    with pytest.raises(ForbiddenError):
        write_finding(session, review, "somebody else", Finding.NOTHING_UNUSUAL, now=NOW)
    assert review.finding is None
