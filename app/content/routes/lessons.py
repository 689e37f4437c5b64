"""A lesson: to read alone, with a second language beside it, or on paper."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.content.models.documents import SOURCE, Block, Kind, State
from app.content.queries.lectures import lecture_slugs, lectures_stamp
from app.content.queries.pages import Page, PageBlock, TermEntry, neighbours, terms_for
from app.content.routes.reading import Reading, page_context, read, show
from app.core.errors import NotFoundError
from app.core.locales import LANGUAGES
from app.core.storage import MediaFolder
from app.web.qr import draw_qr

router = APIRouter()

_TERM_LINK = re.compile(r'data-term="([^"]+)"')


@dataclass(frozen=True, slots=True)
class LinkedTerm:
    """A word explained on the page, and the block that its sheet leads back to."""

    entry: TermEntry
    first_block: str


@router.get("/{lang}/lessons/{lesson_id}")
def show_lesson(
    request: Request, lang: str, lesson_id: str, beside: Annotated[str | None, Query()] = None
) -> Response:
    reading = read(request, lang)
    if beside is not None and (beside not in LANGUAGES or beside == lang):
        raise NotFoundError

    def build() -> dict[str, object]:
        page = reading.find(Kind.LESSON, lesson_id)
        other = reading.find(Kind.LESSON, lesson_id, beside) if beside else None
        before, after = neighbours(
            reading.library, lesson_id, lang, unreviewed_shown=reading.unreviewed_shown
        )
        return lesson_context(reading, page, other) | {
            "course": reading.find(Kind.COURSE, page.course) if page.course else None,
            "onward": {"previous": before, "next": after},
        }

    media: MediaFolder = request.app.state.media
    stamp = lectures_stamp(media.lecture_folders, lecture_slugs(reading.library, lesson_id))
    return show(reading, "content/lesson.html", build, variant=beside or "", stamp=stamp)


@router.get("/{lang}/lessons/{lesson_id}/print")
def print_lesson(request: Request, lang: str, lesson_id: str) -> Response:
    reading = read(request, lang)
    lesson_path = f"/{lang}/lessons/{lesson_id}"
    site = request.app.state.settings.public_url or str(request.base_url)
    link = site.rstrip("/") + lesson_path

    def build() -> dict[str, object]:
        page = reading.find(Kind.LESSON, lesson_id)
        return page_context(reading, page) | {
            "source": None if reading.locale.is_source else reading.find(Kind.LESSON, lesson_id, SOURCE),
            "terms": linked_terms(reading, page, {}),
            "address": lesson_path,
            "qr": draw_qr(link),
            "shown_address": link.partition("://")[2],
        }

    # The address in the QR code depends on the host that was asked, so pages of two hosts are kept apart.
    return show(reading, "content/print.html", build, variant=f"print {link}")


def lesson_context(reading: Reading, page: Page, other: Page | None) -> dict[str, object]:
    """Give the templates a lesson, the one beside it, their words, and whether any is unreviewed."""
    other_blocks = {shown.id: shown for shown in other.blocks} if other else None
    terms = linked_terms(reading, page, other_blocks or {})
    bare_terms = any(linked.entry.term.state is not State.APPROVED for linked in terms)
    return page_context(reading, page) | {
        "beside": other.lang if other else None,
        "other_blocks": other_blocks,
        "terms": terms,
        "unreviewed": page.unreviewed or bare_terms or bool(other and other.unreviewed),
    }


def linked_terms(reading: Reading, page: Page, others: dict[str, PageBlock]) -> tuple[LinkedTerm, ...]:
    """List the words that the page's blocks link to, in order of appearance, each once."""
    first_block: dict[str, str] = {}
    for shown in page.blocks:
        texts = [shown.block, shown.source] + ([others[shown.id].block] if shown.id in others else [])
        for term_id in _linked(texts):
            first_block.setdefault(term_id, shown.id)
    entries = {
        entry.id: entry
        for entry in terms_for(reading.library, reading.locale.tag, unreviewed_shown=reading.unreviewed_shown)
    }
    return tuple(LinkedTerm(entries[term], block) for term, block in first_block.items() if term in entries)


def _linked(texts: Iterable[Block]) -> list[str]:
    parts = [part for text in texts for part in (text.html, *(a.html + a.feedback for a in text.answers))]
    return [term for part in parts for term in _TERM_LINK.findall(part)]
