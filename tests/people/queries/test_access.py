"""Who can see participants: within the reader's reach, and from around it."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.core.permissions import Reach
from app.people.models.accounts import AccountState, Role, RoleGrant
from app.people.models.units import Unit
from app.people.queries.access import list_onlookers
from tests.factories.people import NOW, Places, give_role, make_account, make_places
from tests.people.statements import sent_statements

pytestmark = pytest.mark.data

ALL = Reach(everywhere=True)
TODAY = NOW.date()


@pytest.fixture
def here(session: Session) -> Places:
    return make_places(session)


def _give(session: Session, here: Places, name: str, role: Role, unit: Unit | None = None) -> RoleGrant:
    return give_role(session, make_account(session, here.party, name=name), role, unit)


def _names(session: Session, reach: Reach = ALL) -> list[str]:
    return [row.account.name for row in list_onlookers(session, reach, cursor=None, now=NOW).items]


def test_onlookers_place_by_place(session: Session, here: Places) -> None:
    _give(session, here, "Z group", Role.COURSE_LEADER, here.group)
    _give(session, here, "South", Role.COORDINATOR, here.other_site)
    _give(session, here, "B site", Role.COORDINATOR, here.site)
    _give(session, here, "A site", Role.COURSE_LEADER, here.site)
    _give(session, here, "North", Role.PROJECT_LEADER, here.programme)
    _give(session, here, "Admin", Role.ADMINISTRATOR)
    rows = list_onlookers(session, ALL, cursor=None, now=NOW).items
    places = [(row.account.name, None if row.place is None else row.place.names) for row in rows]
    assert places == [
        ("Admin", None),
        ("North", ("Smärtskola Norr",)),
        ("A site", ("Smärtskola Norr", "Skäggetorp")),
        ("B site", ("Smärtskola Norr", "Skäggetorp")),
        ("Z group", ("Smärtskola Norr", "Skäggetorp", "Tisdagsgruppen")),
        ("South", ("Smärtskola Syd", "Ryd")),
    ]
    assert (rows[1].role, rows[1].party) == (Role.PROJECT_LEADER, here.party)


@pytest.mark.parametrize(
    "role", [Role.EXTERNAL_LEADER, Role.TRANSLATOR, Role.REVIEWER, Role.STAFF_LEARNER, Role.PARTNER]
)
def test_roles_that_show_no_participant_are_not_listed(session: Session, here: Places, role: Role) -> None:
    _give(session, here, "Eva", role, here.group)
    assert _names(session) == []


def test_only_roles_that_hold_now_are_listed(session: Session, here: Places) -> None:
    _give(session, here, "Ended", Role.COORDINATOR, here.site).valid_until = TODAY - timedelta(days=1)
    _give(session, here, "Coming", Role.COORDINATOR, here.site).valid_from = TODAY + timedelta(days=1)
    _give(session, here, "Revoked", Role.COORDINATOR, here.site).revoked_at = NOW
    _give(session, here, "Last day", Role.COORDINATOR, here.site).valid_until = TODAY
    invited, closed = make_account(session, here.party, name="Invited"), make_account(session, here.party)
    invited.state, closed.state = AccountState.INVITED, AccountState.CLOSED
    give_role(session, invited, Role.COORDINATOR, here.site)
    give_role(session, closed, Role.COORDINATOR, here.site)
    assert _names(session) == ["Invited", "Last day"]


def test_a_limited_reach_shows_who_sees_these_participants_from_wherever(
    session: Session, here: Places
) -> None:
    _give(session, here, "Admin", Role.ADMINISTRATOR)
    _give(session, here, "Programme", Role.PROJECT_LEADER, here.programme)
    _give(session, here, "Site", Role.COORDINATOR, here.site)
    _give(session, here, "Group", Role.COURSE_LEADER, here.group)
    _give(session, here, "Sister", Role.COURSE_LEADER, here.sister_group)
    _give(session, here, "Foreign", Role.COORDINATOR, here.other_programme)
    _give(session, here, "Foreign group", Role.COURSE_LEADER, here.other_group)
    assert _names(session, Reach(unit_ids=frozenset({here.site.id}))) == [
        "Admin",
        "Programme",
        "Site",
        "Group",
        "Sister",
    ]
    assert _names(session, Reach(unit_ids=frozenset({here.group.id}))) == [
        "Admin",
        "Programme",
        "Site",
        "Group",
    ]
    assert _names(session, Reach()) == ["Admin"]


def test_pages_of_onlookers_show_everybody_once(session: Session, here: Places) -> None:
    for unit in (here.site, here.group, here.sister_group):
        for _ in range(40):
            _give(session, here, "Sara", Role.COURSE_LEADER, unit)
    _give(session, here, "Admin", Role.ADMINISTRATOR)
    seen, cursor = [], None
    for _ in range(3):
        page = list_onlookers(session, ALL, cursor=cursor, now=NOW)
        seen += [row.grant.id for row in page.items]
        cursor = page.after
    assert (len(seen), len(set(seen)), cursor) == (121, 121, None)


def test_a_list_of_onlookers_costs_the_same_with_any_number(
    session: Session, engine: Engine, here: Places
) -> None:
    counts = []
    for _ in range(3):
        with sent_statements(engine) as sent:
            _names(session, Reach(unit_ids=frozenset({here.programme.id})))
        counts.append(len(sent))
        for _ in range(30):
            _give(session, here, "Sara", Role.COURSE_LEADER, here.group)
    assert counts == [3, 3, 3]
