"""Roles: what each may do, against a table of its own; where each can be given; rights by day and place."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.ids import new_id
from app.core.permissions import PERMISSIONS, Permission, Reach
from app.people.models.accounts import Role, RoleGrant
from app.people.models.units import UnitKind
from app.people.rules.roles import (
    EVERYWHERE,
    KINDS_OF_UNIT,
    NAMES,
    PERMISSIONS_OF,
    GrantScope,
    fault_of_grant,
    holds_on,
    rights_of,
    sees_participants,
)

# Written out anew, a line for each permission: who changes a right has to change it in both places.
HOLDERS = {
    "public": set(),
    "own_card": set(),
    "own_account": set(Role),
    "see_staff": {Role.ADMINISTRATOR, Role.PROJECT_LEADER, Role.COORDINATOR},
    "manage_staff": {Role.ADMINISTRATOR},
    "manage_units": {Role.ADMINISTRATOR},
    "see_access": {Role.ADMINISTRATOR, Role.PROJECT_LEADER, Role.COORDINATOR},
    "see_participants": {Role.COORDINATOR, Role.COURSE_LEADER},
    "edit_participants": {Role.COORDINATOR, Role.COURSE_LEADER},
    "give_cards": {Role.COORDINATOR, Role.COURSE_LEADER},
    "see_contact": {Role.COORDINATOR, Role.COURSE_LEADER},
    "forget_participants": {Role.COORDINATOR, Role.COURSE_LEADER},
    "count_seats": {Role.PROJECT_LEADER, Role.COORDINATOR, Role.COURSE_LEADER},
    "review_log": {Role.ADMINISTRATOR, Role.PROJECT_LEADER},
    "see_lectures": set(Role) - {Role.STAFF_LEARNER, Role.PARTNER},
    "edit_lectures": {Role.COORDINATOR, Role.COURSE_LEADER},
    "approve_lectures": {Role.COORDINATOR, Role.COURSE_LEADER},
    "translate_subtitles": {Role.TRANSLATOR, Role.REVIEWER},
    "approve_subtitles": {Role.REVIEWER},
}
OURS, THEIRS = "ours", "theirs"
TODAY = date(2026, 3, 9)
P, S, G = UnitKind.PROGRAMME, UnitKind.SITE, UnitKind.GROUP
# Where each role can be given by somebody of the party that answers for the participants there.
PLACES: dict[Role, set[UnitKind | None]] = {
    Role.ADMINISTRATOR: {None},
    Role.PROJECT_LEADER: {P},
    Role.COORDINATOR: {P, S},
    Role.COURSE_LEADER: {S, G},
    Role.EXTERNAL_LEADER: {G},
    Role.TRANSLATOR: {None},
    Role.REVIEWER: {None},
    Role.STAFF_LEARNER: {None},
    Role.PARTNER: {P, S},
}


def make_grant(
    role: Role = Role.COURSE_LEADER,
    unit_id: str | None = "group",
    *,
    first: date = date(2026, 1, 1),
    last: date | None = None,
    revoked: bool = False,
    language: str | None = None,
) -> RoleGrant:
    return RoleGrant(
        id=new_id(),
        account_id="sara",
        role=role,
        unit_id=unit_id,
        language=language,
        valid_from=first,
        valid_until=last,
        granted_by="eva",
        granted_at=datetime(2026, 1, 1, tzinfo=UTC),
        revoked_at=datetime(2026, 2, 1, tzinfo=UTC) if revoked else None,
    )


def test_table_holds_every_permission_and_role() -> None:
    assert set(HOLDERS) == {permission.name for permission in PERMISSIONS}
    assert set(PERMISSIONS_OF) == set(NAMES) == set(PLACES) == set(Role)


@pytest.mark.parametrize("permission", PERMISSIONS, ids=lambda one: one.name)
@pytest.mark.parametrize("role", Role)
def test_role_holds_a_permission(role: Role, permission: Permission) -> None:
    assert (permission in PERMISSIONS_OF[role]) is (role in HOLDERS[permission.name])


def test_nobody_who_sees_participants_chooses_who_else_does() -> None:
    both = HOLDERS["see_participants"] & (HOLDERS["manage_staff"] | HOLDERS["manage_units"])
    assert both == set()
    for role in Role:
        names = {permission.name for permission in PERMISSIONS_OF[role]}
        assert not {"see_participants", "manage_staff"} <= names


def test_sees_participants_is_said_of_whoever_may_read_about_them() -> None:
    assert {role for role in Role if sees_participants(role)} == {
        Role.ADMINISTRATOR,  # the log: participants' codes and what was done with them
        Role.PROJECT_LEADER,
        Role.COORDINATOR,
        Role.COURSE_LEADER,
    }


def test_every_role_has_a_place_or_holds_everywhere() -> None:
    assert set(KINDS_OF_UNIT) | EVERYWHERE == set(Role)
    assert set(KINDS_OF_UNIT) & EVERYWHERE == set()


@pytest.mark.parametrize("kind", [None, P, S, G])
@pytest.mark.parametrize("role", Role)
def test_fault_of_grant_by_place(role: Role, kind: UnitKind | None) -> None:
    scope = GrantScope(kind, OURS if kind else None, language="ti")
    fault = fault_of_grant(role, scope, party_id=OURS)
    assert set(fault) == (set() if kind in PLACES[role] else {"unit"})


@pytest.mark.parametrize(
    ("role", "kind", "is_refused"),
    [
        (Role.PROJECT_LEADER, P, True),
        (Role.COORDINATOR, P, True),
        (Role.COORDINATOR, S, True),
        (Role.COURSE_LEADER, S, True),
        (Role.COURSE_LEADER, G, True),
        (Role.EXTERNAL_LEADER, G, False),
        (Role.PARTNER, P, False),
        (Role.PARTNER, S, False),
    ],
)
def test_fault_of_grant_for_staff_of_another_party(role: Role, kind: UnitKind, is_refused: bool) -> None:
    fault = fault_of_grant(role, GrantScope(kind, THEIRS), party_id=OURS)
    assert set(fault) == ({"unit"} if is_refused else set())
    assert ("Another organisation" in fault.get("unit", "")) is is_refused


@pytest.mark.parametrize("role", [Role.TRANSLATOR, Role.REVIEWER])
def test_fault_of_grant_without_the_language_that_is_needed(role: Role) -> None:
    assert set(fault_of_grant(role, GrantScope(), party_id=OURS)) == {"language"}
    assert fault_of_grant(role, GrantScope(language="so"), party_id=OURS) == {}


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.TRANSLATOR, Role.REVIEWER}))
def test_fault_of_grant_needs_no_language_otherwise(role: Role) -> None:
    for kind in PLACES[role]:
        assert fault_of_grant(role, GrantScope(kind, OURS if kind else None), party_id=OURS) == {}


@pytest.mark.parametrize(
    ("first", "last", "is_revoked", "holds"),
    [
        (TODAY, None, False, True),
        (TODAY, TODAY, False, True),
        (TODAY - timedelta(1), None, False, True),
        (TODAY + timedelta(1), None, False, False),
        (date.min, date.max, False, True),
        (TODAY - timedelta(9), TODAY - timedelta(1), False, False),
        (TODAY - timedelta(9), TODAY + timedelta(1), False, True),
        (TODAY + timedelta(1), TODAY - timedelta(1), False, False),
        (TODAY, None, True, False),
        (TODAY, TODAY, True, False),
    ],
)
def test_holds_on(first: date, last: date | None, is_revoked: bool, holds: bool) -> None:
    assert holds_on(make_grant(first=first, last=last, revoked=is_revoked), TODAY) is holds


# What reaches no further than the holder's own party answers for.
OF_PARTICIPANTS = {
    "see_participants",
    "edit_participants",
    "give_cards",
    "see_contact",
    "forget_participants",
    "review_log",
}


def _by_name(grants: list[RoleGrant]) -> dict[str, Reach]:
    return {permission.name: reach for permission, reach in rights_of(grants, TODAY, party_id="p").items()}


def test_rights_of_nobody() -> None:
    assert rights_of([], TODAY, party_id="p") == {}


@pytest.mark.parametrize("role", Role)
def test_rights_of_one_role(role: Role) -> None:
    unit_id = None if role in EVERYWHERE else "unit"
    rights = _by_name([make_grant(role, unit_id)])
    assert set(rights) == {name for name, holders in HOLDERS.items() if role in holders}
    for name, reach in rights.items():
        own_party = "p" if name in OF_PARTICIPANTS else None
        where = Reach(unit_ids=frozenset({"unit"}), controller_id=own_party)
        assert reach == (Reach(everywhere=True) if unit_id is None else where), name


def test_rights_of_two_roles_keep_their_places_apart() -> None:
    rights = _by_name([make_grant(Role.COURSE_LEADER, "group"), make_grant(Role.PROJECT_LEADER, "programme")])
    assert rights["see_participants"] == Reach(unit_ids=frozenset({"group"}), controller_id="p")
    assert rights["review_log"] == Reach(unit_ids=frozenset({"programme"}), controller_id="p")
    assert rights["count_seats"] == Reach(unit_ids=frozenset({"group", "programme"}))


def test_rights_of_a_role_everywhere_reach_no_participants_of_another() -> None:
    rights = _by_name([make_grant(Role.ADMINISTRATOR, None), make_grant(Role.COURSE_LEADER, "group")])
    assert rights["manage_staff"] == Reach(everywhere=True)
    assert rights["see_participants"] == Reach(unit_ids=frozenset({"group"}), controller_id="p")
    assert rights["review_log"] == Reach(everywhere=True)


def test_rights_of_languages_are_joined() -> None:
    grants = [make_grant(Role.TRANSLATOR, None, language=lang) for lang in ("ti", "so")]
    assert _by_name(grants)["own_account"].languages == frozenset({"ti", "so"})


def test_rights_of_grants_that_do_not_hold() -> None:
    ended = make_grant(Role.ADMINISTRATOR, None, last=TODAY - timedelta(1))
    coming = make_grant(Role.ADMINISTRATOR, None, first=TODAY + timedelta(1))
    revoked = make_grant(Role.ADMINISTRATOR, None, revoked=True)
    assert rights_of([ended, coming, revoked], TODAY, party_id="p") == {}


days = st.dates(TODAY - timedelta(3), TODAY + timedelta(3))
grants = st.builds(
    make_grant,
    st.sampled_from(Role),
    st.sampled_from([None, "programme", "site", "group"]),
    first=days,
    last=st.none() | days,
    revoked=st.booleans(),
    language=st.sampled_from([None, "ti", "so"]),
)


@given(st.lists(grants, max_size=4), grants, days)
@settings(max_examples=150)
def test_one_more_grant_never_takes_a_right_away(held: list[RoleGrant], more: RoleGrant, day: date) -> None:
    before, after = rights_of(held, day, party_id="p"), rights_of([*held, more], day, party_id="p")
    assert set(before) <= set(after)
    for permission, reach in before.items():
        assert after[permission] | reach == after[permission]


@given(st.lists(grants, max_size=4), days)
@settings(max_examples=100)
def test_rights_reach_no_further_than_the_grants_that_give_them(held: list[RoleGrant], day: date) -> None:
    for permission, reach in rights_of(held, day, party_id="p").items():
        giving = [one for one in held if holds_on(one, day) and permission in PERMISSIONS_OF[Role(one.role)]]
        assert reach.everywhere is any(one.unit_id is None for one in giving)
        assert reach.unit_ids == {one.unit_id for one in giving if one.unit_id is not None}
        assert reach.languages == {one.language for one in giving if one.language is not None}


@given(st.lists(grants, max_size=4), days)
@settings(max_examples=50)
def test_rights_do_not_depend_on_the_order_of_the_grants(held: list[RoleGrant], day: date) -> None:
    assert rights_of(held, day, party_id="p") == rights_of(held[::-1], day, party_id="p")
