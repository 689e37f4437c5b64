"""The log for staff: reviews of samples, and a person's own extract on paper."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from app.core.dates import date_and_time, full_date
from app.core.errors import S_, InvalidInputError, NotFoundError
from app.core.permissions import REVIEW_LOG, SEE_PARTICIPANTS
from app.people.actions.reviews import draw_sample, write_finding
from app.people.forms.reviews import PERIODS, Draw, Outcome, Period
from app.people.models.reviews import LogReview
from app.people.queries.log import extract_page
from app.people.queries.participants import find_participant
from app.people.queries.reviews import (
    SampleLine,
    find_review,
    read_sample,
    reviewer_name,
    reviews_page,
    scope_of,
)
from app.people.rules.log_words import FINDINGS
from app.people.rules.participants import shown_code
from app.web.done import Done
from app.web.forms import Sent, parse
from app.web.guard import Page, Visit, form_page, guarded
from app.web.locale import reader_locale

router = APIRouter()
_LINES_ON_PAPER = 200


@router.get("/staff/log")
@guarded(REVIEW_LOG)
def show_reviews(visit: Visit, cursor: Annotated[str | None, Query()] = None) -> Page:
    return _list(visit, cursor)


@router.post("/staff/log")
@guarded(REVIEW_LOG)
def draw(visit: Visit, sent: Sent) -> Page | Response:
    try:
        days = int(parse(Draw, sent).period)
        review = draw_sample(visit.session, visit.actor.id, visit.reach, days=days, now=visit.now)
    except InvalidInputError as fault:
        return form_page(_list(visit, None), fault, sent)
    count = len(review.event_ids)
    visit.record("log.sampled", "log", review.id, unit_id=_only_unit(visit), count=count)
    return visit.redirect(f"/staff/log/{review.id}")


@router.get("/staff/log/{review_id}")
@guarded(REVIEW_LOG)
def show_review(visit: Visit, review_id: str) -> Page:
    review = _find(visit, review_id)
    lines = read_sample(visit.session, review)
    page = _sample(visit, review, lines)
    _record_reading(visit, review, lines)
    return page


@router.post("/staff/log/{review_id}/finding")
@guarded(REVIEW_LOG)
def finish_review(visit: Visit, review_id: str, sent: Sent) -> Page | Response:
    review = _find(visit, review_id)
    try:
        finding = parse(Outcome, sent).finding
        write_finding(visit.session, review, visit.actor.id, finding, now=visit.now)
    except InvalidInputError as fault:
        lines = read_sample(visit.session, review)
        page = form_page(_sample(visit, review, lines), fault, sent)
        _record_reading(visit, review, lines)
        return page
    visit.record("log.reviewed", "log", review.id, unit_id=_only_unit(visit), reason_code=finding.value)
    return visit.redirect("/staff/log", Done.SAVED)


@router.get("/staff/participants/{participant_id}/log")
@guarded(SEE_PARTICIPANTS)
def print_extract(
    visit: Visit,
    participant_id: str,
    lang: Annotated[str | None, Query()] = None,
    cursor: Annotated[str | None, Query()] = None,
) -> Page:
    person = find_participant(visit.session, visit.reach, participant_id).participant
    locale = reader_locale(visit.request, lang or person.read_language)
    page = extract_page(visit.session, person.id, cursor=cursor, size=_LINES_ON_PAPER)
    context = {
        "locale": locale,
        "person": person,
        "shown_code": shown_code,
        "page": page,
        "today": full_date(locale.tag, visit.now),
        "moment": lambda at: date_and_time(locale.tag, at),
        "staff_locale": visit.locale,
        "staff_words": {name: visit.locale.gettext(words) for name, words in _PRINT_WORDS.items()},
    }
    visit.record("log.extracted", "log", person.id, unit_id=person.unit_id, lang=locale.tag)
    return Page("people/log_extract.html", context)


_PRINT_WORDS = {
    "back": S_("Back to the participant"),
    "hint": S_("Print this and read it together."),
    "print": S_("Print"),
}


def _list(visit: Visit, cursor: str | None) -> Page:
    scope = scope_of(visit.session, visit.reach)
    page = reviews_page(visit.session, scope, visit.actor.id, cursor=cursor)
    context = {
        "page": page,
        "form": {"period": Period.MONTH.value},
        "period_options": _options(visit, PERIODS),
        "findings": FINDINGS,
        "moment": lambda at: date_and_time(visit.locale.tag, at),
    }
    # It tells who reviewed what and when; of participants there is nothing on it.
    return Page("people/staff/log.html", context, block="list", shows_nobody=True)


def _options(visit: Visit, words: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(value, visit.locale.gettext(message)) for value, message in words.items()]


def _find(visit: Visit, review_id: str) -> LogReview:
    scope = scope_of(visit.session, visit.reach)
    review = find_review(visit.session, scope, visit.actor.id, review_id)
    if review is None:
        raise NotFoundError
    return review


def _sample(visit: Visit, review: LogReview, lines: Sequence[SampleLine]) -> Page:
    context = {
        "review": review,
        "reviewer": reviewer_name(visit.session, review),
        "is_own": review.reviewer_id == visit.actor.id,
        "lines": lines,
        "shown_code": shown_code,
        "findings": FINDINGS,
        "finding_options": _options(visit, FINDINGS),
        "day": lambda at: full_date(visit.locale.tag, at),
        "moment": lambda at: date_and_time(visit.locale.tag, at),
    }
    return Page("people/staff/log_review.html", context)


def _record_reading(visit: Visit, review: LogReview, lines: Sequence[SampleLine]) -> None:
    shown = [subject.id for line in lines for subject in line.subjects if subject.code is not None]
    visit.record(
        "log.viewed",
        "log",
        review.id,
        unit_id=_only_unit(visit),
        subject_ids=list(dict.fromkeys(shown)),
    )


def _only_unit(visit: Visit) -> str | None:
    """The unit of whoever reviews one alone, so that those who review her there find it."""
    reach = visit.reach
    return None if reach.everywhere or len(reach.unit_ids) != 1 else next(iter(reach.unit_ids))
