"""Permissions, reaches and actors: what is held, where, and that nothing is forgotten in the list of all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import permissions
from app.core.errors import ForbiddenError
from app.core.permissions import (
    EDIT_PARTICIPANTS,
    OWN_ACCOUNT,
    OWN_CARD,
    PERMISSIONS,
    PUBLIC,
    SEE_PARTICIPANTS,
    STAFF,
    Actor,
    Permission,
    Reach,
    Risk,
)

# Written out anew: whoever gives a permission another risk has to say it here as well.
SHOWS_PARTICIPANTS = {
    "see_participants",
    "edit_participants",
    "give_cards",
    "see_contact",
    "forget_participants",
    "review_log",
}
ids = st.frozensets(st.sampled_from("abc"))
reaches = st.builds(Reach, st.booleans(), ids, ids)


def test_permissions_are_all_listed_once() -> None:
    declared = [value for value in vars(permissions).values() if isinstance(value, Permission)]
    assert sorted(one.name for one in declared) == sorted(one.name for one in PERMISSIONS)
    assert len({one.name for one in PERMISSIONS}) == len(PERMISSIONS)


def test_permissions_say_what_they_are_in_words() -> None:
    assert [one.name for one in PERMISSIONS if not one.title] == []
    assert len({one.title for one in PERMISSIONS}) == len(PERMISSIONS)


def test_permissions_that_show_personal_data() -> None:
    assert {one.name for one in PERMISSIONS if one.shows_personal_data} == SHOWS_PARTICIPANTS


@pytest.mark.parametrize("permission", [PUBLIC, OWN_CARD, OWN_ACCOUNT])
def test_permissions_of_ones_own_need_no_event(permission: Permission) -> None:
    assert not permission.shows_personal_data


@pytest.mark.parametrize(
    ("risks", "shows"),
    [
        (Risk.NONE, False),
        (Risk.STAFF_DATA, False),
        (Risk.CONFIGURES | Risk.LOSES_DATA | Risk.PUBLISHES, False),
        (Risk.PERSONAL_DATA, True),
        (Risk.PERSONAL_DATA | Risk.LOSES_DATA, True),
    ],
)
def test_shows_personal_data(risks: Risk, shows: bool) -> None:
    assert Permission("probe", risks=risks).shows_personal_data is shows


def test_reach_is_nowhere_at_first() -> None:
    assert Reach() == Reach(everywhere=False, unit_ids=frozenset(), languages=frozenset())


def test_reaches_join() -> None:
    joined = Reach(unit_ids=frozenset("a")) | Reach(unit_ids=frozenset("b"), languages=frozenset({"ti"}))
    assert joined == Reach(unit_ids=frozenset("ab"), languages=frozenset({"ti"}))
    assert (joined | Reach(everywhere=True)).everywhere


@given(reaches, reaches, reaches)
def test_reaches_join_in_any_order_and_lose_nothing(one: Reach, two: Reach, three: Reach) -> None:
    assert one | two == two | one
    assert (one | two) | three == one | (two | three)
    assert one | one == one
    joined = one | two
    assert joined.everywhere >= one.everywhere
    assert joined.unit_ids >= one.unit_ids
    assert joined.languages >= one.languages


def test_actor_may_what_she_holds_and_no_more() -> None:
    reach = Reach(unit_ids=frozenset({"group"}))
    actor = Actor(STAFF, "sara", "session", "Sara", {SEE_PARTICIPANTS: reach})
    assert actor.may(SEE_PARTICIPANTS)
    assert actor.reach(SEE_PARTICIPANTS) == reach
    assert not actor.may(EDIT_PARTICIPANTS)
    with pytest.raises(ForbiddenError, match=r"^edit_participants$"):
        actor.reach(EDIT_PARTICIPANTS)


def test_actor_without_rights_may_nothing() -> None:
    actor = Actor(STAFF, "sara", "session")
    assert [one for one in PERMISSIONS if actor.may(one)] == []


def test_reach_joined_with_everywhere_has_no_controller() -> None:
    ours = Reach(unit_ids=frozenset("a"), controller_id="p")
    assert (ours | Reach()).controller_id == (Reach() | ours).controller_id == "p"
    assert (ours | Reach(everywhere=True)).controller_id is None
