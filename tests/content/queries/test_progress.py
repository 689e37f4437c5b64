"""Progress: blocks counted by state, and digests that notice what may change the counts."""

from pathlib import Path

from app.content.models.documents import Kind
from app.content.queries.library import load_library
from app.content.queries.progress import Progress, document_progress, progress_digests
from tests.content.files import source_page, stamped, translation, write

WORDS = {"7k2mf": "Vila.", "q0d4x": "Sov.", "zzzzz": "Gå.", "nnnnn": "Andas."}
BODY = "".join(f"<!-- b:{block_id} -->\n{word}\n\n" for block_id, word in WORDS.items())


def make(root: Path) -> None:
    write(root, "sv/pages/about.md", source_page(BODY))
    text = (
        stamped("استرح.", "Vila.", words="approved @a")
        + stamped("نم.", "Sov.", block_id="q0d4x")
        + stamped("امش.", "Stå.", block_id="zzzzz")
    )
    write(root, "ar/pages/about.md", translation(text))


def test_document_progress(tmp_path: Path) -> None:
    make(tmp_path)
    library = load_library(tmp_path)
    target = document_progress(library, library.documents[Kind.PAGE, "about", "ar"])
    assert (target.blocks, target.approved, target.unreviewed, target.missing, target.outdated) == (
        4,
        1,
        1,
        1,
        1,
    )
    assert (target.errors, target.warnings) == (0, 0)
    source = document_progress(library, library.documents[Kind.PAGE, "about", "sv"])
    assert source == Progress(4, 4, 0, 0, 0, 0, 0)


def test_document_progress_of_broken_and_lone_files(tmp_path: Path) -> None:
    make(tmp_path)
    write(tmp_path, "ar/pages/about.md", "x")
    write(tmp_path, "ar/pages/lone.md", translation(name="lone"))
    library = load_library(tmp_path)
    broken = document_progress(library, library.documents[Kind.PAGE, "about", "ar"])
    assert broken == Progress(4, 0, 0, 4, 0, 1, 0)
    lone = document_progress(library, library.documents[Kind.PAGE, "lone", "ar"])
    assert lone == Progress(0, 0, 0, 0, 0, 1, 0)


def test_progress_digests_follow_source_and_terms(tmp_path: Path) -> None:
    make(tmp_path)

    def digests() -> dict[str, str]:
        return {document.path: digest for document, digest in progress_digests(load_library(tmp_path))}

    first = digests()
    assert digests() == first
    write(tmp_path, "sv/pages/about.md", source_page(BODY + "\n"))
    second = digests()
    assert all(second[path] != first[path] for path in first)
    write(tmp_path, "ar/pages/about.md", translation())
    third = digests()
    assert [path for path in first if third[path] != second[path]] == ["ar/pages/about.md"]
    write(tmp_path, "so/terms.yaml", "- id: nerve\n  term: x\n  explanation: y\n  say: z\n")
    assert all(digests()[path] != third[path] for path in third)
