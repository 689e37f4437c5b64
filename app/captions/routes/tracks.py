"""Staff: the history of a track, one cue corrected without scripts, and the beginning of a translation."""

from dataclasses import replace
from typing import Final

from fastapi import APIRouter, Response

from app.captions.actions.cues import CueConflictError, CueFaultsError, save_cues
from app.captions.actions.restoring import restore_revision
from app.captions.actions.revisions import Making
from app.captions.actions.translations import UnknownLanguageError, begin_translation
from app.captions.forms.cues import CueForm, shown_time
from app.captions.forms.tracks import BeginForm, Number, PathNumber, Start
from app.captions.models.cues import Level
from app.captions.queries.checking import check_cue
from app.captions.queries.cues import StoredCue, find_basis, find_cues, list_flags
from app.captions.queries.lectures import find_lecture
from app.captions.queries.revisions import AT_ONCE, compare, find_revision, list_revisions
from app.captions.queries.tracks import OpenTrack, find_track, lock_track
from app.captions.routes.admission import admitted, hints_for
from app.captions.routes.track_page import home_of, track_context, track_page
from app.captions.rules.editing import ChangeKind
from app.captions.rules.flags import flags_by_cue
from app.captions.rules.qc.wording import DOUBTS, words_of
from app.captions.rules.tracks import Move, permission_for
from app.core.errors import S_, ForbiddenError, InvalidInputError, NotFoundError
from app.core.permissions import SEE_LECTURES
from app.web.confirm import Question, ask
from app.web.done import Done
from app.web.forms import Sent, parse
from app.web.guard import Page, Visit, form_page, guarded

router = APIRouter()

_RESTORE: Final = Question(
    S_("Bring this version back?"),
    (
        S_("The subtitles become as they were then. That is a new version: nothing in between is lost."),
        S_("What readers see stays as it is until somebody approves and publishes again."),
    ),
    S_("Yes, bring it back"),
)
_CHANGED: Final = S_("Somebody else has changed this subtitle meanwhile. Both versions are below.")


@router.post("/staff/lectures/{lecture_id}/tracks")
@guarded(SEE_LECTURES)
def begin(visit: Visit, lecture_id: str, sent: Sent) -> Response:
    lecture = find_lecture(visit.session, lecture_id)
    try:
        language = parse(BeginForm, sent).language
    except InvalidInputError as fault:
        raise UnknownLanguageError("none") from fault
    permission = permission_for(visit.actor, Move.EDIT, language=language, is_heard=False)
    if permission is None:
        raise ForbiddenError(f"a translation into {language}")
    track = begin_translation(visit.session, lecture, language, account_id=visit.actor.id, now=visit.now)
    as_translator = replace(visit, permission=permission)
    as_translator.record("track.created", "track", track.id, lang=language, version=track.revision)
    return visit.redirect(home_of(track.id), Done.ADDED)


@router.get("/staff/tracks/{track_id}/revisions")
@guarded(SEE_LECTURES)
def show_revisions(visit: Visit, track_id: str, cursor: str | None = None) -> Page:
    opened = find_track(visit.session, track_id)
    page = list_revisions(visit.session, track_id, cursor=cursor)
    context = track_context(visit, opened) | {"page": page}
    return Page("captions/staff/track_revisions.html", context, block="list")


@router.get("/staff/tracks/{track_id}/compare")
@guarded(SEE_LECTURES)
def show_differences(visit: Visit, track_id: str, earlier: Number, later: Number, start: Start = 0) -> Page:
    opened = find_track(visit.session, track_id)
    found = compare(visit.session, track_id, earlier, later, start=start)
    return track_page(visit, opened, "track_compare", found=found, start=start, at_once=AT_ONCE)


@router.get("/staff/tracks/{track_id}/revisions/{number}/restore")
@guarded(SEE_LECTURES)
def ask_to_restore(visit: Visit, track_id: str, number: PathNumber) -> Page:
    opened = find_track(visit.session, track_id)
    admitted(visit, opened, Move.EDIT)
    wanted = find_revision(visit.session, track_id, number)
    when = track_context(visit, opened)["when"](wanted.revision.at)
    back, step = f"{home_of(track_id)}/revisions", f"/{number}/restore"
    return ask(visit, _RESTORE, back=back, step=step, about=f"{number} · {when}")


