"""Records: what is written is read back, and what is wrong is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.models.documents import STORED_STATES, Record, State
from app.content.rules.records import (
    ID_ALPHABET,
    RecordError,
    format_field_record,
    format_marker,
    is_marker,
    is_stamped,
    parse_field_record,
    parse_marker,
    salvage_marker,
)

ids = st.text(alphabet=ID_ALPHABET, min_size=5, max_size=5)
hashes = st.text(alphabet="0123456789abcdef", min_size=10, max_size=10)
names = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,20}", fullmatch=True)


@st.composite
def records(draw: st.DrawFn) -> Record:
    form = draw(st.sampled_from(["one", "joined", "part", "local"]))
    count = draw(st.integers(2, 4)) if form == "joined" else 1
    translators = tuple(draw(st.lists(names, max_size=2)))
    return Record(
        block_ids=tuple(draw(st.lists(ids, min_size=count, max_size=count, unique=True))),
        part=draw(st.integers(1, 9)) if form == "part" else None,
        local=form == "local",
        safety=draw(st.booleans()),
        equivalents=tuple(draw(st.lists(hashes, max_size=3))),
        follows=draw(st.none() | hashes),
        text_hash=draw(st.none() | hashes),
        state=draw(st.none() | st.sampled_from(sorted(STORED_STATES))),
        translators=translators,
        reviewers=tuple(draw(st.lists(names, max_size=2))) if translators else (),
        engine=draw(st.none() | names),
        line=7,
    )


@given(records())
def test_parse_marker_gives_back_what_format_marker_wrote(record: Record) -> None:
    assert parse_marker(format_marker(record), 7) == record


@given(records())
def test_parse_field_record_gives_back_what_was_written(record: Record) -> None:
    bare = Record(follows=record.follows, state=record.state, translators=record.translators, line=7)
    assert parse_field_record(format_field_record(bare), 7) == bare


def test_parse_marker_of_a_full_translation_record() -> None:
    line = "<!-- b:7k2mf+q0d4x s:0123456789 t:abcdefabcd approved @anna+omar @leyla mt:some-engine -->"
    assert parse_marker(line, 3) == Record(
        block_ids=("7k2mf", "q0d4x"),
        follows="0123456789",
        text_hash="abcdefabcd",
        state=State.APPROVED,
        translators=("anna", "omar"),
        reviewers=("leyla",),
        engine="some-engine",
        line=3,
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("<!-- b:7k2mf", "the comment must fill one line"),
        ("<!-- b:7k2mf --> text", "the comment must fill one line"),
        ("<!-- b:7k2m -->", "is not a block id"),
        ("<!-- b:7K2MF -->", "is not a block id"),
        ("<!-- b:7k2ml -->", "is not a block id"),
        ("<!-- b: -->", "is not a block id"),
        ("<!-- b:7k2mf.0 -->", "is not a block id"),
        ("<!-- b:7k2mf+7k2mf -->", "names the same block twice"),
        ("<!-- b:7k2mf+q0d4x.1 -->", "both joins and splits"),
        ("<!-- b:+7k2mf -->", "needs the word 'local'"),
        ("<!-- b:7k2mf s:123 -->", "needs 10 characters"),
        ("<!-- b:7k2mf t:012345678g -->", "needs 10 characters"),
        ("<!-- b:7k2mf eq:0123456789, -->", "needs 10 characters"),
        ("<!-- b:7k2mf s:0123456789 s:0123456789 -->", "comes twice"),
        ("<!-- b:7k2mf draft approved -->", "comes twice or contradicts"),
        ("<!-- b:7k2mf missing -->", "is not a word of a record"),
        ("<!-- b:7k2mf outdated -->", "is not a word of a record"),
        ("<!-- b:7k2mf local -->", "is not a word of a record"),
        ("<!-- b:7k2mf @Anna -->", "is not a name"),
        ("<!-- b:7k2mf @anna @ -->", "is not a name"),
        ("<!-- b:7k2mf mt: -->", "is not a name"),
    ],
)
def test_parse_marker_refuses_and_says_why(line: str, message: str) -> None:
    assert is_marker(line)
    with pytest.raises(RecordError, match=message):
        parse_marker(line, 1)


@pytest.mark.parametrize(
    "line", ["<!-- note -->", "b:7k2mf", "    <!-- b:7k2mf -->", "", "Text <!-- b:7k2mf -->"]
)
def test_is_marker_is_false_for_other_lines(line: str) -> None:
    assert not is_marker(line)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("<!-- b:7k2mf nonsense -->", Record(block_ids=("7k2mf",), line=4)),
        ("<!-- b:7k2mf", Record(block_ids=("7k2mf",), line=4)),
        ("<!-- b:nothing -->", None),
        ("<!-- -->", None),
    ],
)
def test_salvage_marker_keeps_a_legible_id(line: str, found: Record | None) -> None:
    assert salvage_marker(line, 4) == found


def test_is_stamped_needs_both_hashes_and_a_state() -> None:
    assert is_stamped(parse_field_record("s:0123456789 t:0123456789 machine @anna", 1))
    assert not is_stamped(parse_field_record("s:0123456789 machine @anna", 1))
    assert not is_stamped(Record(block_ids=("7k2mf",)))
