"""What the term bank says to somebody who translates subtitles."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.content.models.documents import Term


@dataclass(frozen=True, slots=True)
class TermHint:
    """One term: how it may look in the source, what it is called in the translation, and what it is not."""

    source: str
    forms: tuple[str, ...]
    target: str
    target_forms: tuple[str, ...]
    forbidden: tuple[str, ...]


def term_hints(source: Mapping[str, Term], target: Mapping[str, Term]) -> tuple[TermHint, ...]:
    """Pair the terms of two languages by their ids; what one of them lacks is left out."""
    pairs = ((term, target[own]) for own, term in source.items() if own in target)
    return tuple(
        TermHint(
            source=here.term,
            forms=_forms(here),
            target=there.term,
            target_forms=_forms(there),
            forbidden=there.forbidden,
        )
        for here, there in pairs
    )


def _forms(term: Term) -> tuple[str, ...]:
    return tuple(dict.fromkeys((term.term, *term.forms)))
