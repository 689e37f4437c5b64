"""A file's body into blocks: a marker comment line, directly below it one block. Never raises.

Text below a block without a marker of its own is kept as part of that block (and reported), so that nothing a
writer wrote is lost from the page. Text that cannot be shown at all makes the body broken.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from app.content.models.documents import (
    SOURCE,
    Block,
    BlockKind,
    Body,
    Document,
    Image,
    Level,
    Problem,
    Record,
)
from app.content.rules.canonical import digest_parts
from app.content.rules.containers import container_kind, lone_image, read_container
from app.content.rules.markup import Images, image_of, render_tokens
from app.content.rules.parsing import Part, refusal, split_parts
from app.content.rules.records import RecordError, is_marker, parse_marker, salvage_marker

_REMEMBERED = 512
"""Parsed bodies kept in memory; about 30 kB each."""

_KINDS = {
    "paragraph_open": BlockKind.PARAGRAPH,
    "heading_open": BlockKind.HEADING,
    "bullet_list_open": BlockKind.LIST,
    "ordered_list_open": BlockKind.LIST,
    "table_open": BlockKind.TABLE,
    "blockquote_open": BlockKind.QUOTE,
}


@dataclass(frozen=True, slots=True)
class Segment:
    """A marker line (None before the first) and the text below it, with the file's line numbers."""

    marker: str | None
    line: int
    text: str
    text_line: int


@lru_cache(maxsize=_REMEMBERED)
def body_of(document: Document) -> Body:
    """The document's blocks and what is wrong with them; parsed once and remembered."""
    reader = _Reader(document)
    blocks = tuple(
        block
        for segment in split_segments(_text(document), document.body_line)
        for block in reader.read(segment)
    )
    return Body(blocks=blocks, problems=tuple(reader.problems), broken=reader.broken)


def blocks_of(document: Document) -> tuple[Block, ...]:
    """The document's blocks in the file's order."""
    return body_of(document).blocks


def split_segments(text: str, first_line: int) -> Iterator[Segment]:
    """The body cut at its marker lines; text above the first marker comes as a segment without one."""
    marker: str | None = None
    marker_line = first_line
    below: list[str] = []
    for number, line in enumerate(text.split("\n"), first_line):
        if is_marker(line):
            yield from _segment(marker, marker_line, below)
            marker, marker_line, below = line, number, []
        else:
            below.append(line)
    yield from _segment(marker, marker_line, below)


def _segment(marker: str | None, line: int, below: list[str]) -> Iterator[Segment]:
    blank = next((index for index, text in enumerate(below) if text.strip()), len(below))
    text = "\n".join(below[blank:]).rstrip()
    if marker is not None or text:
        yield Segment(marker=marker, line=line, text=text, text_line=line + blank + (marker is not None))


def _text(document: Document) -> str:
    return document.body.decode("utf-8")


