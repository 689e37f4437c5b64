"""Staff: the cues of a track, as the editor's script reads and saves them."""

from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from starlette.responses import JSONResponse

from app.captions.actions.cues import save_cues
from app.captions.actions.flags import review_flags
from app.captions.forms.cues import read_change, read_flag_ids
from app.captions.queries.checking import check_track
from app.captions.queries.cues import (
    StoredCue,
    changed_cues,
    earlier_sources,
    find_basis,
    list_cues,
    list_flags,
    names_since,
)
from app.captions.queries.renditions import find_renditions
from app.captions.queries.tracks import OpenTrack, find_track, lock_track
from app.captions.routes.admission import admitted, hints_for
from app.captions.routes.cue_json import (
    cues_json,
    finding_json,
    flag_json,
    hindrance_json,
    lecture_json,
    limits_json,
    source_json,
    terms_json,
    track_json,
)
from app.captions.routes.told import Body, told_in_json
from app.captions.rules.flags import flags_by_cue, flags_of_all
from app.captions.rules.tracks import Move
from app.core.permissions import SEE_LECTURES
from app.web.guard import Visit, guarded

router = APIRouter()

_NUMBER: Final = 2**31 - 1


@router.get("/staff/tracks/{track_id}/cues")
@told_in_json
@guarded(SEE_LECTURES)
def show_cues(visit: Visit, track_id: str) -> Response:
    opened = find_track(visit.session, track_id)
    cues, flags = list_cues(visit.session, track_id), list_flags(visit.session, track_id)
    basis = find_basis(visit.session, opened)
    earlier = earlier_sources(visit.session, cues, basis)
    placed = flags_of_all([one.cue for one in cues], flags)
    data = visit.request.app.state.settings.data_dir
    told = {
        "track": track_json(opened, visit.actor),
        "lecture": lecture_json(opened, list(find_renditions(data, opened.lecture))),
        "limits": limits_json(opened),
        "cues": cues_json(cues, placed, basis, earlier),
        "flags": [flag_json(flag) for flag in flags],
        "source": source_json(basis),
        "missing": list(basis.missing(cues)) if basis is not None else [],
        "terms": terms_json(hints_for(visit, opened)),
    }
    return JSONResponse(told)


@router.post("/staff/tracks/{track_id}/cues")
@told_in_json
@guarded(SEE_LECTURES)
def change_cues(visit: Visit, track_id: str, body: Body) -> Response:
    change = read_change(visit.request.headers.get("content-type", ""), body)
    opened = lock_track(visit.session, track_id)
    as_editor = admitted(visit, opened, Move.EDIT)
    saved = save_cues(visit.session, opened, change, author_id=visit.actor.id, now=visit.now)
    told = _changed(visit, opened, [stored for _, stored in saved.cues])
    for (key, _), cue in zip(saved.cues, told, strict=True):
        cue["key"] = key
    as_editor.record(
        "track.edited", "track", track_id, version=saved.revision, count=len(told) if saved.is_new else 0
    )
    return JSONResponse({"revision": saved.revision, "state": opened.track.state, "cues": told})


@router.get("/staff/tracks/{track_id}/changes")
@told_in_json
@guarded(SEE_LECTURES)
def show_changes(visit: Visit, track_id: str, since: Annotated[int, Query(ge=0, le=_NUMBER)]) -> Response:
    opened = find_track(visit.session, track_id)
    told = {"revision": opened.track.revision, "state": opened.track.state}
    if opened.track.revision <= since:
        return JSONResponse(told | {"cues": [], "by": []})
    cues = _changed(visit, opened, changed_cues(visit.session, track_id, since))
    return JSONResponse(told | {"cues": cues, "by": list(names_since(visit.session, track_id, since))})


@router.post("/staff/tracks/{track_id}/flags")
@told_in_json
@guarded(SEE_LECTURES)
def note_reviewed(visit: Visit, track_id: str, body: Body) -> Response:
    ids = read_flag_ids(visit.request.headers.get("content-type", ""), body)
    opened = lock_track(visit.session, track_id)
    as_editor = admitted(visit, opened, Move.EDIT)
    seen = review_flags(visit.session, track_id, ids, account_id=visit.actor.id, now=visit.now)
    as_editor.record("track.flags_reviewed", "track", track_id, count=seen)
    return Response(status_code=204)


@router.get("/staff/tracks/{track_id}/findings")
@told_in_json
@guarded(SEE_LECTURES)
def show_findings(visit: Visit, track_id: str) -> Response:
    opened = find_track(visit.session, track_id)
    checked = check_track(visit.session, opened, hints_for(visit, opened), propose=True)
    told = {
        "revision": opened.track.revision,
        "findings": [finding_json(finding, visit.locale.gettext) for finding in checked.findings],
        "errors": checked.errors,
        "unreviewed": checked.unreviewed,
        "hindrances": [hindrance_json(one, visit.locale.gettext) for one in checked.hindrances],
    }
    return JSONResponse(told)


def _changed(visit: Visit, opened: OpenTrack, cues: Sequence[StoredCue]) -> list[dict[str, object]]:
    """Some cues of a track as JSON; a doubtful place that none of them overlaps is not told again."""
    shown = sorted((one.cue for one in cues if not one.is_deleted), key=lambda cue: cue.start)
    flags = list_flags(visit.session, opened.track.id) if shown else []
    sources = {source for one in cues for source in one.cue.sources}
    basis = find_basis(visit.session, opened, ids=sources) if sources else None
    return cues_json(cues, flags_by_cue(shown, flags), basis, earlier_sources(visit.session, cues, basis))
