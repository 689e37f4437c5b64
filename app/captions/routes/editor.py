"""Staff: the page on which subtitles are corrected and translated; without scripts it is a list of cues."""

from fastapi import APIRouter

from app.captions.queries.editor import page_of_cues
from app.captions.queries.tracks import find_track
from app.captions.routes.track_page import track_context
from app.captions.rules.qc.wording import DOUBTS
from app.core.permissions import SEE_LECTURES
from app.web.guard import Page, Visit, guarded

router = APIRouter()


@router.get("/staff/tracks/{track_id}")
@guarded(SEE_LECTURES)
def show_editor(visit: Visit, track_id: str, cursor: str | None = None) -> Page:
    opened = find_track(visit.session, track_id)
    cues = page_of_cues(visit.session, track_id, cursor=cursor)
    context = track_context(visit, opened) | {"page": cues, "doubts": DOUBTS}
    return Page("captions/staff/editor.html", context, block="list")
