"""Giving roles and taking them back, one at a time and all at once."""

import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.database import Database
from app.core.errors import ForbiddenError, InvalidInputError
from app.core.permissions import MANAGE_STAFF, STAFF, Actor, Reach
from app.people.actions.roles import (
    AccountClosedError,
    LastAdministratorError,
    WantedRole,
    grant_role,
    revoke_role,
    revoke_roles,
)
from app.people.models.accounts import Account, AccountState, Role, RoleGrant
from tests.factories.people import NOW, Places, give_role, make_account, make_places

pytestmark = pytest.mark.data

TODAY = NOW.date()
ADMINISTRATOR = Actor(STAFF, "admin", "s1", reaches={MANAGE_STAFF: Reach(everywhere=True)})


@pytest.fixture
def here(session: Session) -> Places:
    return make_places(session)


@pytest.fixture
def account(session: Session, here: Places) -> Account:
    return make_account(session, here.party)


def _grant(session: Session, account: Account, wanted: WantedRole, actor: Actor = ADMINISTRATOR) -> RoleGrant:
    return grant_role(session, actor, account.id, wanted, now=NOW)


def _faults(session: Session, account: Account, wanted: WantedRole) -> set[str]:
    with pytest.raises(InvalidInputError) as caught:
        _grant(session, account, wanted)
    assert session.scalars(select(RoleGrant).where(RoleGrant.account_id == account.id)).all() == []
    return set(caught.value.fields)


def test_a_role_is_given_from_today(session: Session, here: Places, account: Account) -> None:
    grant = _grant(session, account, WantedRole(Role.COORDINATOR, here.site.id))
    assert (grant.account_id, grant.role, grant.unit_id) == (account.id, Role.COORDINATOR, here.site.id)
    assert (grant.valid_from, grant.valid_until, grant.revoked_at) == (TODAY, None, None)
    assert (grant.granted_by, grant.granted_at) == ("admin", NOW)


def test_nobody_gives_herself_what_shows_participants(
    session: Session, here: Places, account: Account
) -> None:
    own = Actor(STAFF, account.id, "s1", reaches={MANAGE_STAFF: Reach(everywhere=True)})
    for role, unit in ((Role.COORDINATOR, here.site), (Role.COURSE_LEADER, here.group)):
        with pytest.raises(InvalidInputError) as caught:
            _grant(session, account, WantedRole(role, unit.id), own)
        assert set(caught.value.fields) == {"role"}
    assert session.scalars(select(RoleGrant)).all() == []
    _grant(session, account, WantedRole(Role.PROJECT_LEADER, here.programme.id), own)
    _grant(session, account, WantedRole(Role.COORDINATOR, here.site.id))
    assert len(session.scalars(select(RoleGrant)).all()) == 2


def test_a_role_is_given_for_days_and_a_language(session: Session, account: Account) -> None:
    first, last = TODAY + timedelta(days=3), TODAY + timedelta(days=9)
    grant = _grant(session, account, WantedRole(Role.TRANSLATOR, None, "ti", first, last))
    assert (grant.language, grant.valid_from, grant.valid_until) == ("ti", first, last)


def test_the_day_is_the_swedish_one(session: Session, here: Places, account: Account) -> None:
    wanted = WantedRole(Role.COORDINATOR, here.site.id)
    grant = grant_role(session, ADMINISTRATOR, account.id, wanted, now=NOW.replace(hour=23, minute=30))
    assert grant.valid_from == TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (WantedRole(Role.COORDINATOR), "unit"),
        (WantedRole(Role.COORDINATOR, "0000000000000000"), "unit"),
        (WantedRole(Role.TRANSLATOR), "language"),
        (WantedRole(Role.ADMINISTRATOR, language="ti"), "language"),
        (WantedRole(Role.STAFF_LEARNER, valid_from=date(2026, 3, 8)), "valid_from"),
        (WantedRole(Role.STAFF_LEARNER, valid_until=date(2026, 3, 8)), "valid_until"),
        (
            WantedRole(Role.STAFF_LEARNER, valid_from=date(2026, 3, 12), valid_until=date(2026, 3, 11)),
            "valid_until",
        ),
    ],
)
def test_what_cannot_be_given(session: Session, account: Account, wanted: WantedRole, field: str) -> None:
    assert _faults(session, account, wanted) == {field}


def test_several_faults_are_told_at_once(session: Session, here: Places, account: Account) -> None:
    wanted = WantedRole(Role.ADMINISTRATOR, here.site.id, "ti", valid_until=date(2026, 3, 8))
    assert _faults(session, account, wanted) == {"unit", "language", "valid_until"}


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.COURSE_LEADER])
def test_participants_are_shown_to_staff_of_the_controller_only(
    session: Session, here: Places, account: Account, role: Role
) -> None:
    assert _faults(session, account, WantedRole(role, here.other_site.id)) == {"unit"}
    assert (
        _grant(session, account, WantedRole(Role.PARTNER, here.other_site.id)).unit_id == here.other_site.id
    )


def test_a_unit_out_of_the_givers_reach_is_as_unknown_as_none(
    session: Session, here: Places, account: Account
) -> None:
    limited = Actor(STAFF, "x", "s", reaches={MANAGE_STAFF: Reach(unit_ids=frozenset({here.site.id}))})
    faults = []
    for unit_id in (here.other_site.id, here.programme.id, "0000000000000000"):
        with pytest.raises(InvalidInputError) as caught:
            _grant(session, account, WantedRole(Role.PARTNER, unit_id), limited)
        faults.append(caught.value.fields)
    assert faults[0].keys() == {"unit"}
    assert faults[0] == faults[1] == faults[2]
    _grant(session, account, WantedRole(Role.COURSE_LEADER, here.group.id), limited)


