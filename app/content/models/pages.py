"""What a reader sees, ready for a template: which language each text is in, and how far it may be trusted."""

from dataclasses import dataclass

from app.content.models.documents import Block, BlockKind, Kind, Problem, State


@dataclass(frozen=True, slots=True)
class Text:
    """A plain text with the language it is really in: Swedish when the reader's own could not be shown."""

    value: str
    lang: str
    state: State


@dataclass(frozen=True, slots=True)
class PageBlock:
    """One block as shown; `number` is its place in the source, the same in every language.

    `fallback` means that Swedish is shown instead of the reader's language. `source_beside` asks the page
    to show `source` (Swedish) beside it, because the block is about safety and nobody has approved its
    translation.
    """

    id: str
    number: int
    kind: BlockKind
    safety: bool
    block: Block
    lang: str
    state: State
    fallback: bool
    source: Block
    source_beside: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One document as shown in one language.

    `announced`: there is only a title and a summary yet. `unreviewed`: some text shown is not approved.
    `broken`: something could not be read and the page should say so; the problems are for staff, not for
    readers.
    """

    kind: Kind
    id: str
    lang: str
    title: Text
    summary: Text
    blocks: tuple[PageBlock, ...]
    minutes: int | None
    order: int | None
    course: str | None
    announced: bool
    unreviewed: bool
    broken: bool
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class LessonCard:
    """One lesson in a list."""

    id: str
    title: Text
    summary: Text
    order: int | None
    minutes: int | None
    announced: bool
    broken: bool


@dataclass(frozen=True, slots=True)
class TermEntry:
    """One word of the term bank: in the reader's language, in Swedish, and how the Swedish word sounds."""

    id: str
    term: Text
    swedish: str
    say: str
    explanation: Text
