"""Media: found only inside the folder, described without being loaded, never a crash."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.storage import LECTURE_TYPES, MEDIA_TYPES, MediaFolder, is_named_by_content
from tests.content.files import write
from tests.factories.recordings import make_recording

VOICE = ("zc9zh", "a5eade2409")


@pytest.fixture
def media(tmp_path: Path) -> MediaFolder:
    write(tmp_path, "outside.svg", "<svg/>")
    write(tmp_path, "media/figures/steps.svg", "<svg/>")
    return MediaFolder(tmp_path / "media")


@pytest.mark.parametrize("suffix", MEDIA_TYPES)
def test_find_a_file_of_each_known_type(media: MediaFolder, suffix: str) -> None:
    file = write(media.root, f"figures/one{suffix}", "x")
    assert media.find(f"figures/one{suffix}") == file.resolve()


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "figures",
        "figures/missing.svg",
        "figures/steps.SVG",
        "../outside.svg",
        "figures/../../outside.svg",
        "/etc/hostname",
        "figures/steps.svg\x00.png",
        "figures/%73teps.svg",
        "figures\\steps.svg",
        "x" * 10_000 + ".svg",
        "figures/notes.txt",
        "figures/page.html",
        "figures/.svg",
        "\udcff.svg",
    ],
)
def test_find_gives_nothing_for(media: MediaFolder, name: str) -> None:
    write(media.root, "figures/notes.txt", "x")
    write(media.root, "figures/page.html", "x")
    write(media.root, "figures/.svg", "x")
    (media.root / "folder.svg").mkdir()
    assert media.find(name) is None


def test_find_of_an_absolute_path_outside(media: MediaFolder) -> None:
    assert media.find(str(media.root.parent / "outside.svg")) is None


def test_find_of_a_folder_named_like_a_picture(media: MediaFolder) -> None:
    (media.root / "folder.svg").mkdir()
    assert media.find("folder.svg") is None


def test_find_of_links_that_lead_outside_or_nowhere(media: MediaFolder) -> None:
    (media.root / "out.svg").symlink_to(media.root.parent / "outside.svg")
    (media.root / "away").symlink_to(media.root.parent)
    (media.root / "dangling.svg").symlink_to(media.root / "gone.svg")
    (media.root / "round.svg").symlink_to(media.root / "round.svg")
    for name in ("out.svg", "away/outside.svg", "dangling.svg", "round.svg"):
        assert media.find(name) is None


def test_find_of_a_link_that_stays_inside(media: MediaFolder) -> None:
    (media.root / "again.svg").symlink_to(media.root / "figures" / "steps.svg")
    assert media.find("again.svg") == (media.root / "figures" / "steps.svg").resolve()


def test_find_of_a_file_that_may_not_be_read(media: MediaFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    # The administrator may read everything, so the answer of the operating system is what a test can fake.
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    assert media.find("figures/steps.svg") is None


def test_find_without_the_folder(tmp_path: Path) -> None:
    assert MediaFolder(tmp_path / "none").find("figures/steps.svg") is None


LECTURE = "lectures/what-is-pain"


@pytest.mark.parametrize("suffix", [*LECTURE_TYPES, ".vtt", ".mp4"])
def test_find_a_file_of_a_lecture_by_its_content(media: MediaFolder, suffix: str) -> None:
    file = write(media.root, f"{LECTURE}/sv.0123456789{suffix}", "x")
    assert media.find(f"{LECTURE}/sv.0123456789{suffix}") == file.resolve()


@pytest.mark.parametrize(
    "name",
    [
        f"{LECTURE}/manifest.json",
        f"{LECTURE}/sv.txt",
        f"{LECTURE}/sv.012345678.json",
        f"{LECTURE}/sv.012345678g.json",
        f"{LECTURE}/peaks.0123456789.bin",
        f"{LECTURE}/more/sv.0123456789.json",
        "lectures/sv.0123456789.json",
        "figures/sv.0123456789.json",
        "lectures/make_demo.py",
        "lectures/what-is-pain.toml",
    ],
)
def test_find_gives_nothing_else_of_a_lecture(media: MediaFolder, name: str) -> None:
    write(media.root, name, "x")
    assert media.find(name) is None


def test_find_looks_for_lectures_first_where_they_are_published(tmp_path: Path) -> None:
    media = MediaFolder(tmp_path / "media", tmp_path / "published")
    name, other = f"{LECTURE}/sv.0123456789.vtt", f"{LECTURE}/sv.1111111111.vtt"
    shipped = write(tmp_path, f"media/{other}", "x")
    write(tmp_path, f"media/{name}", "shipped")
    published = write(tmp_path, f"published/{name}", "published")
    assert (media.find(name), media.find(other)) == (published.resolve(), shipped.resolve())
    assert media.lecture_folders == (tmp_path / "published/lectures", tmp_path / "media/lectures")


@pytest.mark.parametrize("name", ["figures/one.svg", "locks/one.svg", "lectures/../locks/a.0123456789.vtt"])
def test_find_of_published_files_that_are_no_lecture(tmp_path: Path, name: str) -> None:
    write(tmp_path, "published/figures/one.svg", "x")
    write(tmp_path, "published/locks/one.svg", "x")
    write(tmp_path, "published/locks/a.0123456789.vtt", "x")
    assert MediaFolder(tmp_path / "media", tmp_path / "published").find(name) is None


@pytest.mark.parametrize(
    ("name", "is_named"),
    [
        (f"{LECTURE}/240.0123456789.mp4", True),
        (f"{LECTURE}/240.0123456789.mp4\n", False),
        (f"{LECTURE}/240.0123456789", False),
        ("lectures/../240.0123456789.mp4", False),
        ("audio/sv/pacing/zc9zh.a5eade2409.m4a", False),
    ],
)
def test_named_by_content(name: str, *, is_named: bool) -> None:
    assert is_named_by_content(name) is is_named


@given(st.text(max_size=60))
def test_find_never_raises_and_never_leaves_the_folder(name: str) -> None:
    root = Path(__file__).resolve().parent
    found = MediaFolder(root).find(name)
    assert found is None or found.is_relative_to(root)


def test_recordings_tell_seconds_and_size(media: MediaFolder) -> None:
    name = "audio/ar/pacing/zc9zh.a5eade2409.m4a"
    file = make_recording(media.root / name, 3)
    (voice,) = media.recordings("ar", "pacing").items()
    assert voice[0] == VOICE
    assert (voice[1].name, round(voice[1].seconds), voice[1].size) == (name, 3, file.stat().st_size)


def test_recordings_prefer_the_form_every_phone_plays(media: MediaFolder) -> None:
    for suffix in (".wav", ".mp3", ".m4a"):
        make_recording(media.root / f"audio/ar/pacing/zc9zh.a5eade2409{suffix}", 1)
    assert media.recordings("ar", "pacing")[VOICE].name == "audio/ar/pacing/zc9zh.a5eade2409.m4a"


def test_recordings_fall_back_to_the_form_that_can_be_read(media: MediaFolder) -> None:
    write(media.root, "audio/ar/pacing/zc9zh.a5eade2409.m4a", "broken")
    make_recording(media.root / "audio/ar/pacing/zc9zh.a5eade2409.mp3", 1)
    assert media.recordings("ar", "pacing")[VOICE].name == "audio/ar/pacing/zc9zh.a5eade2409.mp3"


def test_recordings_of_several_texts_are_told_apart(media: MediaFolder) -> None:
    for name in ("zc9zh.a5eade2409", "zc9zh.0000000000", "other.a5eade2409"):
        make_recording(media.root / f"audio/ar/pacing/{name}.m4a", 1)
    make_recording(media.root / "audio/so/pacing/zc9zh.1111111111.m4a", 1)
    make_recording(media.root / "audio/ar/sleep/zc9zh.2222222222.m4a", 1)
    assert set(media.recordings("ar", "pacing")) == {VOICE, ("zc9zh", "0000000000"), ("other", "a5eade2409")}


def test_recordings_of_a_lesson_without_any(media: MediaFolder) -> None:
    assert media.recordings("ar", "pacing") == {}


@pytest.mark.parametrize("content", [b"", b"not a sound", b"\x00" * 5000])
@pytest.mark.parametrize("suffix", [".m4a", ".mp3", ".ogg", ".wav"])
def test_recordings_leave_out_what_is_broken(media: MediaFolder, suffix: str, content: bytes) -> None:
    write(media.root, f"audio/ar/pacing/zc9zh.a5eade2409{suffix}", content)
    assert media.recordings("ar", "pacing") == {}


def test_recordings_leave_out_what_is_cut_short(media: MediaFolder) -> None:
    file = make_recording(media.root / "audio/ar/pacing/zc9zh.a5eade2409.m4a", 3)
    file.write_bytes(file.read_bytes()[:100])
    assert media.recordings("ar", "pacing") == {}


def test_recordings_leave_out_links_folders_and_files_that_are_no_voice(media: MediaFolder) -> None:
    folder = media.root / "audio/ar/pacing"
    (folder / "zc9zh.a5eade2409.m4a").mkdir(parents=True)
    (folder / "gone1.a5eade2409.m4a").symlink_to(media.root / "gone.m4a")
    (folder / "round.a5eade2409.m4a").symlink_to(folder / "round.a5eade2409.m4a")
    make_recording(media.root.parent / "outside.m4a", 1)
    (folder / "outer.a5eade2409.m4a").symlink_to(media.root.parent / "outside.m4a")
    write(folder, "notes.txt", "x")
    write(folder, "nodigest.m4a", "x")
    assert media.recordings("ar", "pacing") == {}
