"""Participants: the list, one of them, registering, changing and forgetting."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response

from app.core.dates import local
from app.core.errors import S_, InvalidInputError
from app.core.ids import new_id
from app.core.locales import LANGUAGES, Locale
from app.core.permissions import (
    EDIT_PARTICIPANTS,
    FORGET_PARTICIPANTS,
    GIVE_CARDS,
    SEE_CONTACT,
    SEE_PARTICIPANTS,
)
from app.people.actions.own_account import is_fresh
from app.people.actions.participants import (
    REGISTERED_ALREADY,
    change_participant,
    register_participant,
    remove_participant,
)
from app.people.actions.seats import Seats, add_seat
from app.people.forms.participants import (
    DEFAULTS,
    ChangeForm,
    InterpreterWish,
    ListQuery,
    NewForm,
    RemoveForm,
    Way,
    filled_in,
)
from app.people.models.participants import Purpose
from app.people.models.units import Unit, UnitKind
from app.people.queries.choices import choices_of
from app.people.queries.own_account import signed_in_at
from app.people.queries.participants import (
    Found,
    Listed,
    find_participant,
    holders_of_cards,
    list_participants,
    parts_of,
)
from app.people.queries.units import units_within
from app.people.routes.gate import lead_to_fresh_sign_in
from app.people.rules import choices as choice_rules
from app.people.rules import participants as rules
from app.web.done import Done
from app.web.forms import CHOOSE_ONE, Sent, parse
from app.web.guard import Page, Visit, form_page, guarded

router = APIRouter()
LIST: Final = "/staff/participants"


@router.get("/staff/participants")
@guarded(SEE_PARTICIPANTS)
def list_all(visit: Visit, wanted: Annotated[ListQuery, Query()]) -> Page:
    units = units_within(visit.session, visit.reach)
    chosen = parts_of(units, wanted.unit) if wanted.unit else units
    page = list_participants(
        visit.session, chosen, wanted.narrowed(), cursor=wanted.cursor or None, now=visit.now
    )
    _record_list(visit, chosen, page.items)
    context = {
        "page": page,
        "form": wanted.model_dump(),
        "query": wanted.address(),
        "words": words(visit.locale),
        "units": options_of_units(units, visit.locale, tuple(UnitKind)),
        "shown_code": rules.shown_code,
        "may": _rights(visit),
    }
    return Page("people/staff/participants.html", context, block="list")


@router.get("/staff/participants/new")
@guarded(EDIT_PARTICIPANTS)
def show_new(visit: Visit) -> Page:
    page = _form(visit)
    places = page.context["options"]["unit"]
    start = {"key": new_id(), "unit": places[0][0] if len(places) == 1 else ""}
    return Page(page.template, {**page.context, "form": DEFAULTS | start}, shows_nobody=True)


@router.post("/staff/participants/new")
@guarded(EDIT_PARTICIPANTS)
def register(visit: Visit, sent: Sent) -> Page | Response:
    try:
        form = parse(NewForm, sent)
        unit = _chosen_unit(visit, form.unit)
        own = rules.id_from_key(visit.request.app.state.keyring, visit.actor.id, form.key)
        is_new = register_participant(visit.session, own, unit.id, form.facts(), visit.now)
    except InvalidInputError as fault:
        page = form_page(_form(visit), fault, sent)
        known = {"registered": path_of(own)} if REGISTERED_ALREADY in fault.fields.values() else {}
        return replace(page, context={**page.context, **known}, shows_nobody=True)
    action = "participant.registered" if is_new else "participant.viewed"
    visit.record(action, "participant", own, unit_id=unit.id)
    return visit.redirect(path_of(own), Done.ADDED)


@router.get("/staff/participants/{participant_id}")
@guarded(SEE_PARTICIPANTS)
def show(visit: Visit, participant_id: str) -> Page:
    found = find_participant(visit.session, visit.reach, participant_id)
    given = [choice for choice in choices_of(visit.session, participant_id) if choice.withdrawn_at is None]
    context = facts_context(found, visit.locale) | {
        "has_card": bool(holders_of_cards(visit.session, [participant_id], now=visit.now)),
        "answers": {choice.purpose: choice.is_yes for choice in given},
        "purposes": {purpose.value: choice_rules.NAMES[purpose] for purpose in Purpose},
        "may": _rights(visit),
    }
    visit.record("participant.viewed", "participant", participant_id, unit_id=found.unit.id)
    return Page("people/staff/participant.html", context)


@router.get("/staff/participants/{participant_id}/edit")
@guarded(EDIT_PARTICIPANTS)
def show_change(visit: Visit, participant_id: str) -> Page:
    found = find_participant(visit.session, visit.reach, participant_id)
    page = _form(visit, found)
    visit.record("participant.viewed", "participant", participant_id, unit_id=found.unit.id)
    return Page(page.template, {**page.context, "form": filled_in(found.participant)})


@router.post("/staff/participants/{participant_id}/edit")
@guarded(EDIT_PARTICIPANTS)
def change(visit: Visit, participant_id: str, sent: Sent) -> Page | Response:
    found = find_participant(visit.session, visit.reach, participant_id)
    try:
        form = parse(ChangeForm, sent)
        unit = _chosen_unit(visit, form.unit)
        changed = change_participant(
            visit.session, participant_id, unit.id, form.facts(), version=form.version
        )
    except InvalidInputError as fault:
        visit.record("participant.viewed", "participant", participant_id, unit_id=found.unit.id)
        return form_page(_form(visit, found), fault, sent)
    for unit_id in dict.fromkeys((found.unit.id, unit.id)):
        visit.record(
            "participant.changed", "participant", participant_id, unit_id=unit_id, version=changed.version
        )
    return visit.redirect(path_of(participant_id), Done.SAVED)


@router.get("/staff/participants/{participant_id}/remove")
@guarded(FORGET_PARTICIPANTS)
def ask_to_remove(visit: Visit, participant_id: str) -> Page:
    found = find_participant(visit.session, visit.reach, participant_id)
    visit.record("participant.viewed", "participant", participant_id, unit_id=found.unit.id)
    return _removal(visit, found)


@router.post("/staff/participants/{participant_id}/remove")
@guarded(FORGET_PARTICIPANTS)
def remove(visit: Visit, participant_id: str, sent: Sent) -> Page | Response:
    found = find_participant(visit.session, visit.reach, participant_id)
    lead_to_fresh_sign_in(visit, f"{path_of(participant_id)}/remove")
    try:
        form = parse(RemoveForm, sent)
    except InvalidInputError as fault:
        visit.record("participant.viewed", "participant", participant_id, unit_id=found.unit.id)
        return form_page(_removal(visit, found), fault, sent)
    seats = Seats(found.unit.id, local(visit.now).year, found.participant.sex or "")
    remove_participant(visit.session, participant_id)
    if form.way is Way.SEAT:
        add_seat(visit.session, seats)
    # The trail is never erased: it does not tell a place that became a seat from one that did not.
    visit.record("participant.removed", "participant", participant_id, unit_id=found.unit.id)
    return visit.redirect(LIST, Done.REMOVED)


def path_of(participant_id: str) -> str:
    """Give the address of a participant's own page."""
    return f"{LIST}/{participant_id}"


