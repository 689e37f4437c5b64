"""Staff: what is left before a track can be published, and the steps there: review, approval, publication."""

from pathlib import Path
from typing import Final

import structlog
from fastapi import APIRouter, Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.background import BackgroundTask

from app.captions.actions.accepting import accept_all
from app.captions.actions.flags import review_flags
from app.captions.actions.publishing import project_lecture, publish_track, withdraw_track
from app.captions.actions.tracks import MoveRefusedError, approve_track, send_back, submit_track
from app.captions.actions.translations import add_missing
from app.captions.forms.cues import shown_time
from app.captions.forms.tracks import Seen
from app.captions.models.tracks import TrackState
from app.captions.queries.checking import Checked, check_track
from app.captions.queries.publishing import find_public, list_publications
from app.captions.queries.tracks import OpenTrack, find_source, find_track, lock_track
from app.captions.routes.admission import admitted, hints_for
from app.captions.routes.track_page import home_of, track_page
from app.captions.rules.publishing import OBSTACLE_NAMES, PUBLICATION_NAMES
from app.captions.rules.qc.wording import DOUBTS
from app.captions.rules.tracks import Move, state_after
from app.core.database import Database
from app.core.errors import S_, AppError
from app.core.permissions import SEE_LECTURES
from app.web.confirm import Question, ask
from app.web.done import Done
from app.web.forms import Sent
from app.web.guard import Page, Visit, guarded

router = APIRouter()
_log = structlog.get_logger(__name__)

_ACCEPT: Final = Question(
    S_("Are all subtitles right as they stand?"),
    (
        S_("Say yes only when you have watched the whole lecture with these subtitles."),
        S_("Your name is noted for each of them."),
    ),
    S_("Yes, I have watched all of it"),
)
_APPROVE: Final = Question(
    S_("Approve these subtitles?"),
    (
        S_("You vouch for every subtitle, and your name is noted."),
        S_("Translations follow what is approved. Those of changed subtitles must be looked at again."),
    ),
    S_("Yes, I approve"),
)
_PUBLISH: Final = Question(
    S_("Publish these subtitles?"),
    (S_("All readers see them, in place of those that were published before."),),
    S_("Yes, publish"),
)
_WITHDRAW: Final = Question(
    S_("Withdraw these subtitles?"),
    (
        S_("Readers do not see them any more. Phones that have saved them can keep them."),
        S_("Nothing is removed here. They can be published again."),
    ),
    S_("Yes, withdraw"),
)


@router.get("/staff/tracks/{track_id}/publishing")
@guarded(SEE_LECTURES)
def show_state(visit: Visit, track_id: str) -> Page:
    opened = find_track(visit.session, track_id)
    checked = _checked(visit, opened)
    state, public = TrackState(opened.track.state), find_public(visit.session, track_id)
    moves = {move for move in Move if state_after(state, move) is not None and move is not Move.EDIT}
    if public is None:
        moves.discard(Move.WITHDRAW)
    return track_page(
        visit,
        opened,
        "track_publishing",
        checked=checked,
        seen=_present(visit, opened),
        places={one.id: shown_time(one.cue.start) for one in checked.cues},
        unreviewed=[flag for flag in checked.flags if flag.reviewed_at is None],
        moves=moves,
        public=public,
        publications=list_publications(visit.session, track_id),
        obstacle_names=OBSTACLE_NAMES,
        publication_names=PUBLICATION_NAMES,
        doubt_names=DOUBTS,
    )


@router.post("/staff/tracks/{track_id}/publishing/submit")
@guarded(SEE_LECTURES)
def submit(visit: Visit, track_id: str) -> Response:
    opened = lock_track(visit.session, track_id)
    as_editor = admitted(visit, opened, Move.SUBMIT)
    before = opened.track.state
    submit_track(opened)
    return _moved(as_editor, opened, "track.submitted", before)


@router.post("/staff/tracks/{track_id}/publishing/send-back")
@guarded(SEE_LECTURES)
def ask_for_changes(visit: Visit, track_id: str) -> Response:
    opened = lock_track(visit.session, track_id)
    as_approver = admitted(visit, opened, Move.SEND_BACK)
    before = opened.track.state
    send_back(opened)
    return _moved(as_approver, opened, "track.sent_back", before)


@router.get("/staff/tracks/{track_id}/publishing/accept")
@guarded(SEE_LECTURES)
def ask_to_accept(visit: Visit, track_id: str, seen: Seen = None) -> Page:
    opened = find_track(visit.session, track_id)
    _refuse_unseen(visit, opened, seen)
    return _question(visit, opened, Move.EDIT, _ACCEPT, "/accept")


@router.post("/staff/tracks/{track_id}/publishing/accept")
@guarded(SEE_LECTURES)
def accept(visit: Visit, track_id: str, seen: Seen = None) -> Response:
    opened = lock_track(visit.session, track_id)
    as_editor = admitted(visit, opened, Move.EDIT)
    _refuse_unseen(visit, opened, seen)
    count = accept_all(visit.session, opened, account_id=visit.actor.id, now=visit.now)
    as_editor.record("track.edited", "track", track_id, version=opened.track.revision, count=count)
    return _back(visit, track_id)


@router.post("/staff/tracks/{track_id}/publishing/missing")
@guarded(SEE_LECTURES)
def add_untranslated(visit: Visit, track_id: str) -> Response:
    opened = lock_track(visit.session, track_id)
    as_editor = admitted(visit, opened, Move.EDIT)
    count = add_missing(visit.session, opened, account_id=visit.actor.id, now=visit.now)
    as_editor.record("track.edited", "track", track_id, version=opened.track.revision, count=count)
    return _back(visit, track_id)


