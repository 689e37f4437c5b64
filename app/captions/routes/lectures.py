"""Staff: the recorded lectures, and what the machines do with one of them."""

from typing import Final

from fastapi import APIRouter, Response

from app.captions.actions.runs import cancel_run, retry_run
from app.captions.forms.runs import RetryForm
from app.captions.models.cues import ProfileName
from app.captions.models.lectures import Run, RunState
from app.captions.queries.lectures import LectureView, list_lectures, view_lecture
from app.captions.queries.renditions import find_renditions
from app.captions.rules.lectures import LANGUAGE_NAMES, PROFILE_NAMES
from app.captions.rules.runs import (
    ACTIVE,
    RUN_STATE_NAMES,
    STAGE_NAMES,
    STAGE_STATE_NAMES,
    may_cancel,
    may_retry,
)
from app.captions.rules.tracks import STATE_NAMES, languages_to_begin
from app.core.dates import date_and_time, duration
from app.core.errors import InvalidInputError
from app.core.permissions import EDIT_LECTURES, MANAGE_STAFF, SEE_LECTURES
from app.web.done import Done
from app.web.forms import Sent, parse
from app.web.guard import Page, Visit, form_page, guarded

router = APIRouter()

_LIST: Final = "/staff/lectures"
_MINUTE: Final = 60_000


@router.get("/staff/lectures")
@guarded(SEE_LECTURES)
def show_lectures(visit: Visit, cursor: str | None = None) -> Page:
    page = list_lectures(visit.session, cursor=cursor)
    context = {"page": page, "may_edit": visit.actor.may(EDIT_LECTURES), **_words()}
    context["days"] = {
        row.lecture.id: date_and_time(visit.locale.tag, row.lecture.created_at) for row in page.items
    }
    return Page("captions/staff/lectures.html", context, block="list")


@router.get("/staff/lectures/{lecture_id}")
@guarded(SEE_LECTURES)
def show_lecture(visit: Visit, lecture_id: str) -> Page:
    return _lecture_page(visit, view_lecture(visit.session, lecture_id))


@router.post("/staff/lectures/{lecture_id}/cancel")
@guarded(EDIT_LECTURES)
def cancel_work(visit: Visit, lecture_id: str) -> Response:
    view = view_lecture(visit.session, lecture_id)
    cancel_run(visit.session, view.lecture.id, now=visit.now)
    visit.record("lecture.cancelled", "lecture", lecture_id)
    return visit.redirect(f"{_LIST}/{lecture_id}", Done.SAVED)


@router.post("/staff/lectures/{lecture_id}/retry")
@guarded(EDIT_LECTURES)
def retry_work(visit: Visit, lecture_id: str, sent: Sent) -> Page | Response:
    view = view_lecture(visit.session, lecture_id)
    try:
        form = parse(RetryForm, sent)
    except InvalidInputError as fault:
        return form_page(_lecture_page(visit, view), fault, sent)
    retry_run(visit.session, lecture_id, visit.actor.id, now=visit.now, profile=form.profile)
    visit.record("lecture.retried", "lecture", lecture_id)
    return visit.redirect(f"{_LIST}/{lecture_id}", Done.SAVED)


def _lecture_page(visit: Visit, view: LectureView) -> Page:
    lecture, run, locale = view.lecture, view.run, visit.locale.tag
    state = RunState(run.state) if run is not None else None
    data = visit.request.app.state.settings.data_dir
    may_edit = visit.actor.may(EDIT_LECTURES)
    context = {
        "view": view,
        "sent_at": date_and_time(locale, lecture.created_at),
        "long": duration(locale, max(1, round(lecture.duration / _MINUTE))) if lecture.duration else None,
        "media": find_renditions(data, lecture),
        "is_active": state in ACTIVE,
        "may_cancel": may_edit and state is not None and may_cancel(state),
        "may_retry": may_edit and (state is None or may_retry(state)),
        "tail": _tail(visit, run),
        "to_begin": languages_to_begin(
            visit.actor, heard=lecture.language, present={track.language for track in view.tracks}
        ),
        "profiles": [(profile.value, visit.locale.gettext(name)) for profile, name in PROFILE_NAMES.items()],
        "form": {"profile": run.parameters["profile"] if run is not None else ProfileName.LUGN},
        **_words(),
    }
    return Page("captions/staff/lecture.html", context, block="live")


def _tail(visit: Visit, run: Run | None) -> str | None:
    # A program's own log names paths of the machine: for those who look after it, nobody else.
    return run.tail if run is not None and visit.actor.may(MANAGE_STAFF) else None


def _words() -> dict[str, object]:
    return {
        "language_names": LANGUAGE_NAMES,
        "run_names": RUN_STATE_NAMES,
        "stage_names": STAGE_NAMES,
        "stage_state_names": STAGE_STATE_NAMES,
        "track_names": STATE_NAMES,
    }
