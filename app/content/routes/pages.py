"""Pages about the site itself: about, accessibility, privacy."""

from fastapi import APIRouter, Request, Response

from app.content.models.documents import Kind
from app.content.routes.reading import page_context, read, show

router = APIRouter()


@router.get("/{lang}/pages/{page_id}")
def show_page(request: Request, lang: str, page_id: str) -> Response:
    reading = read(request, lang)
    return show(reading, "content/page.html", lambda: page_context(reading, reading.find(Kind.PAGE, page_id)))
