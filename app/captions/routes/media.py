"""Staff: a lecture's video, sound and waveform before anything is published."""

from fastapi import APIRouter, Response

from app.captions.queries.lectures import find_lecture
from app.captions.queries.renditions import find_renditions
from app.core.errors import NotFoundError
from app.core.permissions import SEE_LECTURES
from app.web.files import file_response
from app.web.guard import Visit, guarded

router = APIRouter()

_NAMES = {
    "240.mp4": "240",
    "480.mp4": "480",
    "audio.m4a": "audio",
    "poster.webp": "poster",
    "peaks.bin": "peaks",
}


@router.get("/staff/lectures/{lecture_id}/media/{name}")
@guarded(SEE_LECTURES)
def send_rendition(visit: Visit, lecture_id: str, name: str) -> Response:
    lecture = find_lecture(visit.session, lecture_id)
    found = find_renditions(visit.request.app.state.settings.data_dir, lecture)
    path = found.get(_NAMES.get(name, ""))
    if path is None:
        raise NotFoundError(name)
    return file_response(visit.request, path, cache_control="private, no-cache")
