"""Samples of the trail: drawn by chance within a reach, read whole, seen only by who may see all of it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent, Happening, record_event
from app.core.database import Database
from app.core.ids import new_id
from app.core.permissions import Reach
from app.people.models.accounts import Account, Role
from app.people.models.reviews import LogReview
from app.people.models.units import Unit
from app.people.queries import reviews
from app.people.queries.reviews import (
    SIZE,
    SampleLine,
    Subject,
    draw_events,
    find_review,
    read_sample,
    reviewer_name,
    reviews_page,
    scope_of,
)
from tests.factories.people import NOW, give_role, make_account, make_participant, make_places
from tests.people.cards import leave_trace, selects

pytestmark = pytest.mark.data
DAY = timedelta(days=1)


def _draw(session: Session, scope: frozenset[str] | None, *, since: datetime = NOW - DAY) -> list[int]:
    return draw_events(session, scope, since=since, until=NOW, but_of="me")


def _leave(session: Session, count: int, unit: Unit | None = None, actor_id: str = "her") -> set[int]:
    unit_id = None if unit is None else unit.id
    return {
        leave_trace(session, "seat.counted", at=NOW, unit_id=unit_id, actor_id=actor_id).id
        for _ in range(count)
    }


def _review(session: Session, reviewer: Account, event_ids: list[int], *, day: int = 0) -> LogReview:
    review = LogReview(
        id=f"{reviewer.id}{day}",
        reviewer_id=reviewer.id,
        drawn_at=NOW + day * DAY,
        since=NOW - DAY,
        event_ids=event_ids,
        finding=None,
        reviewed_at=None,
    )
    session.add(review)
    session.flush()
    return review


def test_scope_is_everything_or_the_units_within_the_reach(session: Session) -> None:
    places = make_places(session)
    assert scope_of(session, Reach(everywhere=True)) is None
    assert scope_of(session, Reach(unit_ids=frozenset({places.site.id}))) == frozenset(
        {places.site.id, places.group.id, places.sister_group.id}
    )
    assert scope_of(session, Reach()) == frozenset()


def test_draw_takes_all_of_a_few_events_but_ones_own(session: Session) -> None:
    others = _leave(session, 5)
    _leave(session, 3, actor_id="me")
    assert _draw(session, None) == sorted(others)


def test_draw_leaves_out_what_participants_and_the_program_did(session: Session) -> None:
    places = make_places(session)
    others = _leave(session, 5, places.group)
    for kind in ("participant", "system"):
        for _ in range(30):
            leave_trace(session, "card.opened", at=NOW, unit_id=places.group.id, actor_kind=kind)
    assert _draw(session, None) == sorted(others)
    assert _draw(session, frozenset({places.group.id})) == sorted(others)


def test_draw_takes_twenty_of_many_by_chance(session: Session) -> None:
    others = _leave(session, 60)
    drawn = [_draw(session, None) for _ in range(4)]
    assert [len(set(sample)) for sample in drawn] == [SIZE] * 4
    assert set().union(*drawn) <= others
    # Four samples of 20 out of 60 are all the same once in 10**46 runs.
    assert len({tuple(sample) for sample in drawn}) > 1


def test_draw_reaches_every_event_of_a_burst(session: Session) -> None:
    """Events close together are as likely as one that stands alone."""
    _leave(session, 1)
    burst = _leave(session, 39)
    found: set[int] = set()
    for _ in range(40):
        found |= set(_draw(session, None))
    # An event is missed by all 40 samples of 20 out of 40 once in 10**12 runs.
    assert burst <= found


def test_draw_stays_in_the_period(session: Session) -> None:
    leave_trace(session, "seat.counted", at=NOW - 3 * DAY)
    wanted = leave_trace(session, "seat.counted", at=NOW - DAY)
    leave_trace(session, "seat.counted", at=NOW + DAY)
    assert _draw(session, None) == [wanted.id]
    assert _draw(session, None, since=NOW - DAY / 2) == []


def test_draw_stays_in_the_scope(session: Session) -> None:
    places = make_places(session)
    here = _leave(session, 4, places.group)
    _leave(session, 30, places.other_group)
    _leave(session, 30)
    assert _draw(session, frozenset({places.group.id, places.sister_group.id})) == sorted(here)
    assert _draw(session, frozenset({places.sister_group.id})) == []
    assert _draw(session, frozenset()) == []


def test_draw_finds_the_few_that_random_numbers_miss(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = make_places(session)
    monkeypatch.setattr(reviews, "_TRIES", 3)
    here = _leave(session, 6, places.group)
    _leave(session, 50, places.other_group)
    assert _draw(session, frozenset({places.group.id})) == sorted(here)


def test_draw_from_an_empty_trail_is_empty(session: Session) -> None:
    assert _draw(session, None) == []


def test_read_sample_shows_every_event_whole(session: Session) -> None:
    places = make_places(session)
    person, other = make_participant(session, places.group), make_participant(session, places.group)
    leader = make_account(session, places.party, name="Sara Lind")
    events = [
        leave_trace(
            session, "contact.viewed", person.id, at=NOW, actor_id=leader.id, unit_id=places.group.id
        ),
        leave_trace(
            session, "participant.listed", at=NOW, actor_id=leader.id, subject_ids=(other.id, "gone")
        ),
        leave_trace(session, "participant.removed", "gone", at=NOW, actor_id=leader.id),
        leave_trace(
            session,
            "card.opened",
            person.id,
            at=NOW,
            actor_id=person.id,
            actor_kind="participant",
            purpose="own_card",
        ),
        leave_trace(session, "log.extracted", person.id, at=NOW, actor_id=leader.id),
        leave_trace(
            session, "account.closed", leader.id, at=NOW, actor_id="gone too", purpose="manage_staff"
        ),
        leave_trace(
            session, "mark.set", at=NOW, actor_id="worker", actor_kind="system", purpose="night_work"
        ),
    ]
    review = _review(session, leader, [made.id for made in events])
    see = "See participants: code, languages, need of interpreter"
    staff = ("staff", "Sara Lind", "Regionen")
    her, listed = Subject(person.id, person.code), Subject(other.id, other.code)
    gone = Subject("gone", None)
    assert read_sample(session, review) == [
        SampleLine(NOW, *staff, "Saw contact details", (her,), "Tisdagsgruppen", see),
        SampleLine(NOW, *staff, "Saw participants in a list", (listed, gone), None, see),
        SampleLine(NOW, *staff, "Removed a participant", (gone,), None, see),
        SampleLine(
            NOW, "participant", None, None, "Opened the card on a phone", (her,), None, "See one's own card"
        ),
        SampleLine(NOW, *staff, "Printed a person's extract of the log", (her,), None, see),
        SampleLine(
            NOW,
            "staff",
            None,
            None,
            "Closed a staff account",
            (),
            None,
            "Invite staff, give and take roles, help somebody back in",
            "Sara Lind",
        ),
        SampleLine(NOW, "system", None, None, "mark.set", (), None, "night_work"),
    ]
    assert reviewer_name(session, review) == "Sara Lind"


def test_read_sample_names_the_staff_that_an_event_is_about_and_the_role(session: Session) -> None:
    places = make_places(session)
    helper, other = (make_account(session, places.party, name=name) for name in ("Sara Lind", "Eva Ek"))
    about = {
        "account.invited": (other.id, "Eva Ek"),
        "role.granted": (other.id, "Eva Ek"),
        "account.closed": ("gone", None),
        "session.started": (new_id(), "Sara Lind"),
        "session.ended": ("", "Sara Lind"),
        "passkey.added": (new_id(), "Sara Lind"),
        "codes.changed": (helper.id, "Sara Lind"),
        "password.changed": (helper.id, "Sara Lind"),
        "unit.added": (places.site.id, None),
    }
    events = [
        leave_trace(session, action, own, at=NOW, actor_id=helper.id, purpose="manage_staff")
        for action, (own, _) in about.items()
    ]
    for role in ("course_leader", "a_role_of_earlier_years"):
        happening = Happening(
            actor_kind="staff",
            actor_id=helper.id,
            action="role.revoked",
            object_kind="role",
            object_id=other.id,
            purpose="manage_staff",
            detail={"role": role},
        )
        events.append(record_event(session, happening, clock=lambda: NOW))
    lines = read_sample(session, _review(session, helper, [made.id for made in events]))
    assert [line.account for line in lines] == [*(name for _, name in about.values()), "Eva Ek", "Eva Ek"]
    assert [line.role for line in lines] == [None] * 9 + ["Course leader", "a_role_of_earlier_years"]
    assert {line.subjects for line in lines} == {()}


def test_reviews_of_others_are_seen_by_who_reaches_all_that_they_reach(session: Session) -> None:
    places = make_places(session)
    here = frozenset({places.programme.id, places.site.id, places.group.id, places.sister_group.id})
    viewer = make_account(session, places.party)
    give_role(session, viewer, Role.PROJECT_LEADER, places.programme)
    colleague = make_account(session, places.party, name="Colleague")
    give_role(session, colleague, Role.PROJECT_LEADER, places.programme)
    wider = make_account(session, places.party)
    give_role(session, wider, Role.PROJECT_LEADER, places.programme)
    give_role(session, wider, Role.ADMINISTRATOR).revoked_at = NOW
    abroad = make_account(session, places.other_party)
    give_role(session, abroad, Role.PROJECT_LEADER, places.other_programme)
    drawn = [_review(session, who, [], day=day) for day, who in enumerate((viewer, colleague, wider, abroad))]

    def seen(scope: frozenset[str] | None) -> list[LogReview]:
        return [row.review for row in reviews_page(session, scope, viewer.id, cursor=None).items]

    assert seen(here) == [drawn[1], drawn[0]]
    assert seen(None) == drawn[::-1]
    assert seen(frozenset()) == [drawn[0]]
    found = [find_review(session, here, viewer.id, review.id) is not None for review in drawn]
    assert found == [True, True, False, False]
    assert find_review(session, None, viewer.id, "none such") is None


def test_reviews_with_an_event_outside_the_present_reach_stay_shut(session: Session) -> None:
    places = make_places(session)
    viewer = make_account(session, places.party)
    here = leave_trace(session, "seat.counted", at=NOW, unit_id=places.group.id)
    nowhere = leave_trace(session, "seat.counted", at=NOW)
    inside = _review(session, viewer, [here.id], day=1)
    both = _review(session, viewer, [here.id, nowhere.id], day=2)
    scope = frozenset({places.group.id})
    rows = reviews_page(session, scope, viewer.id, cursor=None).items
    assert [(row.review, row.is_readable) for row in rows] == [(both, False), (inside, True)]
    assert find_review(session, scope, viewer.id, both.id) is None
    assert find_review(session, scope, viewer.id, inside.id) is inside
    assert find_review(session, None, viewer.id, both.id) is both


def test_reviews_cost_the_same_number_of_queries(database: Database) -> None:
    with database.writing() as session:
        places = make_places(session)
        scope = frozenset({places.group.id})
        viewer = make_account(session, places.party)
        people = [make_participant(session, places.group) for _ in range(20)]
        ids = [
            leave_trace(session, "participant.viewed", person.id, at=NOW, unit_id=places.group.id).id
            for person in people
        ]
        short, long = _review(session, viewer, ids[:1]), _review(session, viewer, ids, day=1)
    counts = []
    with selects(database) as statements, database.reading() as session:
        for review in (short, long):
            assert len(read_sample(session, review)) == len(review.event_ids)
            counts.append(len(statements))
        for size in (1, 2):
            assert len(reviews_page(session, scope, viewer.id, cursor=None, size=size).items) == size
            counts.append(len(statements))
    assert counts == [4, 8, 11, 14]


def test_reviews_read_change_nothing(database: Database) -> None:
    with database.writing() as session:
        viewer = make_account(session, make_places(session).party)
        review = _review(session, viewer, [leave_trace(session, "seat.counted", at=NOW).id])
    with database.reading() as session:
        assert len(read_sample(session, review)) == 1
        assert session.scalar(select(func.count()).select_from(AuditEvent)) == 1
