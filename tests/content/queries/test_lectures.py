"""Lectures on disk: where they are looked for, what is missing or broken, and what tells a change."""

import io
import os
from pathlib import Path

import pytest

from app.content.queries.lectures import find_lecture, lecture_slugs, lectures_stamp, show_lecture
from app.content.queries.library import load_library
from tests.clients import logs
from tests.content.files import write
from tests.factories.content import small_content
from tests.factories.lectures import make_published

__all__ = ["logs"]

SLUG = "talk-about-pain"


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "published/lectures", tmp_path / "media/lectures"


def _publish(folder: Path, **changed: object) -> None:
    make_published(folder.parent, SLUG, **changed)  # type: ignore[arg-type]


def test_lecture_is_taken_from_the_first_folder_that_has_it(folders: tuple[Path, Path]) -> None:
    assert find_lecture(folders, SLUG) is None
    _publish(folders[1], duration=1000)
    shipped = find_lecture(folders, SLUG)
    _publish(folders[0], duration=2000)
    published = find_lecture(folders, SLUG)
    assert shipped is not None
    assert published is not None
    assert (shipped.duration, published.duration) == (1000, 2000)


@pytest.mark.parametrize("content", ["", "{", "null", "[1]", '{"format": 1}', "\x00"])
def test_broken_manifest_is_no_lecture_and_one_line_in_the_log(
    folders: tuple[Path, Path], logs: io.StringIO, content: str
) -> None:
    _publish(folders[1])
    write(folders[0], f"{SLUG}/manifest.json", content)
    # What was withdrawn must not come back by a fault: the shipped one does not step in.
    assert find_lecture(folders, SLUG) is None
    assert logs.getvalue().count("lecture_unreadable") == 1


def test_manifest_that_cannot_be_read_is_no_lecture(folders: tuple[Path, Path], logs: io.StringIO) -> None:
    (folders[0] / SLUG / "manifest.json").mkdir(parents=True)
    assert find_lecture(folders, SLUG) is None
    assert '"error":"IsADirectoryError"' in logs.getvalue().replace(" ", "")


@pytest.mark.parametrize("slug", ["", "x" * 5000, "no-such-talk"])
def test_name_without_a_lecture(folders: tuple[Path, Path], slug: str) -> None:
    assert show_lecture(folders, slug, language="ar", unreviewed_shown=True) is None


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        ("poster.*", (False, 2, True, 2)),
        ("480.*", (True, 1, True, 2)),
        ("audio.*", (True, 2, False, 2)),
        ("ar.*.vtt", (True, 2, True, 1)),
        ("ar.*.json", (True, 2, True, 1)),
        ("[!m]*", (False, 0, False, 0)),
    ],
)
def test_files_that_are_missing_are_left_out(
    folders: tuple[Path, Path], logs: io.StringIO, gone: str, left: tuple[bool, int, bool, int]
) -> None:
    _publish(folders[0])
    for path in (folders[0] / SLUG).glob(gone):
        path.unlink()
    lecture = find_lecture(folders, SLUG)
    assert lecture is not None
    found = (lecture.poster is not None, len(lecture.videos), lecture.audio is not None, len(lecture.tracks))
    assert found == left
    assert logs.getvalue().count("lecture_files_missing") == 1


def test_reader_gets_her_own_track(folders: tuple[Path, Path]) -> None:
    _publish(folders[0])
    shown = show_lecture(folders, SLUG, language="ar", unreviewed_shown=True)
    approved = show_lecture(folders, SLUG, language="ar", unreviewed_shown=False)
    assert shown is not None
    assert shown.own is not None
    assert approved is not None
    assert approved.own is not None
    assert (shown.own.language, approved.own.language) == ("ar", "sv")
    assert (shown.address, shown.length) == (f"/media/lectures/{SLUG}/", "1:12")


@pytest.mark.parametrize(("duration", "length"), [(0, "0:00"), (59_600, "1:00"), (3_725_000, "1:02:05")])
def test_length_is_said_as_a_clock_shows_it(folders: tuple[Path, Path], duration: int, length: str) -> None:
    _publish(folders[0], duration=duration)
    shown = show_lecture(folders, SLUG, language="ar", unreviewed_shown=True)
    assert shown is not None
    assert shown.length == length


def test_stamp_tells_every_change(folders: tuple[Path, Path]) -> None:
    stamps = [lectures_stamp(folders, [SLUG])]
    _publish(folders[1])
    stamps.append(lectures_stamp(folders, [SLUG]))
    _publish(folders[0])
    stamps.append(lectures_stamp(folders, [SLUG]))
    manifest = folders[0] / SLUG / "manifest.json"
    half = manifest.with_name("half")
    half.write_bytes(manifest.read_bytes())
    half.replace(manifest)
    stamps.append(lectures_stamp(folders, [SLUG]))
    assert lectures_stamp(folders, [SLUG]) == stamps[-1]
    next((folders[0] / SLUG).glob("audio.*")).unlink()
    os.utime(folders[0] / SLUG, ns=(1, 1))
    stamps.append(lectures_stamp(folders, [SLUG]))
    assert len(set(stamps)) == len(stamps)
    assert lectures_stamp(folders, []) == ""


def test_slugs_are_those_of_the_swedish_file(tmp_path: Path) -> None:
    library = load_library(small_content(tmp_path).content)
    assert lecture_slugs(library, "pacing") == (SLUG,)
    assert lecture_slugs(library, "moving") == ()
    assert lecture_slugs(library, "no-such-lesson") == ()
