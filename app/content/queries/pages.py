"""What each page shows in a reader's language, from the library alone; the number of files costs nothing."""

from app.content.models.documents import LANGUAGES, SOURCE, Body, Document, Kind, State, Term
from app.content.models.pages import LessonCard, Page, PageBlock, TermEntry, Text
from app.content.queries.library import Library, find_document
from app.content.rules.blocks import body_of
from app.content.rules.canonical import digest_term, digest_words
from app.content.rules.publishing import published_blocks, published_text
from app.content.rules.states import text_state

__all__ = ["LessonCard", "Page", "PageBlock", "TermEntry", "Text"]


def find_page(
    library: Library, kind: Kind, document_id: str, lang: str, *, unreviewed_shown: bool
) -> Page | None:
    """The page at an address in one language, or None when there is no Swedish file or no such language.

    A translation that cannot be read is shown in Swedish and broken; a Swedish file that cannot be read has
    no blocks.
    """
    source = find_document(library, kind, document_id, SOURCE)
    if source is None or lang not in LANGUAGES:
        return None
    target = find_document(library, kind, document_id, lang) if lang != SOURCE else None
    body = body_of(source)
    other = body_of(target) if target is not None else Body()
    blocks = published_blocks(
        body.blocks, None if lang == SOURCE else other.blocks, lang=lang, unreviewed_shown=unreviewed_shown
    )
    title, summary = _headline(source, target, unreviewed_shown=unreviewed_shown)
    problems = (*source.problems, *body.problems, *(target.problems if target else ()), *other.problems)
    return Page(
        kind=kind,
        id=source.id,
        lang=lang,
        title=title,
        summary=summary,
        blocks=blocks,
        minutes=source.minutes,
        order=source.order,
        course=source.course,
        announced=_is_announced(source),
        unreviewed=_has_unreviewed(title, summary, blocks),
        broken=source.broken or body.broken or other.broken or (target is not None and target.broken),
        problems=problems,
    )


def course_lessons(
    library: Library, course_id: str, lang: str, *, unreviewed_shown: bool
) -> tuple[LessonCard, ...]:
    """The lessons of a course in their order; reads front matter only."""
    return tuple(
        _card(library, lesson, lang, unreviewed_shown=unreviewed_shown)
        for lesson in library.lessons.get(course_id, ())
    )


def neighbours(
    library: Library, lesson_id: str, lang: str, *, unreviewed_shown: bool
) -> tuple[LessonCard | None, LessonCard | None]:
    """The nearest readable lessons before and after this one in its course; None at either end.

    Lessons that are only announced are passed over: a button that leads to nothing helps nobody.
    """
    lesson = find_document(library, Kind.LESSON, lesson_id, SOURCE)
    lessons = library.lessons.get(lesson.course or "", ()) if lesson is not None else ()
    places = [place for place, other in enumerate(lessons) if other.id == lesson_id]
    if not places:
        return None, None
    earlier, later = reversed(lessons[: places[0]]), lessons[places[0] + 1 :]
    before, after = (
        next(
            (
                _card(library, other, lang, unreviewed_shown=unreviewed_shown)
                for other in others
                if not _is_announced(other)
            ),
            None,
        )
        for others in (earlier, later)
    )
    return before, after


def terms_for(library: Library, lang: str, *, unreviewed_shown: bool) -> tuple[TermEntry, ...]:
    """Every Swedish term in the reader's language, in the order of the Swedish file."""
    translated = library.terms.get(lang, {}) if lang != SOURCE else {}
    return tuple(
        _entry(term, translated.get(term.id), lang, unreviewed_shown=unreviewed_shown)
        for term in library.terms.get(SOURCE, {}).values()
    )


def _entry(term: Term, other: Term | None, lang: str, *, unreviewed_shown: bool) -> TermEntry:
    word = explanation = None
    draft = False
    if other is not None:
        state = text_state(other.record, current=(digest_term(term),), text_hash=digest_term(other))
        draft = other.record is not None and other.record.state is State.DRAFT
        word, explanation = Text(other.term, lang, state), Text(other.explanation, lang, state)
    shown = published_text(term.term, word, draft=draft, unreviewed_shown=unreviewed_shown)
    return TermEntry(
        id=term.id,
        term=shown,
        swedish=term.term,
        say=other.say if other is not None and shown is word else term.say,
        explanation=published_text(
            term.explanation, explanation, draft=draft, unreviewed_shown=unreviewed_shown
        ),
    )


def _card(library: Library, lesson: Document, lang: str, *, unreviewed_shown: bool) -> LessonCard:
    target = find_document(library, lesson.kind, lesson.id, lang) if lang != SOURCE else None
    title, summary = _headline(lesson, target, unreviewed_shown=unreviewed_shown)
    return LessonCard(
        id=lesson.id,
        title=title,
        summary=summary,
        order=lesson.order,
        minutes=lesson.minutes,
        announced=_is_announced(lesson),
        broken=lesson.broken,
    )


def _headline(source: Document, target: Document | None, *, unreviewed_shown: bool) -> tuple[Text, Text]:
    title, summary = (
        _field(name, source, target, unreviewed_shown=unreviewed_shown) for name in ("title", "summary")
    )
    return title, summary


def _field(name: str, source: Document, target: Document | None, *, unreviewed_shown: bool) -> Text:
    original: str = getattr(source, name)
    if target is None or target.broken:
        return Text(original, SOURCE, State.APPROVED)
    value: str = getattr(target, name)
    record = target.fields.get(name)
    state = text_state(record, current=(digest_words(original),), text_hash=digest_words(value))
    draft = record is not None and record.state is State.DRAFT
    return published_text(
        original, Text(value, target.lang, state), draft=draft, unreviewed_shown=unreviewed_shown
    )


def _is_announced(document: Document) -> bool:
    return not document.broken and not document.body.strip()


def _has_unreviewed(title: Text, summary: Text, blocks: tuple[PageBlock, ...]) -> bool:
    texts = any(text.state is not State.APPROVED for text in (title, summary))
    return texts or any(not block.fallback and block.state is not State.APPROVED for block in blocks)
