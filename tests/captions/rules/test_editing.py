"""The bounds of what may be sent, on both sides, and what makes a machine's text a person's."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.captions.rules import editing
from app.captions.rules.editing import (
    KIND_NAMES,
    SENT_KINDS,
    Change,
    ChangeKind,
    SentCue,
    faults_of,
    is_by_machine,
    text_fault,
    tidied,
    tidied_text,
    time_fault,
)

CUE = SentCue("k", "c1", 1, 0, 1000, "Hej")


def _faults(*cues: SentCue, duration: int | None = 60_000, is_translation: bool = False) -> list[str]:
    change = Change(ChangeKind.EDIT, cues)
    found = faults_of(change, duration=duration, is_translation=is_translation)
    return [fault.message_id for fault in found]


def test_a_plain_change_has_no_fault() -> None:
    assert _faults(CUE, replace(CUE, key="n", id=None, version=None)) == []


@pytest.mark.parametrize(
    ("start", "end", "fault"),
    [
        (0, 1, None),
        (0, 0, editing.ENDS_BEFORE_START),
        (5, 4, editing.ENDS_BEFORE_START),
        (-1, 4, editing.BEFORE_BEGINNING),
        (0, 61_000, None),
        (0, 61_001, editing.AFTER_END),
    ],
)
def test_times(start: int, end: int, fault: str | None) -> None:
    assert time_fault(start, end, last=61_000) == fault
    assert _faults(replace(CUE, start=start, end=end)) == ([fault] if fault else [])


def test_a_lecture_of_unknown_length_has_a_bound_all_the_same() -> None:
    day = editing.LONGEST_LECTURE
    assert _faults(replace(CUE, end=day), duration=None) == []
    assert _faults(replace(CUE, end=day + 1), duration=None) == [editing.AFTER_END]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", None),
        ("å" * 500, None),
        ("å" * 501, editing.TEXT_TOO_LONG),
        ("a\n" * 5, None),
        ("a\n" * 6, editing.TOO_MANY_LINES),
        ("a\u2028b", editing.BAD_SIGNS),
        ("a\x07b", editing.BAD_SIGNS),
        ("a\x7fb", editing.BAD_SIGNS),
        ("\ud83d", editing.BAD_SIGNS),
        ("متن\u200f عربي", None),
        ("ሰላም 😀", None),
    ],
)
def test_texts(text: str, fault: str | None) -> None:
    assert text_fault(text) == fault


def test_what_was_sent_twice_is_named() -> None:
    assert _faults(CUE, CUE) == [editing.SENT_TWICE]
    assert _faults(CUE, replace(CUE, key="other")) == [editing.SENT_TWICE]
    assert _faults(CUE, replace(CUE, id="c2")) == [editing.SENT_TWICE]


def test_how_many_at_once() -> None:
    many = [replace(CUE, key=f"k{n}", id=f"c{n}") for n in range(1, 2502)]
    assert _faults(*many) == [editing.TOO_MANY_AT_ONCE]
    assert _faults(*many[:-1]) == []
    assert _faults() == [editing.NOTHING_SENT]


@pytest.mark.parametrize(
    ("sources", "fault"),
    [
        ((), None),
        (("c1", "c2"), None),
        (("c1", "c1"), editing.BAD_SOURCES),
        (("x",), editing.BAD_SOURCES),
        (("c0",), editing.BAD_SOURCES),
        (tuple(f"c{n}" for n in range(1, 22)), editing.BAD_SOURCES),
    ],
)
def test_sources_of_a_translation(sources: tuple[str, ...], fault: str | None) -> None:
    found = _faults(replace(CUE, sources=sources), is_translation=True)
    assert found == ([fault] if fault else [])


def test_what_was_heard_has_no_sources() -> None:
    assert _faults(replace(CUE, sources=("c1",))) == [editing.NO_SOURCES_HERE]


@settings(max_examples=50)
@given(st.text(max_size=60))
def test_tidying_twice_is_tidying_once(text: str) -> None:
    once = tidied_text(text)
    assert tidied_text(once) == once
    assert "\r" not in once
    assert "\t" not in once


def test_a_text_beyond_all_bounds_is_not_composed() -> None:
    long = "a\u030a" * 501
    assert tidied(replace(CUE, text=long)).text == long


@pytest.mark.parametrize(
    ("kind", "before", "text", "was", "after"),
    [
        (ChangeKind.EDIT, "ett två", "ett tre", True, False),
        (ChangeKind.EDIT, "ett två", "ett\ntvå ", True, True),
        (ChangeKind.EDIT, "ett", "två", False, False),
        (ChangeKind.ADD, None, "ett", True, False),
        (ChangeKind.ACCEPT, "ett", "ett", True, False),
        (ChangeKind.SPLIT, None, "ett", True, True),
        (ChangeKind.SPLIT, None, "ett", False, False),
        (ChangeKind.MERGE, "ett", "ett två", True, True),
        (ChangeKind.SHIFT, "ett", "ett", True, True),
        (ChangeKind.REPLACE, "ett", "två", True, True),
        (ChangeKind.FIX, "ett", "ett", True, True),
    ],
)
def test_whose_text_it_is(kind: ChangeKind, before: str | None, text: str, was: bool, after: bool) -> None:
    assert is_by_machine(kind, text, before=before, was_by_machine=was) is after


@pytest.mark.parametrize("kind", [ChangeKind.EDIT, ChangeKind.UNDO])
@pytest.mark.parametrize("was_a_machines", [True, False])
def test_words_taken_back_count_as_they_did(kind: ChangeKind, was_a_machines: bool) -> None:
    counts = is_by_machine(kind, "ett", before="två", was_by_machine=False, when_last=was_a_machines)
    assert counts is was_a_machines


def test_every_kind_has_a_name_and_the_editor_sends_only_what_is_made_cue_by_cue() -> None:
    assert set(KIND_NAMES) == set(ChangeKind)
    assert set(ChangeKind) - set(SENT_KINDS) == {
        ChangeKind.DRAFT,
        ChangeKind.TRANSLATE,
        ChangeKind.IMPORT,
        ChangeKind.RESTORE,
        ChangeKind.APPROVE,
    }
