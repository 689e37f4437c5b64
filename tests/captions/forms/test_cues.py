"""What the editor and the form send, read strictly."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.datastructures import FormData

from app.captions.forms.cues import (
    WRONG_TIME,
    BadChangeError,
    CueForm,
    read_change,
    read_flag_ids,
    shown_time,
)
from app.captions.rules.editing import LONGEST_LECTURE, ChangeKind, SentCue
from app.core.errors import InvalidInputError
from app.web.forms import parse

JSON = "application/json; charset=utf-8"


def test_a_change_is_read_with_all_its_parts() -> None:
    cue = {"id": "c1", "key": "k", "version": 7, "start": 0, "end": 9, "text": "a", "sources": ["c2"]}
    bare = {"start": 1, "end": 2, "text": "b"}
    body = {"kind": "merge", "cues": [cue | {"is_deleted": True}, bare], "source_revision": 3, "request": "r"}
    change = read_change(JSON, json.dumps(body | {"more": 1}).encode())
    assert (change.kind, change.source_revision, change.request) == (ChangeKind.MERGE, 3, "r")
    assert change.cues == (
        SentCue("k", "c1", 7, 0, 9, "a", ("c2",), is_deleted=True),
        SentCue("#1", None, None, 1, 2, "b"),
    )


def test_without_a_key_a_cue_goes_by_its_id() -> None:
    body = {"kind": "edit", "cues": [{"id": "c4", "version": 1, "start": 1, "end": 2, "text": ""}]}
    assert read_change(JSON, json.dumps(body).encode()).cues[0].key == "c4"


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_anything_but_json_is_refused(content_type: str) -> None:
    with pytest.raises(BadChangeError):
        read_change(content_type, b'{"kind":"edit","cues":[]}')


@settings(max_examples=60)
@given(st.binary(max_size=80))
def test_rubbish_is_refused_and_nothing_else_happens(body: bytes) -> None:
    with pytest.raises(BadChangeError):
        read_change(JSON, body)


def test_flag_ids() -> None:
    assert read_flag_ids(JSON, b'{"ids":["a","b"]}') == ("a", "b")
    for body in (b"{}", b'{"ids":"a"}', b'{"ids":[1]}', b'{"ids":["' + b"a" * 41 + b'"]}'):
        with pytest.raises(BadChangeError):
            read_flag_ids(JSON, body)


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("0:00.000", 0),
        ("1:02.500", 62_500),
        ("1:02,5", 62_500),
        (" 62.5 ", 62_500),
        ("62", 62_000),
        ("1:00:00.001", 3_600_001),
        ("90:00", 5_400_000),
    ],
)
def test_times_as_people_write_them(text: str, milliseconds: int) -> None:
    form = parse(CueForm, FormData({"version": "1", "start": text, "end": text}))
    assert (form.start, form.end, form.text, form.step) == (milliseconds, milliseconds, "", "edit")


@pytest.mark.parametrize("text", ["x", "1:", ":1", "-1", "1:2:3:4", "1.0000", "٣", "99999:00", "1e3"])
def test_times_that_cannot_be_read(text: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse(CueForm, FormData({"version": "1", "start": text, "end": "1"}))
    assert caught.value.fields == {"start": WRONG_TIME}


@settings(max_examples=50)
@given(st.integers(0, LONGEST_LECTURE))
def test_a_time_that_is_shown_can_be_sent_back(milliseconds: int) -> None:
    shown = shown_time(milliseconds)
    assert parse(CueForm, FormData({"version": "1", "start": shown, "end": "1"})).start == milliseconds


def test_what_the_form_asks_for() -> None:
    form = parse(CueForm, FormData({"version": "3", "start": "1", "end": "2", "text": "a", "step": "delete"}))
    change = form.change("c9", ("c1",))
    assert change.kind is ChangeKind.DELETE
    assert change.cues == (SentCue("text", "c9", 3, 1000, 2000, "a", ("c1",), is_deleted=True),)
