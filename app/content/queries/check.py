"""Reads and lints everything: what `smartskola check` reports."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from app.content.models.documents import LANGUAGES, SOURCE, Document, Problem
from app.content.queries.library import MAX_FILE, Library, UnreadableFileError, load_library, read_text
from app.content.rules.blocks import body_of
from app.content.rules.lint import lint_sheet
from app.content.rules.lint.bank import lint_terms
from app.content.rules.lint.catalogs import lint_catalog
from app.content.rules.lint.sheet import Surroundings, make_sheet
from app.content.rules.terms import MAX_TERMS_FILE

MAX_CATALOG = 2 * 1024 * 1024
"""Largest catalogue in bytes; ours have about 100 000."""


def check_content(root: Path, locales_dir: Path | None = None) -> tuple[Problem, ...]:
    """Every problem of the content folder and the catalogues, by path and line; paths begin with `root`."""
    library = load_library(root)
    found = {*library.problems, *_documents(library), *_terms(library)}
    problems = {replace(problem, path=(root / problem.path).as_posix()) for problem in found}
    if locales_dir is not None:
        problems.update(_catalogs(locales_dir))
    return tuple(sorted(problems))


def document_problems(library: Library, document: Document) -> tuple[Problem, ...]:
    """Everything wrong with one file, reading and lint together, with the path as the library has it."""
    return tuple(sorted({*document.problems, *_linted(library, document, _surroundings(library))}))


def _surroundings(library: Library) -> Surroundings:
    return Surroundings(
        documents={(one.kind, one.id): one for one in library.documents.values() if one.lang == SOURCE},
        pictures=library.images,
        terms=library.terms,
    )


def _documents(library: Library) -> Iterator[Problem]:
    around = _surroundings(library)
    for document in library.documents.values():
        yield from _linted(library, document, around)


def _linted(library: Library, document: Document, around: Surroundings) -> Iterator[Problem]:
    if document.broken:
        return
    body = body_of(document)
    yield from body.problems
    source = library.documents.get((document.kind, document.id, SOURCE)) if document.lang != SOURCE else None
    readable = source is not None and not source.broken
    try:
        text, _blob = read_text(library.root / document.path, MAX_FILE)
    except UnreadableFileError:
        text = document.body.decode()  # the file went away while we read; the next check will say so
    paired = (source, body_of(source)) if source is not None and readable else None
    sheet = make_sheet(document, body, text, source=paired, around=around)
    yield from lint_sheet(sheet)


def _terms(library: Library) -> Iterator[Problem]:
    for lang in LANGUAGES:
        path = f"{lang}/terms.yaml"
        if path not in library.files:
            continue
        try:
            text, _blob = read_text(library.root / path, MAX_TERMS_FILE)
        except UnreadableFileError:
            continue  # loading has said so already
        yield from lint_terms(library.terms[lang], library.terms[SOURCE], lang=lang, path=path, text=text)


def _catalogs(locales_dir: Path) -> Iterator[Problem]:
    for path in sorted(locales_dir.glob("*/LC_MESSAGES/*.po")):
        lang = path.parent.parent.name
        try:
            text, _blob = read_text(path, MAX_CATALOG)
        except UnreadableFileError as error:
            yield Problem(
                path.as_posix(), error.line, "PLU", "error", str(error), "Correct or delete the file."
            )
            continue
        yield from lint_catalog(text, lang=lang, path=path.as_posix())
