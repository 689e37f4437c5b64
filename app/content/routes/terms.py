"""The list of words: what they mean, what they are called in Swedish, and how that sounds."""

from fastapi import APIRouter, Request, Response

from app.content.models.documents import SOURCE, State
from app.content.queries.pages import terms_for
from app.content.routes.reading import read, show

router = APIRouter()


@router.get("/{lang}/terms")
def show_terms(request: Request, lang: str) -> Response:
    reading = read(request, lang)

    def build() -> dict[str, object]:
        entries = terms_for(reading.library, lang, unreviewed_shown=reading.unreviewed_shown)
        unreviewed = any(entry.term.state is not State.APPROVED for entry in entries)
        files = {f"{tag}/terms.yaml" for tag in (SOURCE, lang)}
        broken = any(one.path in files and one.level == "error" for one in reading.library.problems)
        return {"terms": entries, "broken": broken, "unreviewed": unreviewed}

    return show(reading, "content/terms.html", build)
