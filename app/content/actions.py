"""What tools and jobs do to content: number blocks, stamp translations, keep the index."""

import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.content.models.documents import SOURCE, Document, Kind, State, Term
from app.content.models.tables import IndexedPage
from app.content.queries.library import MAX_FILE, Library, read_text
from app.content.queries.progress import document_progress, progress_digests
from app.content.rules.blocks import blocks_of, body_of
from app.content.rules.front_matter import read_front_matter
from app.content.rules.records import ID_ALPHABET, ID_LENGTH
from app.content.rules.stamping import (
    Stamp,
    StampError,
    add_markers,
    ids_in,
    stamp_blocks,
    stamp_fields,
    stamp_terms,
)
from app.content.rules.terms import MAX_TERMS_FILE, read_terms

__all__ = ["StampError", "add_block_ids", "index_content", "stamp_document", "stamp_term_bank"]


def stamp_document(
    target: Path, source: Document, *, translator: str, state: State, engine: str | None = None
) -> str:
    """Record in a translation's file that it follows the source as it is now; gives the file's new text.

    Only records change, and only those that say less than the stamp: an approved block stays approved
    unless the stamp itself approves. The file is replaced whole or not at all. Raises StampError, or
    UnreadableFileError.
    """
    stamp = Stamp(translator, state, engine)
    text = _raw(target, MAX_FILE)
    document = _parsed(text, target, source)
    values = {name: (getattr(source, name), getattr(document, name)) for name in ("title", "summary")}
    stamped = stamp_blocks(text, blocks_of(source), blocks_of(document), stamp)
    stamped = stamp_fields(stamped, values, document.fields, stamp=stamp, base=source.digest)
    written = _parsed(stamped, target, source)
    if _said(written) != _said(document):
        raise StampError("the stamp would change more than records; write the front matter plainly first")
    _replace(target, text, stamped)
    return stamped


def stamp_term_bank(
    target: Path, source: Mapping[str, Term], *, translator: str, state: State, engine: str | None = None
) -> str:
    """Record the same in every entry of a translated terms.yaml; gives its new text. Raises StampError."""
    text = _raw(target, MAX_TERMS_FILE)
    lang = target.parent.name
    entries, problems = read_terms(_plain(text), lang=lang, path=target.name)
    if problems:
        raise StampError(f"line {problems[0].line}: {problems[0].message}")
    stamped = stamp_terms(text, source, {term.id: term for term in entries}, Stamp(translator, state, engine))
    again, problems = read_terms(_plain(stamped), lang=lang, path=target.name)
    if problems or [(term.id, term.term) for term in again] != [(term.id, term.term) for term in entries]:
        raise StampError("the stamp would change more than records; write the entries plainly first")
    _replace(target, text, stamped)
    return stamped


def add_block_ids(path: Path) -> int:
    """Write a marker with a new random id above every block of a Swedish file without; gives their number."""
    text = _raw(path, MAX_FILE)
    kind = Kind(path.parent.name)
    front = read_front_matter(_plain(text), kind=kind, name=path.stem, lang=SOURCE, path=path.name)
    if front.broken:
        raise StampError(f"line {front.problems[0].line}: {front.problems[0].message}")
    taken = ids_in(text)
    numbered, added = add_markers(text, front.body_line, lambda: _new_id(taken))
    _replace(path, text, numbered)
    return added


def index_content(session: Session, library: Library, *, now: datetime) -> int:
    """Bring the index in line with the library: changed files are counted anew, vanished ones forgotten.

    Gives the number of files counted anew. Costs some milliseconds for each of them and next to nothing for
    others.
    """
    known = {row.path: row for row in session.scalars(select(IndexedPage))}
    present = {document.path for document in library.documents.values()}
    gone = sorted(known.keys() - present)
    if gone:
        session.execute(delete(IndexedPage).where(IndexedPage.path.in_(gone)))
    changed = 0
    for document, digest in progress_digests(library):
        row = known.get(document.path)
        if row is None or row.digest != digest:
            session.merge(_row(library, document, digest, now))
            changed += 1
    session.flush()
    return changed


def _row(library: Library, document: Document, digest: str, now: datetime) -> IndexedPage:
    return IndexedPage(
        path=document.path,
        kind=document.kind.value,
        content_id=document.id,
        lang=document.lang,
        **asdict(document_progress(library, document)),
        digest=digest,
        indexed_at=now,
    )


def _raw(path: Path, limit: int) -> str:
    read_text(path, limit)
    return path.read_bytes().decode("utf-8")


def _plain(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _parsed(text: str, path: Path, source: Document) -> Document:
    lang = path.parent.parent.name
    front = read_front_matter(_plain(text), kind=source.kind, name=source.id, lang=lang, path=path.name)
    if front.broken:
        raise StampError(f"line {front.problems[0].line}: {front.problems[0].message}")
    values = dict(front.values)
    return Document(
        kind=source.kind,
        id=source.id,
        lang=lang,
        path=path.name,
        **values,
        body=front.body.encode(),
        body_line=front.body_line,
    )


def _said(document: Document) -> tuple[object, ...]:
    body = body_of(document)
    return (
        document.title,
        document.summary,
        document.variant,
        document.policy,
        [block.text for block in body.blocks],
    )


def _new_id(taken: set[str]) -> str:
    while (block_id := "".join(secrets.choice(ID_ALPHABET) for _ in range(ID_LENGTH))) in taken:
        pass
    taken.add(block_id)
    return block_id


def _replace(path: Path, old: str, new: str) -> None:
    if new == old:
        return
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(new.encode())
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(path.stat().st_mode & 0o777)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
