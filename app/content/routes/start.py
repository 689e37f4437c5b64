"""The first page, where a language is chosen by its own name, and each language's start page."""

from fastapi import APIRouter, Request, Response
from starlette.responses import HTMLResponse, RedirectResponse

from app.content.models.documents import SOURCE, Kind
from app.content.routes.reading import read, show
from app.core.locales import LANGUAGES
from app.web.locale import best_locale, reader_locale, remembered_language
from app.web.render import Renderer

router = APIRouter()


@router.get("/")
def choose_language(request: Request) -> Response:
    headers = {"cache-control": "private, no-cache", "vary": "Accept-Language, Cookie", "x-robots-tag": "all"}
    remembered = remembered_language(request.headers)
    if remembered in LANGUAGES:
        return RedirectResponse(f"/{remembered}/", 303, headers)
    renderer: Renderer = request.app.state.renderer
    locale = best_locale(request.scope, request.app.state.locales)
    return HTMLResponse(renderer.html("content/choose.html", locale, {}), headers=headers)


@router.get("/{lang}")
def complete_address(request: Request, lang: str) -> Response:
    return RedirectResponse(f"/{reader_locale(request, lang).tag}/", 308)


@router.get("/{lang}/")
def show_start(request: Request, lang: str) -> Response:
    reading = read(request, lang)

    def build() -> dict[str, object]:
        courses = [
            reading.find(Kind.COURSE, document.id)
            for document in reading.library.documents.values()
            if document.kind is Kind.COURSE and document.lang == SOURCE
        ]
        return {"courses": courses, "unreviewed": any(course.unreviewed for course in courses)}

    return show(reading, "content/start.html", build)
