import json
from pathlib import Path

import pytest

from app.captions.models.lectures import Lecture
from app.captions.queries.renditions import INDEX, find_renditions
from app.captions.rules.places import lecture_folder

LECTURE = Lecture(source_hash="cd" * 32)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = lecture_folder(tmp_path, LECTURE.source_hash)
    made.mkdir(parents=True)
    return made


def test_nothing_is_found_before_the_index_is_written(tmp_path: Path, folder: Path) -> None:
    (folder / "240-a.mp4").touch()
    assert find_renditions(tmp_path, LECTURE) == {}


def test_what_the_index_names_is_found(tmp_path: Path, folder: Path) -> None:
    for name in ("240-a.mp4", "audio-b.m4a"):
        (folder / name).touch()
    index = {"240": "240-a.mp4", "audio": "audio-b.m4a", "480": "480-gone.mp4", "other": "240-a.mp4"}
    (folder / INDEX).write_text(json.dumps(index))
    assert find_renditions(tmp_path, LECTURE) == {
        "240": folder / "240-a.mp4",
        "audio": folder / "audio-b.m4a",
    }


@pytest.mark.parametrize(
    "text", ["", "{", "\x00", '{"240": "../../../secret.mp4"}', '{"240": 5}', '{"240": ""}']
)
def test_an_index_that_is_no_use_finds_nothing(tmp_path: Path, folder: Path, text: str) -> None:
    (tmp_path / "secret.mp4").touch()
    (folder / INDEX).write_text(text)
    assert find_renditions(tmp_path, LECTURE) == {}
