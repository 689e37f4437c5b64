"""Adding parties, programmes, sites and groups."""

import threading

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.database import Database
from app.core.errors import InvalidInputError
from app.core.permissions import Reach
from app.people.actions.units import NewUnit, add_party, add_unit
from app.people.models.units import Party, PartyKind, Unit, UnitKind
from tests.factories.people import Places, make_places

pytestmark = pytest.mark.data

ALL = Reach(everywhere=True)


@pytest.fixture
def here(session: Session) -> Places:
    return make_places(session)


def _faults(session: Session, wanted: NewUnit, reach: Reach = ALL) -> dict[str, str]:
    with pytest.raises(InvalidInputError) as caught:
        add_unit(session, reach, wanted)
    return caught.value.fields


def _around(unit: Unit) -> tuple[str, str, str | None, str]:
    return unit.kind, unit.programme_id, unit.site_id, unit.controller_id


def test_a_programme_then_a_site_then_a_group(session: Session, here: Places) -> None:
    party, other = here.party.id, here.other_party.id
    programme = add_unit(session, ALL, NewUnit("Väst", None, party))
    site = add_unit(session, ALL, NewUnit("Centrum", programme.id))
    foreign = add_unit(session, ALL, NewUnit("Gården", programme.id, other))
    group = add_unit(session, ALL, NewUnit("Onsdag", foreign.id))
    assert _around(programme) == (UnitKind.PROGRAMME, programme.id, None, party)
    assert _around(site) == (UnitKind.SITE, programme.id, site.id, party)
    assert _around(foreign) == (UnitKind.SITE, programme.id, foreign.id, other)
    assert _around(group) == (UnitKind.GROUP, programme.id, foreign.id, other)


def test_a_group_may_name_the_controller_of_its_site(session: Session, here: Places) -> None:
    group = add_unit(session, ALL, NewUnit("Onsdag", here.site.id, here.party.id))
    assert (group.kind, group.site_id, group.controller_id) == (UnitKind.GROUP, here.site.id, here.party.id)


def test_what_cannot_be_added(session: Session, here: Places) -> None:
    before = session.scalars(select(func.count()).select_from(Unit)).one()
    for wanted, field in (
        (NewUnit("Väst"), "controller"),
        (NewUnit("Väst", None, "0000000000000000"), "controller"),
        (NewUnit("Onsdag", here.site.id, here.other_party.id), "controller"),
        (NewUnit("Onsdag", here.group.id), "parent"),
        (NewUnit("Onsdag", "0000000000000000"), "parent"),
        (NewUnit(here.programme.name, None, here.party.id), "unit_name"),
        (NewUnit(here.site.name, here.programme.id), "unit_name"),
        (NewUnit(here.group.name, here.site.id), "unit_name"),
    ):
        assert set(_faults(session, wanted)) == {field}, wanted
    assert session.scalars(select(func.count()).select_from(Unit)).one() == before


def test_the_same_name_elsewhere_is_no_fault(session: Session, here: Places) -> None:
    add_unit(session, ALL, NewUnit(here.group.name, here.other_site.id))
    add_unit(session, ALL, NewUnit(here.site.name, here.other_programme.id))
    add_unit(session, ALL, NewUnit(here.group.name, here.programme.id))


def test_a_parent_out_of_reach_is_as_unknown_as_none(session: Session, here: Places) -> None:
    reach = Reach(unit_ids=frozenset({here.site.id}))
    foreign = _faults(session, NewUnit("Onsdag", here.other_site.id), reach)
    assert foreign == _faults(session, NewUnit("Onsdag", "0000000000000000"), reach)
    assert set(foreign) == {"parent"}
    add_unit(session, reach, NewUnit("Onsdag", here.site.id))


def test_a_party_that_may_not_hold_personal_data_answers_for_nobody(session: Session, here: Places) -> None:
    financier = add_party(session, "Förbundet", PartyKind.FEDERATION, may_hold_personal_data=False)
    faults = _faults(session, NewUnit("Väst", None, financier.id))
    assert faults == {"controller": "This organisation may not hold personal data. Choose another one."}
    assert set(_faults(session, NewUnit("Centrum", here.programme.id, financier.id))) == {"controller"}


def test_a_party(session: Session) -> None:
    party = add_party(session, "Kommunen", PartyKind.MUNICIPALITY, may_hold_personal_data=True)
    assert session.get(Party, party.id) is party
    assert (party.name, party.kind, party.may_hold_personal_data) == ("Kommunen", "municipality", True)


def test_two_parties_never_have_the_same_name(session: Session) -> None:
    add_party(session, "Kommunen", PartyKind.MUNICIPALITY, may_hold_personal_data=True)
    with pytest.raises(InvalidInputError) as caught:
        add_party(session, "Kommunen", PartyKind.REGION, may_hold_personal_data=True)
    assert set(caught.value.fields) == {"party_name"}
    assert session.scalars(select(Party.kind)).all() == ["municipality"]


def test_a_group_added_twice_at_once_is_added_once(database: Database) -> None:
    with database.writing() as session:
        here = make_places(session)
    start = threading.Barrier(4)
    ends: list[str] = []

    def run() -> None:
        start.wait()
        try:
            with database.writing() as session:
                add_unit(session, ALL, NewUnit("Onsdag", here.site.id))
            ends.append("added")
        except InvalidInputError as fault:
            ends.extend(fault.fields)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["added", "unit_name", "unit_name", "unit_name"]
