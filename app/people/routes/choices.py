"""What a participant says yes or no to."""

from typing import Any, Final

from fastapi import APIRouter, Response

from app.core.dates import short_date
from app.core.errors import S_, InvalidInputError, NotFoundError
from app.core.locales import SOURCE_LANGUAGE, Locale
from app.core.permissions import EDIT_PARTICIPANTS
from app.people.actions.choices import Answer, record_choice, withdraw_choice
from app.people.forms.choices import ChoiceForm
from app.people.models.participants import Purpose
from app.people.queries.choices import choices_of, live_choice
from app.people.queries.participants import Found, find_participant
from app.people.routes.participants import path_of
from app.people.rules.choices import ANSWERS, NAMES, WAYS, WORDINGS, languages_for
from app.people.rules.participants import language_name, shown_code
from app.web.confirm import Question, ask
from app.web.done import Done
from app.web.forms import Sent, parse
from app.web.guard import Page, Visit, form_page, guarded

router = APIRouter()


@router.get("/staff/participants/{participant_id}/choices")
@guarded(EDIT_PARTICIPANTS)
def show_all(visit: Visit, participant_id: str) -> Page:
    found = find_participant(visit.session, visit.reach, participant_id)
    given = choices_of(visit.session, participant_id)
    context = _context(visit, found) | {
        "purposes": {purpose.value: NAMES[purpose] for purpose in Purpose},
        "live": {choice.purpose: choice for choice in given if choice.withdrawn_at is None},
        "earlier": [choice for choice in given if choice.withdrawn_at is not None],
        "languages": {choice.language: language_name(choice.language, visit.locale) for choice in given},
    }
    visit.record("participant.viewed", "participant", participant_id, unit_id=found.unit.id)
    return Page("people/staff/choices.html", context)


@router.get("/staff/participants/{participant_id}/choices/{purpose}")
@guarded(EDIT_PARTICIPANTS)
def show(visit: Visit, participant_id: str, purpose: str) -> Page:
    found = find_participant(visit.session, visit.reach, participant_id)
    page = _form(visit, found, _known(purpose))
    visit.record("participant.viewed", "participant", participant_id, unit_id=found.unit.id)
    return Page(page.template, {**page.context, "form": {"language": found.participant.read_language}})


@router.post("/staff/participants/{participant_id}/choices/{purpose}")
@guarded(EDIT_PARTICIPANTS)
def record(visit: Visit, participant_id: str, purpose: str, sent: Sent) -> Page | Response:
    found = find_participant(visit.session, visit.reach, participant_id)
    asked = _known(purpose)
    try:
        form = parse(ChoiceForm, sent)
        answer = Answer(is_yes=form.answer == "yes", language=form.language, how=form.how)
        choice = record_choice(visit.session, participant_id, asked, answer, visit.now)
    except InvalidInputError as fault:
        visit.record("participant.viewed", "participant", participant_id, unit_id=found.unit.id)
        return form_page(_form(visit, found, asked), fault, sent)
    details = {"field": asked.value, "to_state": form.answer, "lang": choice.language}
    visit.record("choice.recorded", "choice", participant_id, unit_id=found.unit.id, **details)
    return visit.redirect(f"{path_of(participant_id)}/choices", Done.SAVED)


@router.get("/staff/participants/{participant_id}/choices/{purpose}/withdraw")
@guarded(EDIT_PARTICIPANTS)
def ask_to_withdraw(visit: Visit, participant_id: str, purpose: str) -> Page:
    found = find_participant(visit.session, visit.reach, participant_id)
    asked = _known(purpose)
    if live_choice(visit.session, participant_id, asked) is None:
        raise NotFoundError
    visit.record("participant.viewed", "participant", participant_id, unit_id=found.unit.id)
    back = f"{path_of(participant_id)}/choices"
    return ask(visit, _WITHDRAW, back=back, step=f"/{asked.value}/withdraw")


@router.post("/staff/participants/{participant_id}/choices/{purpose}/withdraw")
@guarded(EDIT_PARTICIPANTS)
def withdraw(visit: Visit, participant_id: str, purpose: str) -> Response:
    found = find_participant(visit.session, visit.reach, participant_id)
    asked = _known(purpose)
    if withdraw_choice(visit.session, participant_id, asked, visit.now) is None:
        raise NotFoundError
    visit.record("choice.withdrawn", "choice", participant_id, unit_id=found.unit.id, field=asked.value)
    return visit.redirect(f"{path_of(participant_id)}/choices", Done.SAVED)


_WITHDRAW: Final = Question(
    S_("Take this answer back?"),
    (
        S_("From now on it counts as a no."),
        S_("Nothing else changes. The person can still come to every meeting."),
    ),
    S_("Yes, take it back"),
)


def _known(purpose: str) -> Purpose:
    if purpose not in set(Purpose):
        raise NotFoundError
    return Purpose(purpose)


def _context(visit: Visit, found: Found) -> dict[str, Any]:
    return {
        "code": shown_code(found.participant.code),
        "home": path_of(found.participant.id),
        "ways": WAYS,
        "said": ANSWERS,
        "day": lambda instant: short_date(visit.locale.tag, instant),
    }


def _form(visit: Visit, found: Found, purpose: Purpose) -> Page:
    locales = visit.request.app.state.locales
    tags = dict.fromkeys((found.participant.read_language, SOURCE_LANGUAGE))
    spoken = languages_for(found.participant.spoken_language)
    context = _context(visit, found) | {
        "purpose": purpose.value,
        "name": NAMES[purpose],
        "wordings": [_worded(purpose, locales[tag]) for tag in tags],
        "languages": [(tag, language_name(tag, visit.locale)) for tag in spoken],
    }
    return Page("people/staff/choice_form.html", context)


def _worded(purpose: Purpose, locale: Locale) -> tuple[Locale, list[str]]:
    return locale, [locale.gettext(sentence) for sentence in WORDINGS[purpose].sentences]
