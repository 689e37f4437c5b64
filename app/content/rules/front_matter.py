"""The strict front matter of content files: unknown keys, wrong types and wrong places are errors."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from app.content.models.documents import NOTHING, SOURCE, Kind, Problem, Record
from app.content.rules.records import RecordError, parse_field_record
from app.content.rules.yaml_subset import Parsed, Place, YamlError, read_yaml

MAX_FRONT_MATTER = 16 * 1024
"""Largest front matter in bytes; ours have about 500."""

_FENCE = "---"
_ID = StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def _one_line(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("must be one line")
    return text


Id = Annotated[str, _ID]
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_one_line)
]
Sentence = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), AfterValidator(_one_line)
]
Words = Annotated[str, StringConstraints(max_length=2000)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _SourceNotes(_Strict):
    ready: bool
    note: Words = ""


class _SourcePage(_Strict):
    id: Id
    lang: Literal["sv"]
    title: Line
    summary: Sentence
    l10n: _SourceNotes


class _SourceLesson(_SourcePage):
    course: Id
    order: Annotated[int, Field(ge=1, le=999)]
    minutes: Annotated[int, Field(ge=1, le=600)] | None = None
    terms: list[Id] = []


class _SourceTraining(_SourcePage):
    minutes: Annotated[int, Field(ge=1, le=600)] | None = None
    terms: list[Id] = []


class _TranslationFields(_Strict):
    title: str | None = None
    summary: str | None = None


class _TranslationNotes(_Strict):
    schema_version: Annotated[Literal[1], Field(alias="schema")]
    base: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}$")] | None = None
    fields: _TranslationFields = _TranslationFields()
    variant: Literal["ER", "ET"] | None = None
    policy: Literal["full", "partial"] | None = None


class _Translation(_Strict):
    id: Id
    lang: Literal["ar", "so", "ti"]
    title: Line
    summary: Sentence
    l10n: _TranslationNotes


_SOURCE_MODELS: Mapping[Kind, type[_SourcePage]] = {
    Kind.LESSON: _SourceLesson,
    Kind.TRAINING: _SourceTraining,
    Kind.WORKSHOP: _SourceTraining,
}


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A file's front matter as plain values, with the body and the line on which it begins.

    `values` holds the keys of Document; of a broken file, only the title and summary that could be
    read.
    """

    values: Mapping[str, Any]
    body: str
    body_line: int
    problems: tuple[Problem, ...]
    broken: bool


def read_front_matter(text: str, *, kind: Kind, name: str, lang: str, path: str) -> FrontMatter:
    """Front matter and body of a file's text (LF, no BOM); never raises, every problem carries its line."""
    try:
        block, body, body_line = _split(text)
        parsed = read_yaml(block)
    except YamlError as error:
        return _unreadable(path, error.line, str(error))
    if not isinstance(parsed.value, dict):
        return _unreadable(path, 1, "the front matter is not made of 'key: value' lines")
    model = _Translation if lang != SOURCE else _SOURCE_MODELS.get(kind, _SourcePage)
    try:
        valid = model.model_validate(parsed.value)
    except ValidationError as error:
        found = tuple(_explained(path, parsed, item) for item in error.errors(include_url=False))
        return FrontMatter(_legible(parsed.value), body, body_line, found, broken=True)
    values, problems = _values(valid, parsed, path)
    misplaced = _misplaced(valid, name=name, lang=lang, path=path, parsed=parsed)
    return FrontMatter(values, body, body_line, (*problems, *misplaced), broken=bool(misplaced))


def _unreadable(path: str, line: int, message: str) -> FrontMatter:
    problem = _problem(path, line, message, "Correct the front matter between the two --- lines.")
    return FrontMatter(NOTHING, "", 1, (problem,), broken=True)


def _split(text: str) -> tuple[str, str, int]:
    first, _, rest = text.partition("\n")
    if first.rstrip() != _FENCE:
        raise YamlError("the file does not begin with a line ---", 1)
    end = re.search(r"^---[ ]*$", rest[:MAX_FRONT_MATTER], re.MULTILINE)
    if end is None:
        raise YamlError(f"the front matter has no closing --- within {MAX_FRONT_MATTER} characters", 1)
    # One empty line in front keeps YAML's line numbers equal to the file's.
    block = "\n" + rest[: end.start()]
    return block, rest[end.end() + 1 :], block.count("\n") + 2


def _values(
    valid: _SourcePage | _Translation, parsed: Parsed, path: str
) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = valid.model_dump(exclude={"id", "lang", "l10n"})
    values["terms"] = tuple(values.get("terms", ()))
    if isinstance(valid, _SourcePage):
        return values | {"ready": valid.l10n.ready, "note": valid.l10n.note}, []
    notes = valid.l10n
    fields: dict[str, Record] = {}
    problems: list[Problem] = []
    for key, text in notes.fields.model_dump(exclude_none=True).items():
        line = parsed.line_of(("l10n", "fields", key))
        try:
            fields[key] = parse_field_record(text, line)
        except RecordError as error:
            problems.append(
                _problem(path, line, f"l10n.fields.{key}: {error}", "Let the stamp command write it.")
            )
    more = {"fields": fields or NOTHING, "base": notes.base, "variant": notes.variant, "policy": notes.policy}
    return values | more, problems


def _misplaced(
    valid: _SourcePage | _Translation, *, name: str, lang: str, path: str, parsed: Parsed
) -> list[Problem]:
    problems = []
    if valid.id != name:
        message = f"the id '{valid.id}' is not the file's name '{name}'"
        remedy = "Give file and id the same name; an id never changes once published."
        problems.append(_problem(path, parsed.line_of(("id",)), message, remedy))
    if valid.lang != lang:
        message = f"lang is '{valid.lang}' but the file lies in the folder of '{lang}'"
        problems.append(_problem(path, parsed.line_of(("lang",)), message, "Move the file, or correct lang."))
    return problems


def _legible(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: " ".join(values[key].split())[:500]
        for key in ("title", "summary")
        if isinstance(values.get(key), str) and values[key].strip()
    }


def _problem(path: str, line: int, message: str, remedy: str) -> Problem:
    return Problem(path, line, "FM1", "error", message, remedy)


def _explained(path: str, parsed: Parsed, error: Any) -> Problem:
    place: Place = error["loc"]
    name = ".".join(str(step) for step in place)
    given = error.get("ctx", {})
    message, remedy = _WORDS.get(error["type"], ("'{name}': {msg}", "Correct the value."))
    words = {"name": name, "msg": error["msg"], **{key: str(value) for key, value in given.items()}}
    return _problem(path, parsed.line_of(place), message.format(**words), remedy)


_WORDS = {
    "missing": ("'{name}' is missing", "Add it."),
    "extra_forbidden": ("'{name}' is not a known key here", "Delete it, or correct its spelling."),
    "string_type": ("'{name}' must be text", "Write it between quotes if it looks like a number."),
    "string_pattern_mismatch": ("'{name}' is not written as it must be ({pattern})", "Correct the value."),
    "string_too_short": ("'{name}' is empty", "Write it."),
    "string_too_long": ("'{name}' is longer than {max_length} characters", "Shorten it."),
    "literal_error": ("'{name}' must be {expected}", "Correct the value."),
    "int_type": ("'{name}' must be a whole number", "Write digits without quotes."),
    "bool_type": ("'{name}' must be true or false", "Write true or false without quotes."),
    "list_type": ("'{name}' must be a list", "Write it as [one, two]."),
}