class _Reader:
    """One body being read: collects problems and remembers which ids it has seen."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.images: Images = document.images or {}
        self.problems: list[Problem] = []
        self.broken = False
        self._seen: set[tuple[str, int | None]] = set()

    def read(self, segment: Segment) -> Iterator[Block]:
        """The block of one segment, or nothing when it cannot be shown."""
        record = self._record(segment)
        reason = refusal(segment.text)
        if reason:
            self._report("ST1", segment.text_line, reason, "Split the block, or make it simpler.")
        parts = () if reason else split_parts(segment.text)
        if record is not None and not reason and not parts:
            self._report("ID1", segment.line, "the marker has no block below it", _NO_BLOCK)
        elif record is None or not parts:
            self.broken = True
        else:
            yield self._block(record, segment, parts)

    def _report(self, rule: str, line: int, message: str, remedy: str, level: Level = "error") -> None:
        self.problems.append(Problem(self.document.path, line, rule, level, message, remedy))

    def _record(self, segment: Segment) -> Record | None:
        if segment.marker is None:
            self._report("ID1", segment.text_line, "text stands above the first block marker", _GIVE_ID)
            return None
        record = self._parsed(segment.marker, segment.line)
        if record is None:
            return None
        fault = self._misplaced(record)
        if fault:
            self._report("ID1", segment.line, fault, _FIX_MARKER)
        keys = {(block_id, record.part) for block_id in record.block_ids}
        if keys & self._seen:
            self._report("ID1", segment.line, f"the block id {record.block_ids[0]} is used twice", _NEW_ID)
            return None
        self._seen |= keys
        return record

    def _parsed(self, marker: str, line: int) -> Record | None:
        try:
            return parse_marker(marker, line)
        except RecordError as error:
            self._report("ID1", line, f"the block marker cannot be read: {error}", _FIX_MARKER)
            return salvage_marker(marker, line)

    def _misplaced(self, record: Record) -> str | None:
        if self.document.lang != SOURCE:
            return "a translation's marker cannot have eq:" if record.equivalents else None
        bare = replace(record, safety=False, equivalents=(), line=0)
        if bare != Record(block_ids=record.block_ids[:1]):
            return "a source block's marker has one id, and may have 'safety' and eq:, nothing else"
        return None

    def _block(self, record: Record, segment: Segment, parts: tuple[Part, ...]) -> Block:
        block = self._first(record, segment, parts)
        for part in parts[1:]:
            level: Level = "error" if self.document.lang == SOURCE else "warning"
            line = segment.text_line + part.line
            self._report("ID1", line, "a second block stands under one marker", _GIVE_ID, level)
            block = replace(block, html=f"{block.html}\n{render_tokens(part.tokens, self.images)}")
        return replace(block, digest=digest_parts(parts))

    def _first(self, record: Record, segment: Segment, parts: tuple[Part, ...]) -> Block:
        part = parts[0]
        block = Block(
            id=record.block_ids[0],
            kind=BlockKind.PARAGRAPH,
            level=0,
            text=segment.text,
            digest="",
            html="",
            record=record,
            line=segment.text_line,
        )
        return self._plain(block, part) if part.container is None else self._contained(block, part)

    def _plain(self, block: Block, part: Part) -> Block:
        first = part.tokens[0]
        kind = _KINDS.get(first.type)
        level = int(first.tag[1:]) if kind is BlockKind.HEADING else 0
        if kind is None:
            self._report("ST1", block.line, "code and rules are not blocks here", _NO_CODE)
        if level not in {0, 2, 3}:
            self._report("ST1", block.line, f"a heading of level {level}", _LEVELS)
        picture: Image | None = None
        token = lone_image(part.tokens)
        if token is not None:
            kind, picture = BlockKind.IMAGE, image_of(token, self.images)
        html = render_tokens(part.tokens, self.images)
        return replace(block, kind=kind or BlockKind.PARAGRAPH, level=level, html=html, image=picture)

    def _contained(self, block: Block, part: Part) -> Block:
        if part.container is None or (kind := container_kind(part.container.name)) is None:
            name = part.container.name if part.container else ""
            self._report("ST1", block.line, f"there is no container named '{name}'", _CONTAINERS)
            return replace(block, html=render_tokens(part.tokens, self.images))
        pieces = read_container(part.container, part.tokens, self.images)
        for fault in pieces.faults:
            self._report("ST1", block.line, f"{kind.value}: {fault}", _COMPARE)
        return replace(
            block,
            kind=kind,
            html=pieces.html,
            name=pieces.name,
            answers=pieces.answers,
            image=pieces.image,
            attributes=pieces.attributes,
        )


_NO_BLOCK = "Write the block, or delete the marker."
_NO_CODE = "Write it as a paragraph or a list."
_LEVELS = "Use ## or ###; the title is the page's #."
_COMPARE = "Compare the same container in another lesson."
_GIVE_ID = "Put <!-- b:ID --> directly above every block; the ids command adds missing ones to Swedish files."
_FIX_MARKER = "Write <!-- b:ID --> with the block's id; the stamp command writes the rest."
_NEW_ID = "Keep it once; delete the other marker and let the ids command write a new one."
_CONTAINERS = "Use exercise, key, check, figure or lecture."
