"""Manifests: read strictly, every rubbish refused; which tracks a reader sees."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from app.content.models.lectures import LectureFile, LectureTrack, PublishedLecture
from app.content.rules.lectures import (
    LARGEST_MANIFEST,
    ManifestError,
    read_manifest,
    shown_tracks,
    track_to_read,
)
from tests.factories.lectures import make_published

SLUG = "talk-about-pain"


@pytest.fixture
def manifest(tmp_path: Path) -> dict[str, Any]:
    return make_published(tmp_path, SLUG)


def read(manifest: Any) -> PublishedLecture:
    return read_manifest(json.dumps(manifest).encode(), slug=SLUG)


def test_manifest_gives_videos_from_small_to_large(manifest: dict[str, Any]) -> None:
    lecture = read(manifest)
    assert [video.height for video in lecture.videos] == [240, 480]
    assert (lecture.slug, lecture.language, lecture.duration) == (SLUG, "sv", 72_400)
    assert lecture.poster is not None
    assert lecture.poster.width == 640
    assert [track.language for track in lecture.tracks] == ["ar", "sv"]


def test_manifest_of_a_recording_of_sound_alone(manifest: dict[str, Any]) -> None:
    lecture = read(manifest | {"videos": [], "poster": None})
    assert (lecture.videos, lecture.poster) == ((), None)


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"format": "1"},
        {"slug": "other"},
        {"slug": "../etc"},
        {"language": "en"},
        {"duration": -1},
        {"duration": 1.5},
        {"duration": 10**9},
        {"poster": {}},
        {"videos": None},
        {"videos": [{}] * 5},
        {"audio": {"file": "audio.0123456789.mp4", "size": 1}},
        {"audio": {"file": "../audio.0123456789.m4a", "size": 1}},
        {"audio": {"file": "audio.m4a", "size": 1}},
        {"audio": {"file": "audio.0123456789.m4a", "size": 0}},
        {"audio": {"file": "audio.0123456789.m4a", "size": "1"}},
        {"tracks": [{}]},
        {"more": 1},
    ],
)
def test_manifest_with_a_fault_is_refused(manifest: dict[str, Any], change: dict[str, Any]) -> None:
    with pytest.raises(ManifestError):
        read(manifest | change)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda track: track.update(state="draft"),
        lambda track: track.update(language="sv"),
        lambda track: track.pop("cues"),
        lambda track: track["vtt"].update(file=track["cues"]["file"]),
    ],
)
def test_manifest_with_a_faulty_track_is_refused(
    manifest: dict[str, Any], spoil: Callable[[dict[str, Any]], object]
) -> None:
    changed = copy.deepcopy(manifest)
    spoil(changed["tracks"][0])
    with pytest.raises(ManifestError):
        read(changed)


@pytest.mark.parametrize("key", ["format", "slug", "language", "duration", "poster", "videos", "tracks"])
def test_manifest_without_a_part_is_refused(manifest: dict[str, Any], key: str) -> None:
    del manifest[key]
    with pytest.raises(ManifestError, match=key):
        read(manifest)


def test_half_a_manifest_is_refused(manifest: dict[str, Any]) -> None:
    whole = json.dumps(manifest).encode()
    with pytest.raises(ManifestError):
        read_manifest(whole[: len(whole) // 2], slug=SLUG)


def test_endless_manifest_is_refused(manifest: dict[str, Any]) -> None:
    whole = json.dumps(manifest).encode()
    with pytest.raises(ManifestError, match="too many"):
        read_manifest(whole + b" " * LARGEST_MANIFEST, slug=SLUG)


@limits(max_examples=40)
@given(st.binary(max_size=200))
def test_rubbish_is_refused(rubbish: bytes) -> None:
    with pytest.raises(ManifestError):
        read_manifest(rubbish, slug=SLUG)


def _track(language: str, state: str = "approved") -> LectureTrack:
    file = LectureFile("sv.0123456789.vtt", 1)
    return LectureTrack(language, state, file, file, file)


def _lecture(*tracks: LectureTrack) -> PublishedLecture:
    return PublishedLecture(SLUG, "sv", 1000, None, (), None, tracks)


def test_a_track_that_nobody_approved_is_shown_only_labelled() -> None:
    lecture = _lecture(_track("ti", "machine"), _track("ar", "machine"), _track("sv"))
    assert [one.language for one in shown_tracks(lecture, unreviewed_shown=False)] == ["sv"]
    assert [one.language for one in shown_tracks(lecture, unreviewed_shown=True)] == ["sv", "ar", "ti"]


@pytest.mark.parametrize(
    ("present", "language", "chosen"),
    [
        (("sv", "ar"), "ar", "ar"),
        (("sv", "ar"), "so", "sv"),
        (("ar", "ti"), "so", "ar"),
        ((), "so", None),
    ],
)
def test_a_reader_gets_her_own_language_else_the_spoken_one(
    present: tuple[str, ...], language: str, chosen: str | None
) -> None:
    found = track_to_read(tuple(map(_track, present)), language=language, spoken="sv")
    assert (found.language if found else None) == chosen
