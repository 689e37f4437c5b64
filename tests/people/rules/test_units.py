"""Which unit lies in which, and the way to each."""

import pytest

from app.people.models.units import PartyKind, Unit, UnitKind
from app.people.rules.units import KIND_NAMES, PARTY_NAMES, kind_within, places_of

PROGRAMME = Unit(id="p", kind="programme", name="Norr", programme_id="p", site_id=None)
SITE = Unit(id="s", kind="site", name="Ryd", programme_id="p", site_id="s")
GROUP = Unit(id="g", kind="group", name="Tisdag", programme_id="p", site_id="s")


def test_every_kind_has_words() -> None:
    assert set(KIND_NAMES) == set(UnitKind)
    assert set(PARTY_NAMES) == set(PartyKind)


@pytest.mark.parametrize(
    ("parent", "kind"),
    [(None, UnitKind.PROGRAMME), (PROGRAMME, UnitKind.SITE), (SITE, UnitKind.GROUP), (GROUP, None)],
)
def test_what_lies_in_what(parent: Unit | None, kind: UnitKind | None) -> None:
    assert kind_within(parent) == kind


def test_the_way_to_a_unit() -> None:
    places = places_of([PROGRAMME, SITE, GROUP])
    assert [place.unit for place in places] == [PROGRAMME, SITE, GROUP]
    assert [place.names for place in places] == [("Norr",), ("Norr", "Ryd"), ("Norr", "Ryd", "Tisdag")]


def test_a_place_that_the_reader_does_not_reach_is_left_out() -> None:
    assert [place.names for place in places_of([SITE, GROUP])] == [("Ryd",), ("Ryd", "Tisdag")]
    assert [place.names for place in places_of([GROUP])] == [("Tisdag",)]


def test_a_label_isolates_each_name() -> None:
    assert places_of([PROGRAMME, SITE])[1].label == "\u2068Norr\u2069 › \u2068Ryd\u2069"
