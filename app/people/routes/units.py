"""Programmes, sites and groups, and the organisations that answer for them."""

from fastapi import APIRouter, Response

from app.core.errors import InvalidInputError
from app.core.permissions import MANAGE_UNITS
from app.people.actions.units import NewUnit, add_party, add_unit
from app.people.forms.units import PartyForm, UnitForm
from app.people.models.units import UnitKind
from app.people.queries.parties import list_parties
from app.people.queries.units import units_within
from app.people.rules.units import KIND_NAMES, PARTY_NAMES, places_of
from app.web.done import Done
from app.web.forms import Sent, parse
from app.web.guard import Page, Visit, form_page, guarded

router = APIRouter()


@router.get("/staff/units")
@guarded(MANAGE_UNITS)
def show_units(visit: Visit) -> Page:
    return _units_page(visit)


@router.post("/staff/units")
@guarded(MANAGE_UNITS)
def add_a_unit(visit: Visit, sent: Sent) -> Page | Response:
    try:
        form = parse(UnitForm, sent)
        wanted = NewUnit(form.unit_name, form.parent, form.controller)
        unit = add_unit(visit.session, visit.reach, wanted)
    except InvalidInputError as fault:
        return form_page(_units_page(visit), fault, sent)
    visit.record("unit.added", "unit", unit.id, unit_id=unit.id)
    return visit.redirect("/staff/units", Done.ADDED)


@router.post("/staff/parties")
@guarded(MANAGE_UNITS)
def add_a_party(visit: Visit, sent: Sent) -> Page | Response:
    try:
        form = parse(PartyForm, sent)
        may_hold = form.may_hold_personal_data
        party = add_party(visit.session, form.party_name, form.party_kind, may_hold_personal_data=may_hold)
    except InvalidInputError as fault:
        return form_page(_units_page(visit), fault, sent)
    visit.record("party.added", "party", party.id)
    return visit.redirect("/staff/units", Done.ADDED)


def _units_page(visit: Visit) -> Page:
    places = places_of(units_within(visit.session, visit.reach))
    parties = list_parties(visit.session)
    said = visit.locale.gettext
    context = {
        "places": places,
        "parties": parties,
        "party_of": {party.id: party for party in parties},
        "kind_names": KIND_NAMES,
        "party_names": PARTY_NAMES,
        "party_kinds": [(kind.value, said(name)) for kind, name in PARTY_NAMES.items()],
        "parents": [(place.unit.id, place.label) for place in places if place.unit.kind != UnitKind.GROUP],
        "controllers": [(party.id, party.name) for party in parties if party.may_hold_personal_data],
    }
    return Page("people/staff/units.html", context)
