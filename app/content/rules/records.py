"""The record above a block, read and written: `<!-- b:7k2mf s:H t:H machine @anna mt:engine -->`.

A translation may join source blocks (`b:ID+ID`), split one (`b:ID.1`, `b:ID.2`) or add its own (`b:+ID
local`). The first `@` names the translators (joined by `+`), every later one a reviewer. The records of
title, summary and terms are the same words without the `b:` part.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from app.content.models.documents import STORED_STATES, Record, State

ID_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32 in lower case: no i, l, o, u."""
ID_LENGTH = 5

_ID = rf"[{ID_ALPHABET}]{{{ID_LENGTH}}}"
_BLOCKS = re.compile(rf"b:(?:(?P<ids>{_ID}(?:\+{_ID}){{0,9}})(?:\.(?P<part>[1-9]))?|\+(?P<local>{_ID}))")
_MARKER = re.compile(r"<!--(?P<words>[^<>]*)-->\s*")
_MARKER_START = re.compile(r"\s{0,3}<!--\s*b:")
_HASH = re.compile(r"[0-9a-f]{10}")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")


class RecordError(ValueError):
    """A record cannot be read; the message says which word and why."""


def is_marker(line: str) -> bool:
    """Whether a line means to be a block's marker comment, well written or not."""
    return _MARKER_START.match(line) is not None


def parse_marker(line: str, number: int) -> Record:
    """The record in a marker comment line; raises RecordError."""
    found = _MARKER.fullmatch(line)
    if found is None:
        raise RecordError("the comment must fill one line and end with -->")
    words = found["words"].split()
    return _read(_blocks(words[0], number), words[1:])


def parse_field_record(text: str, number: int) -> Record:
    """The record of a title, summary or term, which has no block id; raises RecordError."""
    return _read(Record(line=number), text.split())


def salvage_marker(line: str, number: int) -> Record | None:
    """The bare id of a marker whose other words cannot be read, so that its text is kept; None without id."""
    words = line.replace("<!--", " ").replace("-->", " ").split()
    try:
        return _blocks(words[0], number) if words else None
    except RecordError:
        return None


def format_marker(record: Record) -> str:
    """The marker comment line of a record; parse_marker gives the same record back."""
    return f"<!-- {_block_word(record)}{''.join(f' {word}' for word in _words(record))} -->"


def format_field_record(record: Record) -> str:
    """The record's words without a block id, as they stand in front matter and terms.yaml."""
    return " ".join(_words(record))


def is_stamped(record: Record) -> bool:
    """Whether a translation's record says what it followed, and how far it has come."""
    return None not in (record.follows, record.text_hash, record.state)


def _blocks(word: str, number: int) -> Record:
    found = _BLOCKS.fullmatch(word)
    if found is None:
        raise RecordError(f"'{word}' is not a block id: write b: and {ID_LENGTH} characters of {ID_ALPHABET}")
    if found["local"]:
        return Record(block_ids=(found["local"],), local=True, line=number)
    block_ids = tuple(found["ids"].split("+"))
    if len(set(block_ids)) < len(block_ids):
        raise RecordError(f"'{word}' names the same block twice")
    if found["part"] and len(block_ids) > 1:
        raise RecordError(f"'{word}' both joins and splits blocks")
    return Record(block_ids=block_ids, part=int(found["part"]) if found["part"] else None, line=number)


def _block_word(record: Record) -> str:
    if record.local:
        return f"b:+{record.block_ids[0]} local"
    part = "" if record.part is None else f".{record.part}"
    return f"b:{'+'.join(record.block_ids)}{part}"


def _words(record: Record) -> list[str]:
    words = ["safety"] if record.safety else []
    if record.equivalents:
        words.append(f"eq:{','.join(record.equivalents)}")
    if record.follows:
        words.append(f"s:{record.follows}")
    if record.text_hash:
        words.append(f"t:{record.text_hash}")
    if record.state:
        words.append(record.state.value)
    if record.translators:
        words.append(f"@{'+'.join(record.translators)}")
    words.extend(f"@{name}" for name in record.reviewers)
    if record.engine:
        words.append(f"mt:{record.engine}")
    return words


def _read(record: Record, words: list[str]) -> Record:
    seen: set[str] = set()
    if record.local:
        if words[:1] != ["local"]:
            raise RecordError("a block of the translation's own (b:+ID) needs the word 'local' after it")
        words = words[1:]
    for word in words:
        key = _key(word)
        if key in seen and key != "@":
            raise RecordError(f"'{word}' comes twice or contradicts an earlier word")
        seen.add(key)
        record = _READERS[key](record, word)
    return record


def _key(word: str) -> str:
    if word in STORED_STATES:
        return "state"
    if word == "safety" or word.startswith("@"):
        return "safety" if word == "safety" else "@"
    prefix = word.partition(":")[0]
    if prefix not in {"s", "t", "eq", "mt"}:
        raise RecordError(f"'{word}' is not a word of a record")
    return prefix


def _hash(word: str) -> str:
    value = word.partition(":")[2]
    if _HASH.fullmatch(value) is None:
        raise RecordError(f"'{word}' needs 10 characters of 0-9 a-f")
    return value


def _name(value: str, word: str) -> str:
    if _NAME.fullmatch(value) is None:
        raise RecordError(f"'{word}' is not a name: small letters, digits, . _ - and at most 40")
    return value


def _equivalents(record: Record, word: str) -> Record:
    hashes = tuple(_hash(f"eq:{value}") for value in word.partition(":")[2].split(","))
    return replace(record, equivalents=hashes)


def _person(record: Record, word: str) -> Record:
    if not record.translators:
        return replace(record, translators=tuple(_name(name, word) for name in word[1:].split("+")))
    return replace(record, reviewers=(*record.reviewers, _name(word[1:], word)))


_READERS: Mapping[str, Callable[[Record, str], Record]] = {
    "safety": lambda record, _word: replace(record, safety=True),
    "state": lambda record, word: replace(record, state=State(word)),
    "s": lambda record, word: replace(record, follows=_hash(word)),
    "t": lambda record, word: replace(record, text_hash=_hash(word)),
    "eq": _equivalents,
    "@": _person,
    "mt": lambda record, word: replace(record, engine=_name(word[3:], word)),
}
