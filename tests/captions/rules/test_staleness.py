"""What a translation followed survives typing, splitting and merging, and only an acceptance renews it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.captions.models.cues import Cue
from app.captions.rules.staleness import (
    digest_of,
    is_stale,
    missing_sources,
    read_followed,
    stamp,
    write_followed,
)

CUE = Cue("c1", 0, 1000, "Hej")
IDS = st.from_regex(r"c[1-9][0-9]{0,3}", fullmatch=True)
DIGESTS = st.dictionaries(IDS, st.from_regex(r"[0-9a-f]{10}", fullmatch=True), max_size=5)


@pytest.mark.parametrize("changed", [{"id": "c2"}, {"start": 1}, {"end": 999}, {"text": "Hej!"}])
def test_the_digest_hears_of_id_times_and_text(changed: dict[str, object]) -> None:
    assert digest_of(replace(CUE, **changed)) != digest_of(CUE)  # type: ignore[arg-type]
    assert digest_of(replace(CUE, sources=("c9",))) == digest_of(CUE)


def test_the_digest_of_a_known_cue() -> None:
    # sha256 of "c1\0000\0001000\000Hej", as printf | sha256sum says.
    assert digest_of(CUE) == "b184a5bba3"


@settings(max_examples=30)
@given(DIGESTS)
def test_what_is_written_can_be_read(digests: dict[str, str]) -> None:
    assert read_followed(write_followed(digests)) == digests


def test_a_kept_digest_stays_a_new_source_gets_the_present_one() -> None:
    current = {"c1": "new", "c2": "two"}
    assert stamp(["c1", "c2"], current, {"c1": "old"}) == "c1:old c2:two"
    assert stamp(["c1", "c2"], current, {}, {"c1": "other"}) == "c1:other c2:two"
    assert stamp(["c1", "c2"], current, {"c1": "old"}, accepted=True) == "c1:new c2:two"


def test_what_was_never_approved_gets_none() -> None:
    assert stamp(["c9"], {"c1": "x"}) is None
    assert stamp([], {"c1": "x"}) is None


def test_stale_is_what_changed_vanished_or_was_never_seen() -> None:
    current = {"c1": "one", "c2": "two"}
    assert not is_stale(["c1", "c2"], "c1:one c2:two", current)
    assert is_stale(["c1", "c2"], "c1:one c2:old", current)
    assert is_stale(["c1"], None, current)
    assert is_stale(["c3"], "c3:three", current)
    assert not is_stale([], None, current)


def test_missing_is_what_nobody_renders_in_the_order_of_the_talk() -> None:
    assert missing_sources([["c1", "c3"], []], ["c1", "c4", "c2", "c3"]) == ("c4", "c2")