def test_who_may_give_no_roles_gives_none(session: Session, here: Places, account: Account) -> None:
    with pytest.raises(ForbiddenError):
        _grant(session, account, WantedRole(Role.STAFF_LEARNER), Actor(STAFF, "x", "s"))


def test_the_same_role_is_not_given_twice(session: Session, here: Places, account: Account) -> None:
    wanted = WantedRole(Role.COURSE_LEADER, here.group.id)
    grant = _grant(session, account, wanted)
    with pytest.raises(InvalidInputError) as caught:
        _grant(session, account, wanted)
    assert set(caught.value.fields) == {"role"}
    _grant(session, account, WantedRole(Role.COURSE_LEADER, here.sister_group.id))
    revoke_role(session, grant, now=NOW)
    _grant(session, account, wanted)


def test_the_same_role_in_two_languages_or_one_after_the_other(session: Session, account: Account) -> None:
    last = TODAY + timedelta(days=9)
    _grant(session, account, WantedRole(Role.REVIEWER, None, "ti", valid_until=last))
    _grant(session, account, WantedRole(Role.REVIEWER, None, "so"))
    _grant(session, account, WantedRole(Role.REVIEWER, None, "ti", last + timedelta(days=1)))
    with pytest.raises(InvalidInputError):
        _grant(session, account, WantedRole(Role.REVIEWER, None, "ti", last))


def test_a_closed_account_gets_no_role(session: Session, account: Account) -> None:
    account.state = AccountState.CLOSED
    with pytest.raises(AccountClosedError):
        _grant(session, account, WantedRole(Role.STAFF_LEARNER))


def test_a_role_is_taken_back_once(session: Session, here: Places, account: Account) -> None:
    grant = give_role(session, account, Role.COORDINATOR, here.site)
    assert revoke_role(session, grant, now=NOW)
    assert not revoke_role(session, grant, now=NOW + timedelta(hours=1))
    assert grant.revoked_at == NOW


def test_the_last_administrator_stays(session: Session, account: Account) -> None:
    grant = give_role(session, account, Role.ADMINISTRATOR)
    with pytest.raises(LastAdministratorError) as caught:
        revoke_role(session, grant, now=NOW)
    assert caught.value.status == 409
    assert grant.revoked_at is None


def test_one_administrator_can_go_while_another_remains(
    session: Session, here: Places, account: Account
) -> None:
    grant = give_role(session, account, Role.ADMINISTRATOR)
    give_role(session, make_account(session, here.party), Role.ADMINISTRATOR)
    assert revoke_role(session, grant, now=NOW)


@pytest.mark.parametrize("lack", ["invited", "closed", "revoked", "ends", "coming"])
def test_who_cannot_be_counted_on_is_no_replacement(
    session: Session, here: Places, account: Account, lack: str
) -> None:
    grant = give_role(session, account, Role.ADMINISTRATOR)
    other = make_account(session, here.party)
    replacement = give_role(session, other, Role.ADMINISTRATOR)
    if lack in {"invited", "closed"}:
        other.state = lack
    elif lack == "revoked":
        replacement.revoked_at = NOW
    elif lack == "ends":
        replacement.valid_until = TODAY + timedelta(days=1000)
    else:
        replacement.valid_from = TODAY + timedelta(days=1)
    session.flush()
    with pytest.raises(LastAdministratorError):
        revoke_role(session, grant, now=NOW)


def test_all_administrators_cannot_go_together(session: Session, here: Places, account: Account) -> None:
    grants = [
        give_role(session, account, Role.ADMINISTRATOR),
        give_role(session, make_account(session, here.party), Role.ADMINISTRATOR),
        give_role(session, account, Role.COORDINATOR, here.site),
    ]
    with pytest.raises(LastAdministratorError):
        revoke_roles(session, [grant.id for grant in grants], now=NOW)
    assert [grant.revoked_at for grant in grants] == [None, None, None]
    assert revoke_roles(session, [grants[0].id, grants[2].id], now=NOW) == 2


def _at_once(database: Database, *works: Callable[[Session], object]) -> list[type[Exception] | None]:
    """Run each in a transaction and thread of its own, begun together; give what each one raised."""
    start = threading.Barrier(len(works))
    ends: list[type[Exception] | None] = [None] * len(works)

    def run(number: int) -> None:
        start.wait()
        try:
            with database.writing() as session:
                works[number](session)
        except Exception as error:  # noqa: BLE001 - what it is, is what is asked
            ends[number] = type(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def test_two_administrators_removing_each_other_leave_one(database: Database) -> None:
    with database.writing() as session:
        here = make_places(session)
        ids = [give_role(session, make_account(session, here.party), Role.ADMINISTRATOR).id for _ in range(2)]

    def remove(grant_id: str) -> Callable[[Session], object]:
        return lambda session: revoke_roles(session, [grant_id], now=NOW)

    ends = _at_once(database, *map(remove, ids))
    assert sorted(ends, key=str) == [LastAdministratorError, None]
    with database.reading() as session:
        left = session.scalars(select(RoleGrant).where(RoleGrant.revoked_at.is_(None))).all()
    assert len(left) == 1


def test_the_same_role_given_twice_at_once_is_given_once(database: Database) -> None:
    with database.writing() as session:
        here = make_places(session)
        account = make_account(session, here.party)
    wanted = WantedRole(Role.COURSE_LEADER, here.group.id)
    ends = _at_once(database, *[lambda session: _grant(session, account, wanted)] * 4)
    assert sorted(ends, key=str) == [*[InvalidInputError] * 3, None]
    with database.reading() as session:
        assert len(session.scalars(select(RoleGrant)).all()) == 1
