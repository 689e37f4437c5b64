"""Writes records and block ids into a file's text and changes nothing else in it.

A stamp says: this text is a translation of the source as it is now, in this state, by these hands. A record
that is as far as the stamp, and still true, is left alone; an approved one is only ever replaced by an
approval.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.content.models.documents import Block, Record, State, Term
from app.content.rules.blocks import Segment, split_segments
from app.content.rules.canonical import digest_term, digest_words
from app.content.rules.parsing import refusal, split_parts
from app.content.rules.records import format_field_record, format_marker, is_marker
from app.content.rules.states import joined_block

_PROGRESS = (State.DRAFT, State.MACHINE, State.NEEDS_REVIEW, State.APPROVED)
_ENTRY = re.compile(r"-[ ]+id:[ ]*[\"']?(?P<id>[a-z0-9-]+)[\"']?[ ]*(?:#.*)?$")
_INDENTED = re.compile(r"[ ]+\S|[ ]*$")


class StampError(ValueError):
    """The file is not written in a way that records can be added to; the message says why."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who brought a translation how far."""

    translator: str
    state: State
    engine: str | None = None


def restamped(record: Record, stamp: Stamp, *, follows: str, text_hash: str) -> Record:
    """The record after the stamp; the same one when it says as much or must be kept."""
    true = (record.follows, record.text_hash) == (follows, text_hash)
    rank = _PROGRESS.index(record.state) if record.state in _PROGRESS else -1
    if true and rank >= _PROGRESS.index(stamp.state):
        return record
    if record.state is State.APPROVED and stamp.state is not State.APPROVED:
        return record
    keeps = true and stamp.state is State.APPROVED
    return replace(
        record,
        follows=follows,
        text_hash=text_hash,
        state=stamp.state,
        translators=record.translators if keeps and record.translators else (stamp.translator,),
        reviewers=_reviewers(record, stamp) if keeps else (),
        engine=record.engine if keeps else stamp.engine,
    )


def _reviewers(record: Record, stamp: Stamp) -> tuple[str, ...]:
    known = stamp.translator in (*record.translators, *record.reviewers)
    return record.reviewers if known or not record.translators else (*record.reviewers, stamp.translator)


def stamp_blocks(text: str, source: Sequence[Block], target: Sequence[Block], stamp: Stamp) -> str:
    """The file's text with a record above every block whose source is known; `target` are its blocks."""
    by_id = {block.id: block for block in source}
    lines = _lines(text)
    for block in target:
        known = [by_id[block_id] for block_id in block.record.block_ids if block_id in by_id]
        if block.record.local or len(known) < len(block.record.block_ids):
            continue
        origin = known[0] if len(known) == 1 else joined_block(known)
        record = restamped(block.record, stamp, follows=origin.digest, text_hash=block.digest)
        if record is not block.record:
            place = block.record.line - 1
            if place >= len(lines) or not is_marker(lines[place].rstrip("\r\n")):
                raise StampError(f"line {place + 1}: the file's lines do not end in one way")
            lines[place] = format_marker(record) + _line_end(lines[place])
    return "".join(lines)


def stamp_fields(
    text: str,
    values: Mapping[str, tuple[str, str]],
    records: Mapping[str, Record],
    *,
    stamp: Stamp,
    base: str,
) -> str:
    """The file's text with `base` and the records of title and summary in its front matter.

    `values` holds source and target of each field. Raises StampError when `l10n:` is not a block of its own
    lines.
    """
    lines = _lines(text)
    start = next((place for place, line in enumerate(lines) if line.rstrip() == "l10n:"), None)
    if start is None:
        raise StampError("the front matter has no line 'l10n:' with its keys indented below it")
    end = start + 1
    while end < len(lines) and _INDENTED.match(lines[end].rstrip("\r\n")):
        end += 1
    children = lines[start + 1 : end]
    indent = next((line[: len(line) - len(line.lstrip())] for line in children if line.strip()), "  ")
    kept = _without(children, indent, ("base", "fields"))
    written = [f"{indent}base: {base}", f"{indent}fields:"]
    for key, (ours, theirs) in values.items():
        record = restamped(
            records.get(key, Record()), stamp, follows=digest_words(ours), text_hash=digest_words(theirs)
        )
        written.append(f"{indent * 2}{key}: {format_field_record(record)}")
    ended = (line + _line_end(lines[start]) for line in written)
    return "".join([*lines[: start + 1], *kept, *ended, *lines[end:]])


def _without(lines: Sequence[str], indent: str, keys: tuple[str, ...]) -> list[str]:
    kept: list[str] = []
    dropping = False
    for line in lines:
        if not line.startswith(f"{indent} "):
            dropping = line.strip().partition(":")[0] in keys
        if not dropping:
            kept.append(line)
    return kept


def stamp_terms(text: str, source: Mapping[str, Term], target: Mapping[str, Term], stamp: Stamp) -> str:
    """The text of a translated terms.yaml with a record in every entry whose source is known."""
    lines = _lines(text)
    entries = [place for place, line in enumerate(lines) if line.startswith("-")]
    for start, end in reversed(list(zip(entries, [*entries[1:], len(lines)], strict=True))):
        found = _ENTRY.match(lines[start].rstrip("\r\n"))
        if found is None:
            raise StampError(f"line {start + 1}: an entry must begin with '- id: ...'")
        ours, theirs = source.get(found["id"]), target.get(found["id"])
        if ours is not None and theirs is not None:
            lines[start:end] = _stamped_entry(lines[start:end], ours, theirs, stamp)
    return "".join(lines)


def _stamped_entry(lines: list[str], ours: Term, theirs: Term, stamp: Stamp) -> list[str]:
    old = theirs.record or Record()
    record = restamped(old, stamp, follows=digest_term(ours), text_hash=digest_term(theirs))
    words = f"  record: {format_field_record(record)}"
    for place, line in enumerate(lines):
        if line.startswith("  record:"):
            return [*lines[:place], words + _line_end(line), *lines[place + 1 :]]
    last = max(
        place for place, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")
    )
    ended = lines[last].rstrip("\r\n") + (_line_end(lines[last]) or "\n")
    return [*lines[:last], ended, words + (_line_end(lines[0]) or "\n"), *lines[last + 1 :]]


def add_markers(text: str, first_line: int, new_id: Callable[[], str]) -> tuple[str, int]:
    """The file's text with a marker above every block that has none, and how many were added.

    `first_line` is where the body begins. A segment too large to be read is left as it is.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = _lines(text)
    body = "".join(lines[first_line - 1 :]).replace("\r\n", "\n")
    places: list[int] = []
    for segment in split_segments(body, first_line):
        places += _unmarked(segment)
    for place in reversed(places):
        lines.insert(place - 1, f"<!-- b:{new_id()} -->{newline}")
    return "".join(lines), len(places)


def ids_in(text: str) -> set[str]:
    """Every block id that a file's text mentions, well formed or not, so that none is given twice."""
    return set(re.findall(r"\b[0-9a-z]{5}\b", " ".join(re.findall(r"<!--(.*?)-->", text))))


def _unmarked(segment: Segment) -> list[int]:
    if refusal(segment.text) is not None:
        return []
    starts = [segment.text_line + part.line for part in split_parts(segment.text)]
    return starts if segment.marker is None else starts[1:]


def _lines(text: str) -> list[str]:
    # Not splitlines(): that also breaks at characters which are no line ends when files are read.
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _line_end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]
