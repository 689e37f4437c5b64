"""How far each content file has come, counted block by block."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from app.content.models.documents import SOURCE, Document, State
from app.content.queries.check import document_problems
from app.content.queries.library import Library
from app.content.rules.blocks import body_of
from app.content.rules.states import align

_UNREVIEWED = (State.NEEDS_REVIEW, State.MACHINE, State.DRAFT)


@dataclass(frozen=True, slots=True)
class Progress:
    """The counts of one file; a Swedish file's blocks are all approved."""

    blocks: int
    approved: int
    unreviewed: int
    missing: int
    outdated: int
    errors: int
    warnings: int


def document_progress(library: Library, document: Document) -> Progress:
    """Counts a file's blocks by state and its problems by level; takes some milliseconds."""
    states = _states(library, document)
    levels = Counter(problem.level for problem in document_problems(library, document))
    return Progress(
        blocks=states.total(),
        approved=states[State.APPROVED],
        unreviewed=sum(states[state] for state in _UNREVIEWED),
        missing=states[State.MISSING],
        outdated=states[State.OUTDATED],
        errors=levels["error"],
        warnings=levels["warning"],
    )


def progress_digests(library: Library) -> Iterator[tuple[Document, str]]:
    """Every document with a digest that changes whenever its counts may have changed."""
    banks = {
        lang: repr(sorted(terms.values(), key=lambda term: term.id)) for lang, terms in library.terms.items()
    }
    shared = repr((sorted(library.images.items()), sorted(library.documents), banks)).encode()
    start = hashlib.sha256(shared)
    for document in library.documents.values():
        source = library.documents.get((document.kind, document.id, SOURCE))
        digest = start.copy()
        digest.update(f"{document.digest}\0{source.digest if source else ''}".encode())
        yield document, digest.hexdigest()


def _states(library: Library, document: Document) -> Counter[State]:
    if document.lang == SOURCE:
        return Counter({State.APPROVED: len(body_of(document).blocks)})
    source = library.documents.get((document.kind, document.id, SOURCE))
    if source is None:
        return Counter()
    return Counter(pair.state for pair in align(body_of(source).blocks, body_of(document).blocks))
