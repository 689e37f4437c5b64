"""Which unit lies in which, and the words for units and parties."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.core.errors import S_
from app.people.models.units import PartyKind, Unit, UnitKind

KIND_NAMES: Final[Mapping[UnitKind, str]] = MappingProxyType(
    {
        UnitKind.PROGRAMME: S_("Programme"),
        UnitKind.SITE: S_("Site"),
        UnitKind.GROUP: S_("Group"),
    }
)

PARTY_NAMES: Final[Mapping[PartyKind, str]] = MappingProxyType(
    {
        PartyKind.REGION: S_("Region"),
        PartyKind.MUNICIPALITY: S_("Municipality"),
        PartyKind.INSURANCE_AGENCY: S_("Insurance agency"),
        PartyKind.EMPLOYMENT_SERVICE: S_("Employment service"),
        PartyKind.FEDERATION: S_("Coordination federation"),
        PartyKind.ASSOCIATION: S_("Association"),
    }
)

_KIND_WITHIN: Final[Mapping[str | None, UnitKind]] = MappingProxyType(
    {None: UnitKind.PROGRAMME, UnitKind.PROGRAMME: UnitKind.SITE, UnitKind.SITE: UnitKind.GROUP}
)

# Keeps a name in another script from turning its neighbours around (Unicode UAX 9, FSI and PDI).
_ISOLATE, _END = "\u2068", "\u2069"


@dataclass(frozen=True)
class Place:
    """A unit with the names on the way to it, its own last."""

    unit: Unit
    names: tuple[str, ...]

    @property
    def label(self) -> str:
        """The way as one text for places that take no markup, such as an option: each name isolated."""
        return " › ".join(f"{_ISOLATE}{name}{_END}" for name in self.names)


def kind_within(parent: Unit | None) -> UnitKind | None:
    """Say what lies directly in a unit, or stands by itself without one; None as nothing lies in a group."""
    return _KIND_WITHIN.get(None if parent is None else parent.kind)


def places_of(units: Iterable[Unit]) -> list[Place]:
    """Find the way to each unit, in the given order; a unit around it that was not given is left out."""
    given = list(units)
    names = {unit.id: unit.name for unit in given}

    def place(unit: Unit) -> Place:
        around = dict.fromkeys((unit.programme_id, unit.site_id, unit.id))
        return Place(unit, tuple(names[unit_id] for unit_id in around if unit_id in names))

    return [place(unit) for unit in given]
