"""A person's extract: all that is about her, nothing about others, and no name of staff."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.core.database import Database
from app.core.paging import BadCursorError
from app.people.models.accounts import Role
from app.people.queries.log import LogLine, extract_page
from tests.factories.people import NOW, give_role, make_account, make_participant, make_places
from tests.people.cards import leave_trace, selects

pytestmark = pytest.mark.data
MINUTE = timedelta(minutes=1)


def _lines(session: Session, participant_id: str) -> list[LogLine]:
    return list(extract_page(session, participant_id, cursor=None).items)


def test_extract_tells_when_who_and_what_newest_first(session: Session) -> None:
    places = make_places(session)
    person = make_participant(session, places.group)
    leader = make_account(session, places.party, name="Sara Lind")
    give_role(session, leader, Role.COURSE_LEADER, places.group)
    leave_trace(session, "participant.listed", at=NOW, actor_id=leader.id, subject_ids=("x", person.id))
    leave_trace(
        session, "contact.viewed", person.id, at=NOW + MINUTE, actor_id=leader.id, purpose="see_contact"
    )
    leave_trace(
        session, "card.opened", person.id, at=NOW + 2 * MINUTE, actor_id=person.id, actor_kind="participant"
    )
    assert _lines(session, person.id) == [
        LogLine(NOW + 2 * MINUTE, "You", None, "Your card was opened on a phone."),
        LogLine(
            NOW + MINUTE,
            "Course leader",
            "Regionen",
            "Your telephone number or e-mail address was seen.",
        ),
        LogLine(NOW, "Course leader", "Regionen", "Your code was seen in a list."),
    ]


def test_extract_names_the_role_of_that_moment(session: Session) -> None:
    places = make_places(session)
    person = make_participant(session, places.group)
    account = make_account(session, places.party)
    was = give_role(session, account, Role.COURSE_LEADER, places.group)
    now = give_role(session, account, Role.COORDINATOR, places.site)
    now.granted_at, was.revoked_at = NOW + MINUTE, NOW + MINUTE
    leave_trace(session, "participant.viewed", person.id, at=NOW, actor_id=account.id)
    leave_trace(session, "participant.viewed", person.id, at=NOW + 2 * MINUTE, actor_id=account.id)
    leave_trace(session, "participant.viewed", person.id, at=NOW - timedelta(days=9000), actor_id=account.id)
    assert [line.who for line in _lines(session, person.id)] == [
        "Somebody who works here",
        "Coordinator",
        "Course leader",
    ]


def test_extract_names_the_role_that_reached_the_place(session: Session) -> None:
    places = make_places(session)
    person = make_participant(session, places.group)
    account = make_account(session, places.party)
    give_role(session, account, Role.COORDINATOR, places.other_programme).granted_at = NOW - MINUTE
    give_role(session, account, Role.COURSE_LEADER, places.site)
    for unit_id in (places.other_group.id, places.group.id, places.programme.id, "unknown"):
        leave_trace(session, "participant.viewed", person.id, at=NOW, actor_id=account.id, unit_id=unit_id)
    assert [line.who for line in _lines(session, person.id)] == [
        "Somebody who works here",
        "Somebody who works here",
        "Course leader",
        "Coordinator",
    ]


def test_extract_of_the_program_and_of_somebody_unknown(session: Session) -> None:
    person = make_participant(session, make_places(session).group)
    leave_trace(session, "participant.changed", person.id, at=NOW, actor_id="sweep", actor_kind="system")
    leave_trace(session, "mark.set", person.id, at=NOW, actor_id="gone")
    assert [(line.who, line.organisation, line.what) for line in _lines(session, person.id)] == [
        ("Somebody who works here", None, "Something that is known about you was used."),
        ("The computer program", None, "Something on the page about you was changed."),
    ]


def test_extract_shows_nobody_elses_events(session: Session) -> None:
    places = make_places(session)
    person, other = make_participant(session, places.group), make_participant(session, places.group)
    leave_trace(session, "participant.viewed", other.id, at=NOW)
    leave_trace(session, "participant.listed", at=NOW, subject_ids=(other.id,))
    leave_trace(session, "card.opened", other.id, at=NOW, actor_id=other.id, actor_kind="participant")
    assert _lines(session, person.id) == []
    assert len(_lines(session, other.id)) == 3


def test_extract_comes_in_pages_with_the_same_number_of_queries(database: Database) -> None:
    with database.writing() as session:
        places = make_places(session)
        person = make_participant(session, places.group)
        for _ in range(7):
            account = make_account(session, places.party)
            give_role(session, account, Role.COURSE_LEADER, places.group)
            leave_trace(session, "participant.viewed", person.id, at=NOW, actor_id=account.id)
    with selects(database) as statements, database.reading() as session:
        whole = extract_page(session, person.id, cursor=None)
        for_whole = len(statements)
        first = extract_page(session, person.id, cursor=None, size=5)
        second = extract_page(session, person.id, cursor=first.after, size=5)
    assert [len(page.items) for page in (whole, first, second)] == [7, 5, 2]
    assert first.items + second.items == whole.items
    assert second.after is None
    assert (for_whole, len(statements)) == (4, 12)


def test_extract_refuses_a_cursor_of_another_list(session: Session) -> None:
    with pytest.raises(BadCursorError):
        extract_page(session, "p", cursor="WyI+IiwieCJd")
