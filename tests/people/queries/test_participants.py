"""Participants are found within a reach only, and listed in pages."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.core.errors import NotFoundError
from app.core.keyring import Keyring
from app.core.permissions import Reach
from app.people.actions.cards import issue_card, revoke_cards
from app.people.models.participants import Participant
from app.people.models.units import Unit
from app.people.queries.participants import (
    Filter,
    find_participant,
    hold_participant,
    holders_of_cards,
    list_participants,
    parts_of,
)
from app.people.queries.units import units_within
from app.people.rules.sessions import CARD_LIFE
from tests.factories.people import NOW, Places, make_participant, make_places
from tests.people.statements import sent_statements

pytestmark = pytest.mark.data

RING = Keyring(["a secret"])


def _in(*units: Unit) -> Reach:
    return Reach(unit_ids=frozenset(unit.id for unit in units))


@pytest.fixture
def places(session: Session) -> Places:
    return make_places(session)


def _listed(session: Session, units: list[Unit], wanted: Filter | None = None) -> list[str]:
    page = list_participants(session, units, wanted or Filter(), cursor=None, now=NOW)
    return [row.participant.id for row in page.items]


def test_one_is_found_from_her_group_site_and_programme_and_from_nowhere_else(
    session: Session, places: Places
) -> None:
    own = make_participant(session, places.group)
    for unit in (places.group, places.site, places.programme):
        found = find_participant(session, _in(unit), own.id)
        assert (found.participant.id, found.unit.id) == (own.id, places.group.id)
    assert find_participant(session, Reach(everywhere=True), own.id).participant is own
    for unit in (places.sister_group, places.other_group, places.other_programme):
        with pytest.raises(NotFoundError):
            find_participant(session, _in(unit), own.id)
    for unknown in ("", "0" * 16, own.code):
        with pytest.raises(NotFoundError):
            find_participant(session, Reach(everywhere=True), unknown)


def test_holding_reads_her_as_she_is_now(session: Session, places: Places) -> None:
    own = make_participant(session, places.group)
    session.connection().exec_driver_sql("UPDATE participants SET version = 5")
    assert hold_participant(session, own.id).version == 5
    with pytest.raises(NotFoundError):
        hold_participant(session, "0" * 16)


def test_the_list_goes_by_unit_and_code(session: Session, places: Places) -> None:
    made = [make_participant(session, unit) for unit in (places.group, places.sister_group) * 3]
    make_participant(session, places.other_group)
    expected = [found.id for found in sorted(made, key=lambda one: (one.unit_id, one.code))]
    units = list(units_within(session, _in(places.site)))
    assert _listed(session, units) == expected
    assert _listed(session, [places.group]) == [
        own for own in expected if own in {one.id for one in made[::2]}
    ]
    assert _listed(session, []) == []


def test_the_list_is_narrowed(session: Session, places: Places) -> None:
    first, second = make_participant(session, places.group), make_participant(session, places.group)
    first.code, second.code = "ABCD2345", "ABCE2345"
    second.spoken_language, second.interpreter_need = "so", "no"
    session.flush()
    wanted = {
        Filter(spoken_language="so"): [second.id],
        Filter(interpreter_need="always"): [first.id],
        Filter(spoken_language="so", interpreter_need="always"): [],
        Filter(code="ab"): [first.id, second.id],
        Filter(code="abcd-2345"): [first.id],
        Filter(code="ABCE2"): [second.id],
        Filter(code="BCD"): [],
        Filter(code="ABCD23456"): [],
        Filter(code="%"): [],
        Filter(code="ABC_"): [],
        Filter(code="\0"): [],
        Filter(code=" - "): [first.id, second.id],
    }
    for filter_, ids in wanted.items():
        assert _listed(session, [places.group], filter_) == ids, filter_


def test_the_list_says_who_has_a_card_that_works_in_two_queries(session: Session, places: Places) -> None:
    made = [make_participant(session, places.group) for _ in range(5)]
    issue_card(session, made[0].id, RING, NOW)
    issue_card(session, made[1].id, RING, NOW)
    revoke_cards(session, made[1].id, NOW)
    issue_card(session, made[2].id, RING, NOW - CARD_LIFE)
    with sent_statements(session.get_bind().engine) as statements:
        page = list_participants(session, [places.group], Filter(), cursor=None, now=NOW)
    assert [row.participant.id for row in page.items if row.has_card] == [made[0].id]
    assert {row.unit.id for row in page.items} == {places.group.id}
    assert len(statements) == 2


def test_a_card_works_until_it_ends(session: Session, places: Places) -> None:
    own: Participant = make_participant(session, places.group)
    issue_card(session, own.id, RING, NOW)
    last = NOW + CARD_LIFE
    assert holders_of_cards(session, [own.id], now=last - timedelta(seconds=1)) == {own.id}
    assert holders_of_cards(session, [own.id], now=last) == frozenset()
    assert holders_of_cards(session, [], now=NOW) == frozenset()


def test_the_list_has_pages(session: Session, places: Places) -> None:
    made = {make_participant(session, places.group).id for _ in range(51)}
    first = list_participants(session, [places.group], Filter(), cursor=None, now=NOW)
    second = list_participants(session, [places.group], Filter(), cursor=first.after, now=NOW)
    assert (len(first.items), len(second.items), second.after) == (50, 1, None)
    assert {row.participant.id for row in first.items + second.items} == made


def test_parts_of_a_unit_are_those_within_it(session: Session, places: Places) -> None:
    units = units_within(session, _in(places.programme))
    assert {u.id for u in parts_of(units, places.programme.id)} == {u.id for u in units}
    assert {u.id for u in parts_of(units, places.site.id)} == {
        places.site.id,
        places.group.id,
        places.sister_group.id,
    }
    assert [u.id for u in parts_of(units, places.group.id)] == [places.group.id]
    own_group_only = units_within(session, _in(places.group))
    for outside in (places.other_group.id, "", "\0", places.site.id):
        with pytest.raises(NotFoundError):
            parts_of(own_group_only, outside)
