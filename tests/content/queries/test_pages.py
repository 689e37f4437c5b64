"""Pages: the right language in the right place, in both publishing modes, whatever is broken."""

from pathlib import Path

import pytest

from app.content.models.documents import Kind, State, Term
from app.content.models.pages import LessonCard, TermEntry, Text
from app.content.queries.library import Library, load_library
from app.content.queries.pages import course_lessons, find_page, neighbours, terms_for
from app.content.rules.canonical import digest_term, digest_words
from tests.content.files import source_lesson, source_page, stamped, translation, write

BODY = "\n<!-- b:7k2mf -->\n## Vila\n\n<!-- b:q0d4x safety -->\nRing 112.\n\n<!-- b:zzzzz -->\nSov.\n"
OTHER = (
    "\n"
    + stamped("## استرح", "## Vila", words="approved @anna @leyla")
    + stamped("اتصل 112.", "Ring 112.", block_id="q0d4x")
)


def fields(state: str) -> str:
    title, summary = (
        ("Vad är smärta?", "ما هو الألم؟"),
        ("Du får veta hur larmet fungerar.", "ستعرف كيف يعمل جهاز الإنذار."),
    )
    return "  schema: 1\n  fields:\n" + "".join(
        f"    {name}: s:{digest_words(ours)} t:{digest_words(theirs)} {state} @anna\n"
        for name, (ours, theirs) in (("title", title), ("summary", summary))
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    write(folder, "sv/lessons/pacing.md", source_lesson(BODY, order=2))
    write(folder, "sv/lessons/first.md", source_lesson(name="first", order=1))
    write(folder, "sv/lessons/last.md", source_lesson(BODY, name="last", order=3))
    write(
        folder,
        "ar/lessons/pacing.md",
        translation(OTHER, name="pacing").replace("  schema: 1\n", fields("approved")),
    )
    return folder


def shown(library: Library, lang: str, *, unreviewed_shown: bool) -> list[tuple[int, str, str, bool, bool]]:
    page = find_page(library, Kind.LESSON, "pacing", lang, unreviewed_shown=unreviewed_shown)
    assert page is not None
    return [(one.number, one.lang, one.state.value, one.fallback, one.source_beside) for one in page.blocks]


def test_find_page_in_swedish(root: Path) -> None:
    page = find_page(load_library(root), Kind.LESSON, "pacing", "sv", unreviewed_shown=False)
    assert page is not None
    assert (page.title, page.course, page.order, page.minutes) == (
        Text("Vad är smärta?", "sv", State.APPROVED),
        "pain-school",
        2,
        45,
    )
    assert [(one.number, one.id, one.lang, one.fallback) for one in page.blocks] == [
        (1, "7k2mf", "sv", False),
        (2, "q0d4x", "sv", False),
        (3, "zzzzz", "sv", False),
    ]
    assert (page.announced, page.unreviewed, page.broken, page.problems) == (False, False, False, ())


def test_find_page_with_approved_text_only(root: Path) -> None:
    library = load_library(root)
    assert shown(library, "ar", unreviewed_shown=False) == [
        (1, "ar", "approved", False, False),
        (2, "sv", "machine", True, False),
        (3, "sv", "missing", True, False),
    ]
    page = find_page(library, Kind.LESSON, "pacing", "ar", unreviewed_shown=False)
    assert page is not None
    assert (page.title.lang, page.unreviewed) == ("ar", False)


def test_find_page_with_labelled_text(root: Path) -> None:
    library = load_library(root)
    assert shown(library, "ar", unreviewed_shown=True) == [
        (1, "ar", "approved", False, False),
        (2, "ar", "machine", False, True),
        (3, "sv", "missing", True, False),
    ]
    page = find_page(library, Kind.LESSON, "pacing", "ar", unreviewed_shown=True)
    assert page is not None
    assert page.unreviewed


@pytest.mark.parametrize(
    ("state", "unreviewed_shown", "lang", "unreviewed"),
    [("machine", True, "ar", True), ("machine", False, "sv", False), ("draft", True, "sv", False)],
)
def test_find_page_title_follows_the_same_rule(
    root: Path, state: str, unreviewed_shown: bool, lang: str, unreviewed: bool
) -> None:
    text = translation(name="pacing").replace("  schema: 1\n", fields(state))
    write(root, "ar/lessons/pacing.md", text)
    page = find_page(load_library(root), Kind.LESSON, "pacing", "ar", unreviewed_shown=unreviewed_shown)
    assert page is not None
    assert (page.title.lang, page.summary.lang, page.unreviewed) == (lang, lang, unreviewed)


def test_find_page_without_translation_is_swedish(root: Path) -> None:
    page = find_page(load_library(root), Kind.LESSON, "pacing", "ti", unreviewed_shown=True)
    assert page is not None
    assert page.title == Text("Vad är smärta?", "sv", State.APPROVED)
    assert [one.fallback for one in page.blocks] == [True, True, True]
    assert not page.unreviewed


def test_find_page_of_an_announced_lesson(root: Path) -> None:
    page = find_page(load_library(root), Kind.LESSON, "first", "sv", unreviewed_shown=True)
    assert page is not None
    assert (page.announced, page.blocks, page.broken) == (True, (), False)


def test_find_page_with_a_broken_translation(root: Path) -> None:
    write(root, "ar/lessons/pacing.md", "not a file of ours")
    page = find_page(load_library(root), Kind.LESSON, "pacing", "ar", unreviewed_shown=True)
    assert page is not None
    assert (page.broken, page.title.lang, [one.lang for one in page.blocks]) == (True, "sv", ["sv"] * 3)
    assert [problem.path for problem in page.problems] == ["ar/lessons/pacing.md"]


def test_find_page_with_a_broken_source(root: Path) -> None:
    write(root, "sv/lessons/pacing.md", source_lesson(BODY).replace("order: 1", "order: x"))
    page = find_page(load_library(root), Kind.LESSON, "pacing", "ar", unreviewed_shown=True)
    assert page is not None
    assert (page.broken, page.blocks, page.title.value, page.announced) == (True, (), "ما هو الألم؟", False)


def test_find_page_with_a_refused_block(root: Path) -> None:
    write(root, "sv/lessons/pacing.md", source_lesson(BODY.replace("Sov.", ">" * 100_000)))
    page = find_page(load_library(root), Kind.LESSON, "pacing", "sv", unreviewed_shown=True)
    assert page is not None
    assert (page.broken, [one.id for one in page.blocks]) == (True, ["7k2mf", "q0d4x"])


@pytest.mark.parametrize(
    ("page_id", "lang"), [("nowhere", "sv"), ("pacing", "en"), ("../pacing", "sv"), ("", "sv")]
)
def test_find_page_that_is_not_there(root: Path, page_id: str, lang: str) -> None:
    assert find_page(load_library(root), Kind.LESSON, page_id, lang, unreviewed_shown=True) is None


def test_find_page_with_only_a_translation(root: Path) -> None:
    write(root, "ar/pages/about.md", translation())
    assert find_page(load_library(root), Kind.PAGE, "about", "ar", unreviewed_shown=True) is None


def test_course_lessons_in_order(root: Path) -> None:
    lessons = course_lessons(load_library(root), "pain-school", "ar", unreviewed_shown=True)
    assert [(one.id, one.order, one.title.lang, one.announced, one.broken) for one in lessons] == [
        ("first", 1, "sv", True, False),
        ("pacing", 2, "ar", False, False),
        ("last", 3, "sv", False, False),
    ]
    assert course_lessons(load_library(root), "nowhere", "ar", unreviewed_shown=True) == ()


def identity(card: LessonCard | None) -> str | None:
    return card.id if card is not None else None


@pytest.mark.parametrize(
    ("lesson_id", "around"),
    [
        ("first", (None, "pacing")),
        ("pacing", (None, "last")),
        ("last", ("pacing", None)),
        ("x", (None, None)),
    ],
)
def test_neighbours_pass_over_announced_lessons(
    root: Path, lesson_id: str, around: tuple[str | None, str | None]
) -> None:
    before, after = neighbours(load_library(root), lesson_id, "sv", unreviewed_shown=True)
    assert (identity(before), identity(after)) == around


def test_neighbours_of_a_broken_lesson(root: Path) -> None:
    write(root, "sv/lessons/pacing.md", "broken")
    assert neighbours(load_library(root), "pacing", "sv", unreviewed_shown=True) == (None, None)


def entry(term: str, explanation: str, lang: str, state: State, say: str) -> TermEntry:
    return TermEntry("nerve", Text(term, lang, state), "nerv", say, Text(explanation, lang, state))


@pytest.mark.parametrize(
    ("state", "unreviewed_shown", "translated"),
    [("approved", False, True), ("machine", True, True), ("machine", False, False), ("draft", True, False)],
)
def test_terms_for(root: Path, state: str, unreviewed_shown: bool, translated: bool) -> None:
    write(root, "sv/terms.yaml", "- id: nerve\n  term: nerv\n  explanation: Tråd.\n  say: NERV\n")
    ours, theirs = Term("nerve", "nerv", "Tråd.", say="NERV"), Term("nerve", "عصب", "خيط.", say="نيرف")
    words = f"s:{digest_term(ours)} t:{digest_term(theirs)} {state} @a"
    write(
        root,
        "ar/terms.yaml",
        f"- id: nerve\n  term: عصب\n  explanation: خيط.\n  say: نيرف\n  record: {words}\n",
    )
    swedish = entry("nerv", "Tråd.", "sv", State.APPROVED, "NERV")
    arabic = entry("عصب", "خيط.", "ar", State(state), "نيرف")
    library = load_library(root)
    assert terms_for(library, "ar", unreviewed_shown=unreviewed_shown) == (arabic if translated else swedish,)
    assert terms_for(library, "so", unreviewed_shown=True) == (swedish,)
    assert terms_for(library, "sv", unreviewed_shown=False) == (swedish,)


def test_terms_for_without_a_record_is_outdated(root: Path) -> None:
    write(root, "sv/terms.yaml", "- id: nerve\n  term: nerv\n  explanation: Tråd.\n  say: NERV\n")
    write(root, "ar/terms.yaml", "- id: nerve\n  term: عصب\n  explanation: خيط.\n  say: نيرف\n")
    (found,) = terms_for(load_library(root), "ar", unreviewed_shown=True)
    assert found.term == Text("عصب", "ar", State.OUTDATED)


def test_find_page_costs_no_look_at_other_files(root: Path) -> None:
    library = load_library(root)
    for path in root.rglob("*.md"):
        path.unlink()
    write(root, "sv/pages/new.md", source_page(name="new"))
    assert find_page(library, Kind.LESSON, "pacing", "ar", unreviewed_shown=True) is not None
