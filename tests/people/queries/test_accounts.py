"""Reading staff: within one's reach, by name, in a constant number of queries."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.core.permissions import Reach
from app.people.models.accounts import AccountState, Role
from app.people.models.units import Unit
from app.people.queries.accounts import (
    StaffFilter,
    find_grant,
    find_staff_member,
    list_staff,
    roles_of,
)
from tests.factories.people import NOW, Places, give_role, make_account, make_places
from tests.people.statements import sent_statements

pytestmark = pytest.mark.data

ALL = Reach(everywhere=True)
TODAY = NOW.date()


@pytest.fixture
def here(session: Session) -> Places:
    return make_places(session)


def _within(*units: Unit) -> Reach:
    return Reach(unit_ids=frozenset(unit.id for unit in units))


def _names(session: Session, reach: Reach = ALL, **wanted: str) -> list[str]:
    page = list_staff(session, reach, StaffFilter(**wanted), cursor=None, now=NOW)
    return [member.account.name for member in page.items]


def test_roles_of_an_account_are_those_of_today_in_the_order_given(session: Session, here: Places) -> None:
    account = make_account(session, here.party)
    grants = [
        give_role(session, account, Role.COORDINATOR, here.site),
        give_role(session, account, Role.TRANSLATOR, language="ti"),
        give_role(session, account, Role.PARTNER, here.programme),
        give_role(session, account, Role.REVIEWER, language="so"),
        give_role(session, account, Role.STAFF_LEARNER),
    ]
    for minutes, grant in enumerate(grants):
        grant.granted_at = NOW + timedelta(minutes=minutes)
    grants[2].valid_until = TODAY - timedelta(days=1)
    grants[3].valid_from = TODAY + timedelta(days=1)
    grants[4].revoked_at = NOW
    give_role(session, make_account(session, here.party), Role.ADMINISTRATOR)
    held = roles_of(session, account.id, now=NOW)
    assert [(role.role, role.unit, role.grant.language) for role in held] == [
        (Role.COORDINATOR, here.site, None),
        (Role.TRANSLATOR, None, "ti"),
    ]


def test_roles_of_an_account_end_with_the_swedish_day(session: Session, here: Places) -> None:
    account = make_account(session, here.party)
    give_role(session, account, Role.ADMINISTRATOR).valid_until = date(2026, 3, 9)
    late = NOW.replace(hour=22, minute=59)
    assert roles_of(session, account.id, now=late)
    assert not roles_of(session, account.id, now=late + timedelta(minutes=1))


def test_staff_by_name_with_party_and_the_roles_of_today(session: Session, here: Places) -> None:
    cia = make_account(session, here.party, name="Cia")
    make_account(session, here.other_party, name="Ali")
    give_role(session, cia, Role.COORDINATOR, here.site)
    give_role(session, cia, Role.PARTNER, here.programme).revoked_at = NOW
    page = list_staff(session, ALL, StaffFilter(), cursor=None, now=NOW)
    assert [(member.account.name, member.party.name) for member in page.items] == [
        ("Ali", "Kommunen"),
        ("Cia", "Regionen"),
    ]
    assert [[held.role for held in member.roles] for member in page.items] == [[], [Role.COORDINATOR]]


def test_pages_of_staff_with_the_same_name(session: Session, here: Places) -> None:
    made = [make_account(session, here.party, name="Sara Lind") for _ in range(70)]
    first = list_staff(session, ALL, StaffFilter(), cursor=None, now=NOW)
    second = list_staff(session, ALL, StaffFilter(), cursor=first.after, now=NOW)
    shown = [member.account.id for member in (*first.items, *second.items)]
    assert shown == sorted(account.id for account in made)
    assert (len(first.items), second.after) == (50, None)


def test_a_limited_reach_shows_who_holds_a_role_within_it(session: Session, here: Places) -> None:
    for name, role, unit in (
        ("Group", Role.COURSE_LEADER, here.group),
        ("Site", Role.COORDINATOR, here.site),
        ("Programme", Role.PROJECT_LEADER, here.programme),
        ("Foreign", Role.COORDINATOR, here.other_site),
        ("Everywhere", Role.ADMINISTRATOR, None),
    ):
        give_role(session, make_account(session, here.party, name=name), role, unit)
    make_account(session, here.party, name="Nothing")
    assert _names(session, _within(here.site)) == ["Group", "Site"]
    assert _names(session, _within(here.programme)) == ["Group", "Programme", "Site"]
    assert _names(session, _within(here.group, here.other_group)) == ["Group"]
    assert _names(session, Reach()) == []
    assert len(_names(session)) == 6


def test_a_limited_reach_shows_who_will_hold_a_role_and_not_who_held_one(
    session: Session, here: Places
) -> None:
    grants = {
        name: give_role(session, make_account(session, here.party, name=name), Role.COORDINATOR, here.site)
        for name in ("Coming", "Ended", "Revoked")
    }
    grants["Coming"].valid_from = TODAY + timedelta(days=1)
    grants["Ended"].valid_until = TODAY - timedelta(days=1)
    grants["Revoked"].revoked_at = NOW
    session.flush()
    assert _names(session, _within(here.site)) == ["Coming"]


def test_a_limited_reach_tells_nothing_of_roles_elsewhere(session: Session, here: Places) -> None:
    account = make_account(session, here.party, name="Both")
    give_role(session, account, Role.COURSE_LEADER, here.group)
    give_role(session, account, Role.EXTERNAL_LEADER, here.other_group)
    give_role(session, account, Role.ADMINISTRATOR)
    reach = _within(here.site)
    (member,) = list_staff(session, reach, StaffFilter(), cursor=None, now=NOW).items
    assert [held.role for held in member.roles] == [Role.COURSE_LEADER]
    assert _names(session, reach, role="administrator") == []
    assert _names(session, reach, role="external_leader") == []
    assert _names(session, reach, role="course_leader") == ["Both"]
    found = find_staff_member(session, reach, account.id, now=NOW)
    assert found is not None
    assert [held.role for held in found.roles] == [Role.COURSE_LEADER]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["50%_/ Off", "Eva Berg", "Åsa Öberg"]),
        ("berg", ["Eva Berg", "Åsa Öberg"]),
        ("BERG", ["Eva Berg", "Åsa Öberg"]),
        ("åsa ö", ["Åsa Öberg"]),
        ("ÅSA", ["Åsa Öberg"]),
        ("Eva@Region", ["Eva Berg"]),
        ("%", ["50%_/ Off"]),
        ("_", ["50%_/ Off"]),
        ("/", ["50%_/ Off"]),
        ("0%_/", ["50%_/ Off"]),
        ("\\", []),
        ("'", []),
        ("* OR 1=1 --", []),
        ("E%a", []),
    ],
)
def test_a_search_takes_every_sign_as_it_is(
    session: Session, here: Places, text: str, names: list[str]
) -> None:
    make_account(session, here.party, name="Åsa Öberg", email="asa@region.example")
    make_account(session, here.party, name="Eva Berg", email="eva@region.example")
    make_account(session, here.party, name="50%_/ Off", email="off@kommun.example")
    assert sorted(_names(session, text=text)) == names


def test_filters_by_role_and_state_are_joined(session: Session, here: Places) -> None:
    for name, state in (
        ("Eva", AccountState.INVITED),
        ("Ali", AccountState.ACTIVE),
        ("Bo", AccountState.CLOSED),
    ):
        account = make_account(session, here.party, name=name)
        account.state = state
        grant = give_role(session, account, Role.COORDINATOR, here.site)
        grant.revoked_at = NOW if state == AccountState.CLOSED else None
    session.flush()
    assert _names(session, role="coordinator") == ["Ali", "Eva"]
    assert _names(session, state="closed") == ["Bo"]
    assert _names(session, role="coordinator", state="active", text="A") == ["Ali"]
    assert _names(session, role="partner") == []


def test_a_filter_in_an_address() -> None:
    assert StaffFilter().query == ""
    assert StaffFilter("å&b=c", "partner").query == "text=%C3%A5%26b%3Dc&role=partner&"


@pytest.mark.parametrize("reach", ["all", "some"])
def test_a_list_of_staff_costs_the_same_with_any_number(
    session: Session, engine: Engine, here: Places, reach: str
) -> None:
    chosen = ALL if reach == "all" else _within(here.programme)
    counts = []
    for _ in range(3):
        with sent_statements(engine) as sent:
            _names(session, chosen, text="a", role="coordinator", state="active")
        counts.append(len(sent))
        for _ in range(30):
            give_role(session, make_account(session, here.party), Role.COORDINATOR, here.site)
        session.flush()
    assert counts == [3, 3, 3]


def test_a_staff_member_with_all_roles(session: Session, here: Places) -> None:
    account = make_account(session, here.party)
    ended = give_role(session, account, Role.PARTNER, here.site)
    coming = give_role(session, account, Role.PARTNER, here.site)
    held = give_role(session, account, Role.PARTNER, here.site)
    ended.revoked_at, coming.valid_from = NOW, TODAY + timedelta(days=1)
    session.flush()
    found = find_staff_member(session, ALL, account.id, now=NOW)
    assert found is not None
    assert (found.account, found.party) == (account, here.party)
    assert [role.grant for role in found.roles] == [held, coming, ended]


def test_a_staff_member_outside_is_as_unknown_as_nobody(
    session: Session, engine: Engine, here: Places
) -> None:
    account = make_account(session, here.party)
    give_role(session, account, Role.COORDINATOR, here.other_site)
    session.flush()
    sent = []
    for account_id in (account.id, "0000000000000000", "", "\u202e" * 9):
        with sent_statements(engine) as statements:
            assert find_staff_member(session, _within(here.site), account_id, now=NOW) is None
        sent.append(statements)
    assert all(statements == sent[0] for statements in sent)


def test_a_grant_is_found_with_its_own_account_only(session: Session, here: Places) -> None:
    account, other = make_account(session, here.party), make_account(session, here.party)
    grant = give_role(session, account, Role.COORDINATOR, here.site)
    found = find_grant(session, account.id, grant.id)
    assert found is not None
    assert (found.grant, found.role, found.unit) == (grant, Role.COORDINATOR, here.site)
    assert find_grant(session, other.id, grant.id) is None
    assert find_grant(session, account.id, "0000000000000000") is None
