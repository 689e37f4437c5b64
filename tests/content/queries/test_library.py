"""The library: all that can be read, a notice for the rest, and nothing that brings the site down."""

import os
from pathlib import Path

import pytest

from app.content.models.documents import Kind, Problem
from app.content.queries.library import (
    MAX_FILE,
    Library,
    UnreadableFileError,
    find_document,
    load_library,
    read_text,
)
from tests.content.files import source_lesson, source_page, translation, write

TERMS = "- id: nerve\n  term: nerv\n  explanation: Tråd.\n  say: NERV\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small folder of good content."""
    folder = tmp_path / "content"
    write(folder, "sv/pages/about.md", source_page("\n<!-- b:7k2mf -->\nVila.\n"))
    write(folder, "ar/pages/about.md", translation("\n<!-- b:7k2mf -->\nاسترح.\n"))
    write(folder, "sv/lessons/second.md", source_lesson(name="second", order=2))
    write(folder, "sv/lessons/first.md", source_lesson(name="first", order=1))
    write(folder, "sv/terms.yaml", TERMS)
    return folder


def messages(library: Library) -> list[tuple[str, int, str]]:
    return [(problem.path, problem.line, problem.message) for problem in library.problems]


def test_load_library_reads_everything(root: Path) -> None:
    library = load_library(root)
    assert library.problems == ()
    assert sorted(library.documents) == [
        (Kind.LESSON, "first", "sv"),
        (Kind.LESSON, "second", "sv"),
        (Kind.PAGE, "about", "ar"),
        (Kind.PAGE, "about", "sv"),
    ]
    assert [lesson.id for lesson in library.lessons["pain-school"]] == ["first", "second"]
    assert library.terms["sv"]["nerve"].term == "nerv"
    found = find_document(library, Kind.PAGE, "about", "ar")
    assert found is not None
    assert (found.title, found.body, found.body_line, found.broken) == (
        "ما هو الألم؟",
        "\n<!-- b:7k2mf -->\nاسترح.\n".encode(),
        9,
        False,
    )


def test_find_document_that_is_not_there(root: Path) -> None:
    library = load_library(root)
    assert find_document(library, Kind.PAGE, "../about", "sv") is None
    assert find_document(library, Kind.LESSON, "about", "sv") is None


def test_load_library_digest_is_gits(root: Path) -> None:
    write(root, "sv/pages/about.md", "hello\n")
    found = find_document(load_library(root), Kind.PAGE, "about", "sv")
    assert found is not None
    assert found.digest == "ce013625030ba8dba906f756967f9e9ca394464a"


def test_load_library_reuses_unchanged_files(root: Path) -> None:
    before = load_library(root)
    changed = write(root, "sv/pages/about.md", source_page("\n<!-- b:7k2mf -->\nVila ofta.\n"))
    after = load_library(root, before)
    assert {key for key in after.documents if after.documents[key] is not before.documents[key]} == {
        (Kind.PAGE, "about", "sv")
    }
    assert after.fingerprint != before.fingerprint
    changed.unlink()
    assert (Kind.PAGE, "about", "sv") not in load_library(root, after).documents


def test_load_library_fingerprint_is_of_the_words_not_of_the_clock(root: Path) -> None:
    before = load_library(root)
    os.utime(root / "sv/pages/about.md", (1, 1))
    assert load_library(root, before).fingerprint == before.fingerprint
    write(root, "sv/terms.yaml", TERMS.replace("Tråd", "En tråd"))
    assert load_library(root).fingerprint != before.fingerprint


def test_load_library_sees_new_pictures(root: Path, tmp_path: Path) -> None:
    before = load_library(root)
    write(tmp_path, "media/figures/a.svg", '<svg viewBox="0 0 40 30"/>')
    after = load_library(root, before)
    assert after.images == {"/media/figures/a.svg": (40, 30)}
    assert all(document.images is after.images for document in after.documents.values())
    assert after.fingerprint != before.fingerprint
    assert load_library(root, after).documents == after.documents