@router.post("/staff/tracks/{track_id}/revisions/{number}/restore")
@guarded(SEE_LECTURES)
def restore(visit: Visit, track_id: str, number: PathNumber) -> Response:
    opened = lock_track(visit.session, track_id)
    as_editor = admitted(visit, opened, Move.EDIT)
    making = Making(ChangeKind.RESTORE, visit.actor.id, visit.now)
    changed = restore_revision(visit.session, opened, number, making)
    as_editor.record("track.restored", "track", track_id, version=opened.track.revision, count=changed)
    return visit.redirect(f"{home_of(track_id)}/revisions", Done.SAVED)


@router.get("/staff/tracks/{track_id}/cues/{cue_id}")
@guarded(SEE_LECTURES)
def show_cue(visit: Visit, track_id: str, cue_id: str) -> Page:
    opened = find_track(visit.session, track_id)
    stored = _stored(visit, opened, cue_id)
    form = {"start": shown_time(stored.cue.start), "end": shown_time(stored.cue.end)}
    form |= {"text": stored.cue.text, "version": str(stored.version)}
    return _cue_page(visit, opened, stored, form=form)


@router.post("/staff/tracks/{track_id}/cues/{cue_id}")
@guarded(SEE_LECTURES)
def correct_cue(visit: Visit, track_id: str, cue_id: str, sent: Sent) -> Page | Response:
    opened = lock_track(visit.session, track_id)
    as_editor = admitted(visit, opened, Move.EDIT)
    stored = _stored(visit, opened, cue_id)
    try:
        change = parse(CueForm, sent).change(cue_id, stored.cue.sources)
        saved = save_cues(visit.session, opened, change, author_id=visit.actor.id, now=visit.now)
    except InvalidInputError as fault:
        return form_page(_cue_page(visit, opened, stored), fault, sent)
    except CueFaultsError as fault:
        # One cue was sent, and its times were read: what is left to be wrong is said of the text.
        wrong = InvalidInputError({"text": fault.faults[0].message_id})
        return form_page(_cue_page(visit, opened, stored), wrong, sent)
    except CueConflictError as fault:
        page = _cue_page(visit, opened, stored, theirs=fault.conflicts[0].author)
        return form_page(page, InvalidInputError({"form": _CHANGED}), sent)
    as_editor.record("track.edited", "track", track_id, version=saved.revision, count=int(saved.is_new))
    is_gone = change.kind is ChangeKind.DELETE
    return visit.redirect(home_of(track_id) if is_gone else f"{home_of(track_id)}/cues/{cue_id}", Done.SAVED)


def _stored(visit: Visit, opened: OpenTrack, cue_id: str) -> StoredCue:
    found = find_cues(visit.session, opened.track.id, [cue_id])
    if cue_id not in found:
        raise NotFoundError(cue_id)
    return found[cue_id]


def _cue_page(visit: Visit, opened: OpenTrack, stored: StoredCue, **more: object) -> Page:
    """The page of one cue; `theirs` says who was first, where two people wrote at once."""
    flags = flags_by_cue([stored.cue], list_flags(visit.session, opened.track.id))
    basis = find_basis(visit.session, opened, ids=stored.cue.sources) if stored.cue.sources else None
    told: dict[str, object] = {
        "stored": stored,
        "broken": _broken(visit, opened, stored.id),
        "flags": flags.get(stored.id, ()),
        "doubt_names": DOUBTS,
        "basis": basis,
        "is_stale": basis is not None and bool(basis.stale([stored])),
        "theirs": None,
    }
    return track_page(visit, opened, "track_cue", **(told | more))


def _broken(visit: Visit, opened: OpenTrack, cue_id: str) -> dict[str, bool]:
    """Say in marked words which rules one cue breaks, and whether gravely."""
    found: dict[str, bool] = {}
    for finding in check_cue(visit.session, opened, cue_id, hints_for(visit, opened)):
        words = words_of(finding.rule)
        found[words] = found.get(words, False) or finding.level is Level.ERROR
    return found