@router.post("/staff/tracks/{track_id}/publishing/flags")
@guarded(SEE_LECTURES)
def note_listened(visit: Visit, track_id: str, sent: Sent) -> Response:
    opened = lock_track(visit.session, track_id)
    as_editor = admitted(visit, opened, Move.EDIT)
    ids = [text for text in sent.getlist("flag") if isinstance(text, str)]
    seen = review_flags(visit.session, track_id, ids, account_id=visit.actor.id, now=visit.now)
    as_editor.record("track.flags_reviewed", "track", track_id, count=seen)
    return _back(visit, track_id)


@router.get("/staff/tracks/{track_id}/publishing/approve")
@guarded(SEE_LECTURES)
def ask_to_approve(visit: Visit, track_id: str, seen: Seen = None) -> Page:
    opened = find_track(visit.session, track_id)
    _refuse_unseen(visit, opened, seen)
    return _question(visit, opened, Move.APPROVE, _APPROVE, "/approve")


@router.post("/staff/tracks/{track_id}/publishing/approve")
@guarded(SEE_LECTURES)
def approve(visit: Visit, track_id: str, seen: Seen = None) -> Response:
    opened = lock_track(visit.session, track_id)
    as_approver = admitted(visit, opened, Move.APPROVE)
    _refuse_unseen(visit, opened, seen)
    before = opened.track.state
    approve_track(visit.session, _checked(visit, opened), account_id=visit.actor.id, now=visit.now)
    return _moved(as_approver, opened, "track.approved", before)


@router.get("/staff/tracks/{track_id}/publishing/publish")
@guarded(SEE_LECTURES)
def ask_to_publish(visit: Visit, track_id: str) -> Page:
    return _question(visit, find_track(visit.session, track_id), Move.PUBLISH, _PUBLISH, "/publish")


@router.post("/staff/tracks/{track_id}/publishing/publish")
@guarded(SEE_LECTURES)
def publish(visit: Visit, track_id: str) -> Response:
    opened = lock_track(visit.session, track_id)
    as_approver = admitted(visit, opened, Move.PUBLISH)
    before = opened.track.state
    publish_track(visit.session, _checked(visit, opened), now=visit.now)
    return _shown(visit, opened, _moved(as_approver, opened, "track.published", before))


@router.get("/staff/tracks/{track_id}/publishing/withdraw")
@guarded(SEE_LECTURES)
def ask_to_withdraw(visit: Visit, track_id: str) -> Page:
    return _question(visit, find_track(visit.session, track_id), Move.WITHDRAW, _WITHDRAW, "/withdraw")


@router.post("/staff/tracks/{track_id}/publishing/withdraw")
@guarded(SEE_LECTURES)
def withdraw(visit: Visit, track_id: str) -> Response:
    opened = lock_track(visit.session, track_id)
    as_approver = admitted(visit, opened, Move.WITHDRAW)
    before = opened.track.state
    withdraw_track(visit.session, opened, now=visit.now)
    return _shown(visit, opened, _moved(as_approver, opened, "track.withdrawn", before))


def _checked(visit: Visit, opened: OpenTrack) -> Checked:
    return check_track(visit.session, opened, hints_for(visit, opened))


def _question(visit: Visit, opened: OpenTrack, move: Move, asked: Question, step: str) -> Page:
    admitted(visit, opened, move)
    back = f"{home_of(opened.track.id)}/publishing"
    # The yes holds for what was there when it was asked for, not for what somebody changes meanwhile.
    told = f"{step}?seen={_present(visit, opened)}"
    return ask(visit, asked, back=back, step=told, about=opened.lecture.title)


def _present(visit: Visit, opened: OpenTrack) -> str:
    """Say what a reader of the track has before her now, as `Seen`."""
    source = find_source(visit.session, opened.lecture) if opened.is_translation else None
    return f"{opened.track.revision}.{(source.approved_revision if source else None) or 0}"


def _refuse_unseen(visit: Visit, opened: OpenTrack, seen: str | None) -> None:
    present = _present(visit, opened)
    if seen is not None and seen != present:
        raise MoveRefusedError(f"{seen} was seen, {present} is there")


def _moved(visit: Visit, opened: OpenTrack, action: str, before: str) -> Response:
    """Note in the trail what was done with a track, and lead back."""
    track = opened.track
    visit.record(
        action,
        "track",
        track.id,
        lang=track.language,
        version=track.revision,
        from_state=before,
        to_state=str(track.state),
    )
    return _back(visit, track.id)


def _shown(visit: Visit, opened: OpenTrack, answer: Response) -> Response:
    """Let readers see the change as soon as it is stored: the job that does so may wait for hours behind a
    long lecture, and is there for the case that this process ends before."""
    state = visit.request.app.state
    answer.background = BackgroundTask(_project, state.database, opened.lecture.id, state.settings.data_dir)
    return answer


def _project(database: Database, lecture_id: str, data: Path) -> None:
    try:
        with database.reading() as session:
            project_lecture(session, lecture_id, data)
    except (OSError, AppError, SQLAlchemyError) as fault:
        _log.warning("lecture_not_shown_yet", error=type(fault).__name__)


def _back(visit: Visit, track_id: str) -> Response:
    return visit.redirect(f"{home_of(track_id)}/publishing", Done.SAVED)
