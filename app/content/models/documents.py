"""Frozen values for content files; nothing here reads a file or decides anything."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Literal

from app.core import locales

LANGUAGES = locales.LANGUAGES
SOURCE = locales.SOURCE_LANGUAGE

Level = Literal["error", "warning"]
NOTHING: Mapping[str, Any] = MappingProxyType({})


class Kind(StrEnum):
    """What a file is; the value is its folder."""

    COURSE = "courses"
    LESSON = "lessons"
    PAGE = "pages"
    TRAINING = "trainings"
    WORKSHOP = "workshops"


class BlockKind(StrEnum):
    """What one top-level block is: CommonMark's own kinds first, then our containers."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    QUOTE = "quote"
    IMAGE = "image"
    EXERCISE = "exercise"
    KEY = "key"
    CHECK = "check"
    FIGURE = "figure"
    LECTURE = "lecture"


class State(StrEnum):
    """How far a translated block has come; missing and outdated are computed, never stored."""

    MISSING = "missing"
    OUTDATED = "outdated"
    NEEDS_REVIEW = "needs_review"
    DRAFT = "draft"
    MACHINE = "machine"
    APPROVED = "approved"


STORED_STATES = frozenset({State.DRAFT, State.MACHINE, State.NEEDS_REVIEW, State.APPROVED})


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in one file, in words that say what to do about it."""

    path: str
    line: int
    rule: str
    level: Level
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Record:
    """The comment above a block: which block it is and, in a translation, what text it followed."""

    block_ids: tuple[str, ...] = ()
    part: int | None = None
    local: bool = False
    safety: bool = False
    equivalents: tuple[str, ...] = ()
    follows: str | None = None
    text_hash: str | None = None
    state: State | None = None
    translators: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    engine: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a knowledge check, with the kind words that follow it; both are safe HTML."""

    html: str
    correct: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of ours; width and height are None when the file does not tell."""

    src: str
    alt: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One block: its Markdown, its digest and its safe HTML.

    `html` is the whole block for Markdown's own kinds and for key and lecture; the steps of an exercise
    (whose bold name is `name`); the question of a check (see `answers`); the caption of a figure (see
    `image`, also set for an image block). `level` is 2 or 3 for headings, else 0. `attributes` are the
    words after a container's name.
    """

    id: str
    kind: BlockKind
    level: int
    text: str
    digest: str
    html: str
    record: Record
    line: int
    attributes: Mapping[str, str] = field(default_factory=lambda: NOTHING, hash=False)
    name: str = ""
    answers: tuple[Answer, ...] = ()
    image: Image | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """The parsed blocks of a file; broken when some text of it could not be shown at all."""

    blocks: tuple[Block, ...] = ()
    problems: tuple[Problem, ...] = ()
    broken: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """The front matter of one file, with its body still as bytes (UTF-8, LF).

    Compared by identity: a file that did not change keeps its object through every reload. A broken
    document has problems, an empty body, and whatever title could be read. `digest` is git's blob id of the
    file as it lies. `images` maps picture addresses to width and height, shared by all documents of a
    library.
    """

    kind: Kind
    id: str
    lang: str
    path: str
    title: str
    summary: str = ""
    course: str | None = None
    order: int | None = None
    minutes: int | None = None
    terms: tuple[str, ...] = ()
    ready: bool = True
    note: str = ""
    fields: Mapping[str, Record] = field(default_factory=lambda: NOTHING)
    base: str | None = None
    variant: str | None = None
    policy: str | None = None
    body: bytes = b""
    body_line: int = 1
    digest: str = ""
    broken: bool = False
    problems: tuple[Problem, ...] = ()
    images: Mapping[str, tuple[int, int] | None] | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of the term bank in one language; `say` spells how the Swedish word sounds."""

    id: str
    term: str
    explanation: str
    forms: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    say: str = ""
    note: str = ""
    record: Record | None = None
    line: int = 0
