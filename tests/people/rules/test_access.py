"""The permissions in words, and who holds them."""

from app.core.permissions import EDIT_PARTICIPANTS, MANAGE_STAFF, OWN_CARD, PERMISSIONS, PUBLIC, Risk
from app.people.models.accounts import Role
from app.people.rules.access import ONLOOKERS, RISK_NAMES, permission_table


def test_every_risk_has_words() -> None:
    assert set(RISK_NAMES) == set(Risk)


def test_every_permission_of_staff_is_listed_with_words_and_holders() -> None:
    table = permission_table()
    assert [row.permission for row in table] == [
        permission for permission in PERMISSIONS if permission not in {PUBLIC, OWN_CARD}
    ]
    assert all(row.permission.title and row.roles for row in table)


def test_a_row_names_risks_and_roles() -> None:
    rows = {row.permission: row for row in permission_table()}
    assert rows[MANAGE_STAFF].risks == ("Shows staff", "Changes how things work")
    assert rows[MANAGE_STAFF].roles == (Role.ADMINISTRATOR,)
    assert rows[EDIT_PARTICIPANTS].risks == ("Shows participants",)
    assert rows[EDIT_PARTICIPANTS].roles == (Role.COORDINATOR, Role.COURSE_LEADER)


def test_onlookers_are_the_roles_that_show_participants_or_their_log() -> None:
    assert set(ONLOOKERS) == {
        Role.ADMINISTRATOR,
        Role.PROJECT_LEADER,
        Role.COORDINATOR,
        Role.COURSE_LEADER,
    }
