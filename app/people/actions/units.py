"""Adding the cooperating parties, and programmes, sites and groups."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.errors import S_, InvalidInputError
from app.core.ids import new_id
from app.core.permissions import Reach
from app.people.models.units import Party, PartyKind, Unit, UnitKind
from app.people.queries.units import find_unit
from app.people.rules.units import kind_within

_CHOOSE = S_("Choose one of these.")


@dataclass(frozen=True)
class NewUnit:
    """A unit to be added: a programme without `parent_id`, else what lies directly in that unit.

    Without `controller_id` a site or group takes over the one of its parent.
    """

    name: str
    parent_id: str | None = None
    controller_id: str | None = None


def add_party(session: Session, name: str, kind: PartyKind, *, may_hold_personal_data: bool) -> Party:
    """Add a cooperating party; raise InvalidInputError when the name is used already."""
    party = Party(id=new_id(), kind=kind, name=name, may_hold_personal_data=may_hold_personal_data)
    try:
        with session.begin_nested():
            session.add(party)
    except IntegrityError:
        raise InvalidInputError({"party_name": S_("There is one with this name already.")}) from None
    return party


def add_unit(session: Session, reach: Reach, wanted: NewUnit) -> Unit:
    """Add a programme, a site or a group, by where it is to lie; raise InvalidInputError when it cannot.

    Two in the same place never have the same name, so that a form sent twice adds one.
    """
    parent = _find_parent(session, reach, wanted.parent_id)
    kind = kind_within(parent)
    if kind is None:
        raise InvalidInputError({"parent": S_("A group holds no other groups. Choose a site.")})
    controller = _find_controller(session, parent, kind, wanted.controller_id)
    # Held until the end, so that of two forms sent at once the second sees what the first added.
    session.execute(select(Party.id).where(Party.id == controller.id).with_for_update())
    _refuse_same_name(session, parent, kind, wanted.name)
    own_id = new_id()
    unit = Unit(
        id=own_id,
        kind=kind,
        name=wanted.name,
        programme_id=own_id if parent is None else parent.programme_id,
        site_id=own_id if kind is UnitKind.SITE else None if parent is None else parent.site_id,
        controller_id=controller.id,
    )
    session.add(unit)
    session.flush()
    return unit


def _find_parent(session: Session, reach: Reach, parent_id: str | None) -> Unit | None:
    if parent_id is None:
        return None
    parent = find_unit(session, reach, parent_id)
    if parent is None:
        raise InvalidInputError({"parent": _CHOOSE})
    return parent


def _find_controller(
    session: Session, parent: Unit | None, kind: UnitKind, controller_id: str | None
) -> Party:
    """Find who is to answer for the participants; a group follows its site."""
    inherited = None if parent is None else parent.controller_id
    chosen_id = controller_id or inherited
    if chosen_id is None:
        raise InvalidInputError({"controller": S_("Choose who answers for the participants.")})
    if kind is UnitKind.GROUP and chosen_id != inherited:
        raise InvalidInputError(
            {"controller": S_("The organisation of the site answers for its groups, too. Leave this empty.")}
        )
    controller = session.get(Party, chosen_id)
    if controller is None:
        raise InvalidInputError({"controller": _CHOOSE})
    if not controller.may_hold_personal_data:
        raise InvalidInputError(
            {"controller": S_("This organisation may not hold personal data. Choose another one.")}
        )
    return controller


def _refuse_same_name(session: Session, parent: Unit | None, kind: UnitKind, name: str) -> None:
    same = select(Unit.id).where(Unit.kind == kind, Unit.name == name)
    if parent is not None:
        around = Unit.site_id if kind is UnitKind.GROUP else Unit.programme_id
        same = same.where(around == parent.id)
    if session.scalars(same).first() is not None:
        raise InvalidInputError({"unit_name": S_("There is one with this name here already.")})
