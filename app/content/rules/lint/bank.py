"""The rules that concern terms.yaml: same ids, right letters, same numbers."""

from collections.abc import Iterator, Mapping

from app.content.models.documents import SOURCE, Problem, Term
from app.content.rules.contents import numbers_in
from app.content.rules.lint.letters import bidi_in, digits_in, script_of, swedish_words, unicode_in
from app.content.rules.lint.sheet import Finding, plain_passage


def lint_terms(
    terms: Mapping[str, Term], source: Mapping[str, Term], *, lang: str, path: str, text: str
) -> list[Problem]:
    """Everything to say of one language's term bank beside its form."""
    found = [
        *(("BI1", finding) for finding in bidi_in(text)),
        *(("UC1", finding) for finding in unicode_in(text)),
        *(("DIG", finding) for finding in digits_in(text)),
    ]
    if lang != SOURCE:
        found += [*_translated(terms, source, lang)]
    return [Problem(path, item.line, rule, item.level, item.message, item.remedy) for rule, item in found]


def _translated(
    terms: Mapping[str, Term], source: Mapping[str, Term], lang: str
) -> Iterator[tuple[str, Finding]]:
    allowed = swedish_words(source)
    for term in terms.values():
        ours = source.get(term.id)
        if ours is None:
            yield (
                "ID1",
                Finding(
                    term.line, f"the Swedish term bank has no '{term.id}'", "Correct the id, or delete it."
                ),
            )
            continue
        passage = plain_passage(f"the term '{term.id}'", term.line, f"{term.term}. {term.explanation}")
        yield from (("SC1", finding) for finding in script_of(passage, lang, allowed))
        if ours.explanation == term.explanation:
            message = f"the explanation of '{term.id}' is the same as the Swedish"
            yield "SAME", Finding(term.line, message, "Translate it.", "warning")
        if numbers_in(ours.explanation) != numbers_in(term.explanation):
            message = f"the explanation of '{term.id}' has other numbers than the Swedish"
            yield "NUM", Finding(term.line, message, "Write every number of the source in digits.")
