"""Programmes, sites and groups: what lies within a reach, in the order a person expects."""

from collections.abc import Callable

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.core.permissions import Reach
from app.people.models.units import Unit, UnitKind
from app.people.queries.units import find_unit, units_within
from tests.factories.people import Places, make_places, make_unit

pytestmark = pytest.mark.data

EVERYWHERE = Reach(everywhere=True)
NOWHERE = Reach()
Pick = Callable[[Places], Unit]


@pytest.fixture
def here(session: Session) -> Places:
    return make_places(session)


def _within(*units: Unit) -> Reach:
    return Reach(unit_ids=frozenset(unit.id for unit in units))


def _names(session: Session, reach: Reach) -> list[str]:
    return [unit.name for unit in units_within(session, reach)]


def test_units_within_everywhere(session: Session, here: Places) -> None:
    assert _names(session, EVERYWHERE) == [
        "Smärtskola Norr",
        "Skäggetorp",
        "Tisdagsgruppen",
        "Torsdagsgruppen",
        "Smärtskola Syd",
        "Ryd",
        "Fredagsgruppen",
    ]


def test_units_within_nowhere(session: Session, here: Places) -> None:
    assert _names(session, NOWHERE) == []
    assert _names(session, Reach(languages=frozenset({"ti"}))) == []
    assert _names(session, Reach(unit_ids=frozenset({"no such unit", "", "%"}))) == []


@pytest.mark.parametrize(
    ("pick", "names"),
    [
        (lambda here: here.programme, ["Smärtskola Norr", "Skäggetorp", "Tisdagsgruppen", "Torsdagsgruppen"]),
        (lambda here: here.site, ["Skäggetorp", "Tisdagsgruppen", "Torsdagsgruppen"]),
        (lambda here: here.group, ["Tisdagsgruppen"]),
        (lambda here: here.sister_group, ["Torsdagsgruppen"]),
        (lambda here: here.other_site, ["Ryd", "Fredagsgruppen"]),
    ],
    ids=["programme", "site", "group", "sister group", "other site"],
)
def test_units_within_one_unit(session: Session, here: Places, pick: Pick, names: list[str]) -> None:
    assert _names(session, _within(pick(here))) == names


def test_units_within_several_units_overlap_without_doubling(session: Session, here: Places) -> None:
    reach = _within(here.site, here.group, here.other_group)
    assert _names(session, reach) == ["Fredagsgruppen", "Skäggetorp", "Tisdagsgruppen", "Torsdagsgruppen"]


def test_units_within_keeps_those_of_one_name_together(session: Session, here: Places) -> None:
    """Two programmes may have the same name, and two sites: each keeps its own."""
    for _ in range(2):
        programme = make_unit(session, UnitKind.PROGRAMME, "Lika", here.party)
        for _ in range(2):
            site = make_unit(session, UnitKind.SITE, "Lika", here.party, programme)
            make_unit(session, UnitKind.GROUP, "A", here.party, site)
            make_unit(session, UnitKind.GROUP, "B", here.party, site)
    found = [unit for unit in units_within(session, EVERYWHERE) if unit.name in {"Lika", "A", "B"}]
    kinds = ["programme", *["site", "group", "group"] * 2] * 2
    assert [str(unit.kind) for unit in found] == kinds
    for unit, last in zip(found[1:], found, strict=False):
        if unit.kind == UnitKind.SITE:
            assert last.programme_id == unit.programme_id
        if unit.kind == UnitKind.GROUP:
            assert last.site_id == unit.site_id


@pytest.mark.parametrize(
    ("reach_of", "is_found"),
    [
        (lambda _: EVERYWHERE, True),
        (lambda here: _within(here.programme), True),
        (lambda here: _within(here.site), True),
        (lambda here: _within(here.group), True),
        (lambda here: _within(here.sister_group), False),
        (lambda here: _within(here.other_programme, here.other_site, here.other_group), False),
        (lambda _: NOWHERE, False),
    ],
    ids=["everywhere", "programme", "site", "group", "sister group", "others", "nowhere"],
)
def test_find_unit_within_a_reach(
    session: Session, here: Places, reach_of: Callable[[Places], Reach], is_found: bool
) -> None:
    found = find_unit(session, reach_of(here), here.group.id)
    assert (found is not None) is is_found
    assert found is None or found.id == here.group.id


def test_find_unit_from_within_does_not_reach_what_lies_around(session: Session, here: Places) -> None:
    for around in (here.site, here.programme):
        assert find_unit(session, _within(here.group), around.id) is None


@pytest.mark.parametrize("unit_id", ["", "no such unit", "%", "' OR 1=1 --", "x" * 100_000, "ä"])
def test_find_unit_that_does_not_exist(session: Session, here: Places, unit_id: str) -> None:
    assert find_unit(session, EVERYWHERE, unit_id) is None


def test_units_are_read_in_one_query(session: Session, here: Places) -> None:
    asked: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    for number in range(30):
        make_unit(session, UnitKind.GROUP, f"Grupp {number}", here.party, here.site)
    session.expire_all()
    event.listen(session.get_bind(), "before_cursor_execute", note)
    assert len(units_within(session, EVERYWHERE)) == 37
    event.remove(session.get_bind(), "before_cursor_execute", note)
    assert len(asked) == 1


def test_units_within_leave_out_what_another_party_answers_for(session: Session, here: Places) -> None:
    theirs = make_unit(session, UnitKind.SITE, "Berga", here.other_party, here.programme)
    make_unit(session, UnitKind.GROUP, "Onsdagsgruppen", here.other_party, theirs)
    ours = Reach(unit_ids=frozenset({here.programme.id}), controller_id=here.party.id)
    assert "Berga" not in _names(session, ours)
    assert _names(session, ours)[0] == "Smärtskola Norr"
    assert find_unit(session, ours, theirs.id) is None
    others = Reach(unit_ids=frozenset({here.programme.id}), controller_id=here.other_party.id)
    assert _names(session, others) == ["Berga", "Onsdagsgruppen"]