def facts_context(found: Found, locale: Locale) -> dict[str, Any]:
    """Give the templates one participant with the words for all that is known of her."""
    return {
        "participant": found.participant,
        "unit": found.unit,
        "code": rules.shown_code(found.participant.code),
        "words": words(locale),
        "home": path_of(found.participant.id),
    }


def words(locale: Locale) -> dict[str, Mapping[str, str]]:
    """Give the words for every code of a participant, in the reader's language."""
    return {
        "language": rules.language_names(locale),
        "dialect": {
            code: locale.gettext(label)
            for labels in rules.DIALECTS.values()
            for code, label in labels.items()
        },
        "reads_well": _said(rules.READS_WELL, locale),
        "medium": _said(rules.MEDIUMS, locale),
        "need": _said(rules.INTERPRETER_NEEDS, locale),
        "wish": {wish.value: locale.gettext(rules.WISHES[wish.parts]) for wish in InterpreterWish},
        "access": _said(rules.ACCESS_NEEDS, locale),
        "sex": _said(rules.SEXES, locale),
    }


def options_of_units(
    units: Sequence[Unit], locale: Locale, kinds: Sequence[UnitKind] = rules.UNIT_KINDS
) -> list[tuple[str, str]]:
    """Give the units of some kinds to choose from, a group with its site's name before its own."""
    names = {unit.id: unit.name for unit in units}
    no_group = locale.gettext(S_("no group chosen"))
    found = []
    for unit in units:
        if unit.kind not in kinds:
            continue
        site = names.get(unit.site_id or "", "") if unit.kind == UnitKind.GROUP else ""
        own = (
            f"{unit.name} ({no_group})"
            if unit.kind == UnitKind.SITE and kinds == rules.UNIT_KINDS
            else unit.name
        )
        found.append((unit.id, f"{site} · {own}" if site else own))
    return found


def _record_list(visit: Visit, asked: Sequence[Unit], rows: Iterable[Listed]) -> None:
    """Record a list once for each programme shown, so that each reviews it; an empty one once."""
    shown: dict[str, list[Listed]] = {}
    for row in rows:
        shown.setdefault(row.unit.programme_id, []).append(row)
    for part in shown.values() or [[]]:
        ids = [row.participant.id for row in part]
        around = rules.smallest_around([row.unit for row in part] or asked)
        visit.record("participant.listed", "participant", unit_id=around, subject_ids=ids, count=len(ids))


def _removal(visit: Visit, found: Found) -> Page:
    since = signed_in_at(visit.session, visit.actor.session_id)
    context = facts_context(found, visit.locale) | {"is_fresh": is_fresh(since, visit.now)}
    return Page("people/staff/participant_remove.html", context)


def _rights(visit: Visit) -> dict[str, bool]:
    """What the reader may do from here, so that nothing is offered that would be refused."""
    return {
        "edit": visit.actor.may(EDIT_PARTICIPANTS),
        "give_cards": visit.actor.may(GIVE_CARDS),
        "see_contact": visit.actor.may(SEE_CONTACT),
        "forget": visit.actor.may(FORGET_PARTICIPANTS),
    }


def _said(labels: Mapping[str, str], locale: Locale) -> dict[str, str]:
    return {code: locale.gettext(label) for code, label in labels.items()}


def _chosen_unit(visit: Visit, unit_id: str) -> Unit:
    units = units_within(visit.session, visit.reach)
    found = next((unit for unit in units if unit.id == unit_id and unit.kind in rules.UNIT_KINDS), None)
    if found is None:
        raise InvalidInputError({"unit": CHOOSE_ONE})
    return found


def _form(visit: Visit, found: Found | None = None) -> Page:
    said = words(visit.locale)
    dialects = [
        (code, f"{said['language'][language]}: {said['dialect'][code]}")
        for language, labels in rules.DIALECTS.items()
        for code in labels
    ]
    options = {
        "unit": options_of_units(units_within(visit.session, visit.reach), visit.locale),
        "read_language": [(tag, said["language"][tag]) for tag in LANGUAGES],
        "dialect": dialects,
    }
    known = facts_context(found, visit.locale) if found else {"participant": None, "words": said}
    return Page("people/staff/participant_form.html", {"options": options, "registered": None, **known})
