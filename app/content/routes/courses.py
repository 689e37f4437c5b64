"""A course: what it is, and its lessons in order, those to come included."""

from fastapi import APIRouter, Request, Response

from app.content.models.documents import Kind, State
from app.content.queries.pages import course_lessons
from app.content.routes.reading import page_context, read, show

router = APIRouter()


@router.get("/{lang}/courses/{course_id}")
def show_course(request: Request, lang: str, course_id: str) -> Response:
    reading = read(request, lang)

    def build() -> dict[str, object]:
        page = reading.find(Kind.COURSE, course_id)
        cards = course_lessons(
            reading.library, course_id, reading.locale.tag, unreviewed_shown=reading.unreviewed_shown
        )
        bare = any(card.title.state is not State.APPROVED for card in cards)
        return page_context(reading, page) | {"cards": cards, "unreviewed": page.unreviewed or bare}

    return show(reading, "content/course.html", build)
