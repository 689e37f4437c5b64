"""The participant's pages: language, start, course, lesson, words, and what a phone needs offline."""

from fastapi import APIRouter

from app.content.routes import courses, lessons, offline, pages, start, terms
from app.core.permissions import PUBLIC
from app.web.permissions import requires

router = APIRouter(dependencies=[requires(PUBLIC)])
for part in (offline, start, courses, lessons, terms, pages):
    router.include_router(part.router)
