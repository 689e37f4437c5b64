"""The term bank's file of one language: a strict list of entries, each with its line."""

from dataclasses import replace
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from app.content.models.documents import SOURCE, Problem, Term
from app.content.rules.front_matter import Id, Line, Words
from app.content.rules.records import RecordError, parse_field_record
from app.content.rules.yaml_subset import Parsed, YamlError, read_yaml

MAX_TERMS_FILE = 512 * 1024
"""Largest terms.yaml in bytes; one entry has about 500."""

Explanation = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class _Source(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    id: Id
    term: Line
    forms: list[Line] = []
    explanation: Explanation
    say: Line
    note: Words = ""


class _Translation(_Source):
    forbidden: list[Line] = []
    record: str | None = None


def read_terms(text: str, *, lang: str, path: str) -> tuple[tuple[Term, ...], tuple[Problem, ...]]:
    """The entries that can be read, in the file's order, and what is wrong with the others; never raises."""
    try:
        parsed = read_yaml(text)
    except YamlError as error:
        return (), (_problem(path, error.line, str(error)),)
    if not isinstance(parsed.value, list):
        return (), (_problem(path, 1, "the file is not a list of '- id: ...' entries"),)
    terms: dict[str, Term] = {}
    problems: list[Problem] = []
    for index, entry in enumerate(parsed.value):
        term = _term(entry, lang, path, (parsed, index), problems)
        if term is not None and term.id in terms:
            problems.append(_problem(path, term.line, f"the term '{term.id}' comes twice"))
        elif term is not None:
            terms[term.id] = term
    return tuple(terms.values()), tuple(problems)


def _term(
    entry: Any, lang: str, path: str, place: tuple[Parsed, int], problems: list[Problem]
) -> Term | None:
    parsed, index = place
    line = parsed.line_of((index,))
    model = _Source if lang == SOURCE else _Translation
    try:
        valid = model.model_validate(entry)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            name = ".".join(str(step) for step in item["loc"]) or "the entry"
            problems.append(_problem(path, parsed.line_of((index, *item["loc"])), f"'{name}': {item['msg']}"))
        return None
    values = valid.model_dump(exclude={"record", "forms", "forbidden"})
    term = Term(**values, forms=tuple(valid.forms), line=line)
    if not isinstance(valid, _Translation):
        return term
    return _with_record(term, valid, path, parsed.line_of((index, "record")), problems)


def _with_record(term: Term, valid: _Translation, path: str, line: int, problems: list[Problem]) -> Term:
    record = None
    try:
        record = parse_field_record(valid.record, line) if valid.record else None
    except RecordError as error:
        problems.append(_problem(path, line, f"record: {error}"))
    return replace(term, forbidden=tuple(valid.forbidden), record=record)


def _problem(path: str, line: int, message: str) -> Problem:
    return Problem(
        path, line, "FM1", "error", message, "Correct the entry; compare it with another one in the file."
    )
