"""The check: every problem of every file, by path and line."""

from pathlib import Path

from app.content.queries.check import check_content, document_problems
from app.content.queries.library import load_library
from tests.content.files import source_page, stamped, translation, write

GOOD = "\n<!-- b:7k2mf -->\nVila ofta.\n"
PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""


def found(root: Path, locales: Path | None = None) -> list[tuple[str, int, str, str]]:
    return [
        (Path(problem.path).relative_to(root.parent).as_posix(), problem.line, problem.rule, problem.level)
        for problem in check_content(root, locales)
    ]


def test_check_content_of_good_files(tmp_path: Path) -> None:
    root = tmp_path / "content"
    write(root, "sv/pages/about.md", source_page(GOOD))
    write(root, "ar/pages/about.md", translation("\n" + stamped("استرح كثيرا.", "Vila ofta.")))
    write(root, "sv/terms.yaml", "- id: nerve\n  term: nerv\n  explanation: Tråd.\n  say: NERV\n")
    write(tmp_path, "locales/sv/LC_MESSAGES/messages.po", PO)
    assert found(root, tmp_path / "locales") == []


def test_check_content_of_bad_files(tmp_path: Path) -> None:
    root = tmp_path / "content"
    write(root, "sv/pages/about.md", source_page(GOOD + "\n<!-- b:q0d4x -->\n# A\n"))
    write(root, "sv/pages/broken.md", "x")
    write(root, "ar/pages/about.md", translation("\n" + stamped("استرح 3.", "Vila ofta.")))
    write(root, "ar/pages/broken.md", translation(name="broken"))
    write(root, "ar/pages/extra.md", translation(name="extra"))
    write(root, "sv/terms.yaml", "- id: nerve\n  term: nerv\n  explanation: Tråd 3.\n  say: NERV\n")
    write(root, "ar/terms.yaml", "- id: other\n  term: عصب\u200f\n  explanation: خيط\n  say: نيرف\n")
    write(root, "so/terms.yaml", "x")
    write(tmp_path, "locales/ar/LC_MESSAGES/messages.po", PO)
    write(tmp_path, "locales/so/LC_MESSAGES/messages.po", b"\xff")
    assert found(root, tmp_path / "locales") == [
        ("content/ar/pages/about.md", 11, "NUM", "error"),
        ("content/ar/pages/broken.md", 1, "FM1", "error"),
        ("content/ar/pages/extra.md", 1, "FM1", "error"),
        ("content/ar/terms.yaml", 1, "ID1", "error"),
        ("content/ar/terms.yaml", 2, "BI1", "error"),
        ("content/so/terms.yaml", 1, "FM1", "error"),
        ("content/sv/pages/about.md", 14, "ST1", "error"),
        ("content/sv/pages/broken.md", 1, "FM1", "error"),
        ("locales/ar/LC_MESSAGES/messages.po", 1, "PLU", "error"),
        ("locales/so/LC_MESSAGES/messages.po", 1, "PLU", "error"),
    ]


def test_check_content_of_no_folder(tmp_path: Path) -> None:
    assert [(rule, level) for _path, _line, rule, level in found(tmp_path / "content")] == [("FM1", "error")]


def test_document_problems_of_one_file(tmp_path: Path) -> None:
    write(tmp_path, "sv/pages/about.md", source_page(GOOD.replace("Vila", "<b>Vila</b>")))
    write(tmp_path, "sv/pages/other.md", "x")
    library = load_library(tmp_path)
    (document,) = (one for one in library.documents.values() if one.id == "about")
    (tmp_path / "sv/pages/about.md").unlink()
    assert [(problem.path, problem.rule) for problem in document_problems(library, document)] == [
        ("sv/pages/about.md", "HT1")
    ]


def test_check_content_when_terms_vanish_meanwhile(tmp_path: Path) -> None:
    terms = write(tmp_path, "sv/terms.yaml", "- id: nerve\n  term: nerv\n  explanation: Tråd.\n  say: NERV\n")
    assert check_content(tmp_path) == ()
    terms.write_bytes(b"\xff")
    assert [problem.message for problem in check_content(tmp_path)] == ["this is not UTF-8 text"]
