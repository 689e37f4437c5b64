"""What a lint rule sees of one file, and what it may find."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.content.models.documents import SOURCE, Block, Body, Document, Kind, Level, Term
from app.content.rules.contents import Contents, contents_of
from app.content.rules.states import align

STAFF_KINDS = frozenset({Kind.TRAINING, Kind.WORKSHOP})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule found; the registry adds the file and the rule's code."""

    line: int
    message: str
    remedy: str
    level: Level = "error"


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of a file: a block, or the title, summary or a term (block is then None)."""

    label: str
    line: int
    contents: Contents
    block: Block | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A source passage with its translation."""

    source: Passage
    target: Passage
    safety: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a rule may know beyond the file: Swedish documents, pictures, terms by language."""

    documents: Mapping[tuple[Kind, str], Document] = field(default_factory=dict)
    pictures: Mapping[str, object] = field(default_factory=dict)
    terms: Mapping[str, Mapping[str, Term]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One readable file under lint; `source` is its Swedish file, None for Swedish files themselves."""

    document: Document
    body: Body
    text: str
    source: tuple[Document, Body] | None
    around: Surroundings
    passages: Sequence[Passage]
    pairs: Sequence[Pair]

    @property
    def lang(self) -> str:
        """The file's language."""
        return self.document.lang


Rule = Callable[[Sheet], Iterator[Finding]]


def make_sheet(
    document: Document, body: Body, text: str, *, source: tuple[Document, Body] | None, around: Surroundings
) -> Sheet:
    """A file with its passages read and paired with the source's."""
    fields = _fields(document)
    passages = [*fields, *(_passage(block) for block in body.blocks)]
    pairs: list[Pair] = []
    if source is not None:
        pairs += [Pair(one, other) for one, other in zip(_fields(source[0]), fields, strict=True)]
        for aligned in align(source[1].blocks, body.blocks):
            if aligned.target is not None:
                safety = aligned.source.record.safety
                pairs.append(Pair(_passage(aligned.source), _passage(aligned.target), safety))
    own_source = source if document.lang != SOURCE else None
    return Sheet(document, body, text, own_source, around, passages, pairs)


def plain_passage(label: str, line: int, text: str) -> Passage:
    """A passage that is not Markdown."""
    return Passage(label, line, Contents(leaves=(text,)))


def _fields(document: Document) -> list[Passage]:
    return [plain_passage("the title", 1, document.title), plain_passage("the summary", 1, document.summary)]


def _passage(block: Block) -> Passage:
    return Passage(f"block {block.id}", block.line, contents_of(block.text), block)
