"""Actions: files are changed whole or not at all, and only where they say."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.content.actions import StampError, add_block_ids, index_content, stamp_document, stamp_term_bank
from app.content.models.documents import Document, Kind, State
from app.content.models.tables import IndexedPage
from app.content.queries.library import UnreadableFileError, load_library
from app.content.queries.pages import find_page
from tests.content.files import source_lesson, source_page, stamped, translation, write

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
BODY = "\n<!-- b:7k2mf -->\nVila ofta.\n\n<!-- b:q0d4x safety -->\nRing 112.\n"
OTHER = "\n<!-- b:7k2mf -->\nاسترح كثيرا.\n\n<!-- b:q0d4x -->\nاتصل بالرقم 112.\n"
TERMS = "- id: nerve\n  term: nerv\n  explanation: Tråd.\n  say: NERV\n"
ARABIC = "- id: nerve\n  term: عصب\n  explanation: خيط.\n  say: نيرف\n"


def source(root: Path) -> Document:
    return load_library(root).documents[Kind.PAGE, "about", "sv"]


@pytest.fixture
def target(tmp_path: Path) -> Path:
    write(tmp_path, "sv/pages/about.md", source_page(BODY))
    return write(tmp_path, "ar/pages/about.md", translation(OTHER))


def test_stamp_document_makes_the_translation_current(target: Path, tmp_path: Path) -> None:
    target.chmod(0o640)
    text = stamp_document(target, source(tmp_path), translator="tool", state=State.MACHINE, engine="x")
    assert target.read_text() == text
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    page = find_page(load_library(tmp_path), Kind.PAGE, "about", "ar", unreviewed_shown=True)
    assert page is not None
    assert [page.title.state, page.summary.state, *(one.state for one in page.blocks)] == [State.MACHINE] * 4
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_stamp_document_changes_only_records(target: Path, tmp_path: Path, newline: str) -> None:
    before = "\ufeff" + translation(OTHER).replace("\n", newline)
    target.write_bytes(before.encode())
    stamp_document(target, source(tmp_path), translator="tool", state=State.MACHINE)
    after = target.read_bytes().decode()
    added = [line for line in after.split(newline) if line not in before.split(newline)]
    kept = [line for line in after.split(newline) if line in before.split(newline)]
    assert len(added) == 6
    assert newline.join(kept) == before.replace(f"<!-- b:7k2mf -->{newline}", "").replace(
        f"<!-- b:q0d4x -->{newline}", ""
    )


def test_stamp_document_twice_is_once(target: Path, tmp_path: Path) -> None:
    one = stamp_document(target, source(tmp_path), translator="tool", state=State.MACHINE)
    written = target.stat().st_ino
    assert stamp_document(target, source(tmp_path), translator="other", state=State.MACHINE) == one
    assert target.stat().st_ino == written


def test_stamp_document_never_takes_an_approval_away(target: Path, tmp_path: Path) -> None:
    body = "\n" + stamped("استرح كثيرا.", "Vila.", words="approved @anna @leyla")
    target.write_text(translation(body))
    text = stamp_document(target, source(tmp_path), translator="tool", state=State.MACHINE)
    assert body in text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x", "line 1: the file does not begin"),
        (translation().replace("l10n:\n  schema: 1\n", "l10n: {schema: 1}\n"), "no line 'l10n:'"),
        (translation().replace("id: about", "id: other"), "is not the file's name"),
        (translation().replace("  schema: 1\n", "  schema:\n    1\n  variant: |-\n    ER\n  # x\n"), None),
        (translation().replace("summary: ", "summary: >-\n  l10n:\n  "), None),
    ],
)
def test_stamp_document_refuses_or_succeeds_whole(
    target: Path, tmp_path: Path, text: str, message: str | None
) -> None:
    target.write_text(text)
    if message is None:
        stamp_document(target, source(tmp_path), translator="tool", state=State.MACHINE)
        assert load_library(tmp_path).problems == ()
        return
    with pytest.raises(StampError, match=message):
        stamp_document(target, source(tmp_path), translator="tool", state=State.MACHINE)
    assert target.read_text() == text


def test_stamp_document_refuses_to_change_words(target: Path, tmp_path: Path) -> None:
    text = translation(OTHER).replace("summary: ", 'summary: "a\nl10n:\n b"\nx: ')
    target.write_text(text)
    with pytest.raises(StampError):
        stamp_document(target, source(tmp_path), translator="tool", state=State.MACHINE)
    assert target.read_text() == text


def test_stamp_document_of_a_missing_file(target: Path, tmp_path: Path) -> None:
    target.unlink()
    with pytest.raises(UnreadableFileError):
        stamp_document(target, source(tmp_path), translator="tool", state=State.MACHINE)


def test_stamp_document_leaves_no_rubbish_when_the_disk_is_full(
    target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    origin = source(tmp_path)
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        stamp_document(target, origin, translator="tool", state=State.MACHINE)
    assert list(target.parent.iterdir()) == [target]
    assert target.read_text() == translation(OTHER)


def test_stamp_term_bank(tmp_path: Path) -> None:
    write(tmp_path, "sv/terms.yaml", TERMS)
    target = write(tmp_path, "ar/terms.yaml", ARABIC)
    terms = load_library(tmp_path).terms["sv"]
    text = stamp_term_bank(target, terms, translator="tool", state=State.MACHINE, engine="x")
    assert text.startswith(f"{ARABIC}  record: s:")
    assert stamp_term_bank(target, terms, translator="tool", state=State.MACHINE, engine="x") == text
    record = load_library(tmp_path).terms["ar"]["nerve"].record
    assert record is not None
    assert record.state is State.MACHINE


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- id: nerve\n", "line 1: 'term'"),
        ("- term: x\n  id: nerve\n  explanation: y\n  say: z\n", "must begin with '- id"),
        ("-   id: nerve\n    term: x\n    explanation: y\n    say: z\n", "would change more than records"),
    ],
)
def test_stamp_term_bank_refuses(tmp_path: Path, text: str, message: str) -> None:
    write(tmp_path, "sv/terms.yaml", TERMS)
    target = write(tmp_path, "ar/terms.yaml", text)
    with pytest.raises(StampError, match=message):
        stamp_term_bank(target, load_library(tmp_path).terms["sv"], translator="tool", state=State.MACHINE)
    assert target.read_text() == text


def test_add_block_ids(tmp_path: Path) -> None:
    path = write(tmp_path, "sv/pages/about.md", source_page("\nVila.\n\n<!-- b:7k2mf -->\n## Sov\n\n- a\n"))
    assert add_block_ids(path) == 2
    assert add_block_ids(path) == 0
    page = find_page(load_library(tmp_path), Kind.PAGE, "about", "sv", unreviewed_shown=True)
    assert page is not None
    assert [one.block.text for one in page.blocks] == ["Vila.", "## Sov", "- a"]
    assert len({one.id for one in page.blocks}) == 3
    assert page.problems == ()


def test_add_block_ids_gives_no_id_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    letters = iter("7k2mf" + "q0d4x")
    monkeypatch.setattr("secrets.choice", lambda _alphabet: next(letters))
    path = write(tmp_path, "sv/pages/about.md", source_page("\nVila.\n\n<!-- b:7k2mf -->\n## Sov\n"))
    add_block_ids(path)
    assert "<!-- b:q0d4x -->\nVila." in path.read_text()


def test_add_block_ids_refuses_a_broken_file(tmp_path: Path) -> None:
    path = write(tmp_path, "sv/pages/about.md", "x")
    with pytest.raises(StampError, match="line 1"):
        add_block_ids(path)


def rows(session: Session) -> dict[str, tuple[int, int, int, int]]:
    return {
        row.path: (row.blocks, row.missing, row.outdated, row.errors)
        for row in session.scalars(select(IndexedPage))
    }


@pytest.mark.data
def test_index_content_counts_and_forgets(session: Session, tmp_path: Path) -> None:
    write(tmp_path, "sv/pages/about.md", source_page(BODY))
    target = write(tmp_path, "ar/pages/about.md", translation(OTHER))
    write(tmp_path, "sv/lessons/pacing.md", source_lesson())
    library = load_library(tmp_path)
    assert index_content(session, library, now=NOW) == 3
    assert rows(session) == {
        "sv/pages/about.md": (2, 0, 0, 0),
        "ar/pages/about.md": (2, 0, 2, 0),
        "sv/lessons/pacing.md": (0, 0, 0, 1),
    }
    row = session.get_one(IndexedPage, "ar/pages/about.md")
    assert (row.kind, row.content_id, row.lang, row.indexed_at) == ("pages", "about", "ar", NOW)
    assert index_content(session, library, now=NOW) == 0
    target.unlink()
    assert index_content(session, load_library(tmp_path), now=NOW) == 2
    assert sorted(rows(session)) == ["sv/lessons/pacing.md", "sv/pages/about.md"]