def test_load_library_of_no_folder(tmp_path: Path) -> None:
    library = load_library(tmp_path / "content")
    assert library.documents == {}
    assert [problem.rule for problem in library.problems] == ["FM1"]


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (source_page().encode("utf-16"), 1, "a control character (byte 0x00) stands here"),
        (source_page().encode("latin-1"), 4, "this is not UTF-8 text"),
        (source_page("a\x00b").encode(), 10, "a control character (byte 0x00) stands here"),
        (source_page("a\x1bb").encode(), 10, "a control character (byte 0x1b) stands here"),
        (source_page("\ud800").encode("utf-8", "surrogatepass"), 9, "this is not UTF-8 text"),
        (b"", 1, "the file does not begin with a line ---"),
        (b"x" * (MAX_FILE + 1), 1, f"the file has {MAX_FILE + 1} bytes; at most {MAX_FILE} are read"),
        (
            source_page().replace("id: about", "id: other").encode(),
            2,
            "the id 'other' is not the file's name 'about'",
        ),
    ],
)
def test_load_library_of_a_broken_file(root: Path, content: bytes, line: int, message: str) -> None:
    write(root, "sv/pages/about.md", content)
    library = load_library(root)
    found = find_document(library, Kind.PAGE, "about", "sv")
    assert found is not None
    assert (found.broken, found.body) == (True, b"")
    assert [(path, message) for path, _line, message in messages(library)] == [("sv/pages/about.md", message)]
    assert abs(library.problems[0].line - line) <= 1


def test_load_library_accepts_bom_and_crlf(root: Path) -> None:
    text = source_page("\n<!-- b:7k2mf -->\nVila.\n")
    write(root, "sv/pages/about.md", b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    library = load_library(root)
    assert library.problems == ()
    assert library.documents[Kind.PAGE, "about", "sv"].body == b"\n<!-- b:7k2mf -->\nVila.\n"


def test_load_library_of_odd_files(root: Path) -> None:
    (root / "sv/pages/folder.md").mkdir()
    (root / "sv/pages/dangling.md").symlink_to("nowhere.md")
    (root / "sv/pages/loop.md").symlink_to("loop.md")
    os.mkfifo(root / "sv/pages/pipe.md")
    write(root, "sv/pages/.hidden.md", "x")
    write(root, "sv/pages/notes.txt", "x")
    library = load_library(root)
    assert [(path, message) for path, _line, message in messages(library)] == [
        ("sv/pages/dangling.md", "the file cannot be read: No such file or directory"),
        ("sv/pages/folder.md", "this is not an ordinary file"),
        ("sv/pages/loop.md", "the file cannot be read: Too many levels of symbolic links"),
        ("sv/pages/pipe.md", "this is not an ordinary file"),
    ]
    assert load_library(root, library).problems == library.problems


def test_load_library_refuses_links_that_lead_out(root: Path, tmp_path: Path) -> None:
    outside = write(tmp_path, "outside/secret.md", source_page(name="secret"))
    write(tmp_path, "outside/terms.yaml", TERMS)
    write(tmp_path, "outside/pages/secret.md", source_page(name="secret"))
    (root / "sv/pages/secret.md").symlink_to(outside)
    (root / "sv/pages/inside.md").symlink_to("about.md")
    (root / "sv/workshops").symlink_to(tmp_path / "outside")
    (root / "so").symlink_to(tmp_path / "outside")
    library = load_library(root)
    leads_out = "this link leads out of the content folder"
    assert messages(library) == [
        ("so/pages", 1, leads_out),
        ("so/terms.yaml", 1, leads_out),
        ("sv/pages/inside.md", 2, "the id 'about' is not the file's name 'inside'"),
        ("sv/pages/secret.md", 1, leads_out),
        ("sv/workshops", 1, leads_out),
    ]
    assert library.terms["so"] == {}


def test_load_library_of_an_unlistable_folder(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The tests may run as root, whom no permission stops; so the system's answer is given by hand.
    def refuse(self: Path) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert ("sv/pages", 1, "the folder cannot be read: Permission denied") in messages(load_library(root))


def test_load_library_of_an_unreadable_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    library = load_library(root)
    assert {problem.message for problem in library.problems} == {"the file cannot be read: Permission denied"}
    assert all(document.broken for document in library.documents.values())


def test_load_library_keeps_the_readable_terms(root: Path) -> None:
    write(root, "ar/terms.yaml", "- id: nerve\n  term: عصب\n  explanation: خيط\n  say: نيرف\n- id: brain\n")
    library = load_library(root)
    assert list(library.terms["ar"]) == ["nerve"]
    assert {problem.path for problem in library.problems} == {"ar/terms.yaml"}


def test_read_text_of_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="No such file"):
        read_text(tmp_path / "none.md", 10)


def test_problem_sorts_by_place() -> None:
    one, two = (Problem("a", line, "FM1", "error", "m", "r") for line in (2, 10))
    assert sorted([two, one]) == [one, two]
