"""Staff: lectures, their upload, the machines' work on them, and the subtitles in four languages."""

from fastapi import APIRouter

from app.captions.routes import cues, editor, files, lectures, media, publishing, tracks, uploads
from app.core.errors import S_
from app.core.permissions import SEE_LECTURES
from app.web.navigation import Entry

router = APIRouter()
for part in (uploads, lectures, media, tracks, cues, publishing, files, editor):
    router.include_router(part.router)

navigation = (Entry("/staff/lectures", S_("Lectures"), "play", SEE_LECTURES),)
