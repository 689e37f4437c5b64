import hashlib
from pathlib import Path

import pytest

from app.captions.tasks.store import StageStore, hash_of, made


def test_outputs_are_told_apart_by_what_they_were_made_from(tmp_path: Path) -> None:
    store = StageStore(tmp_path)
    path = store.path("clean", ".json", inputs=["a"], parameters={"profile": "lugn"})
    assert path == store.path("clean", ".json", inputs=["a"], parameters={"profile": "lugn"})
    others = {
        store.path("clean", ".json", inputs=["b"], parameters={"profile": "lugn"}),
        store.path("clean", ".json", inputs=["a"], parameters={"profile": "standard"}),
        store.path("qc", ".json", inputs=["a"], parameters={"profile": "lugn"}),
    }
    assert len(others | {path}) == 4


def test_what_is_there_is_not_made_again(tmp_path: Path) -> None:
    tries = []

    def make(half: Path) -> None:
        tries.append(half.name)
        half.write_text("whole")

    path = tmp_path / "sub" / "clean-1.json"
    assert made(path, make).read_text() == made(path, make).read_text() == "whole"
    assert len(tries) == 1
    assert tries[0] != path.name


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    def make(half: Path) -> None:
        half.write_text("ha")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        made(tmp_path / "clean-1.json", make)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_hashed_piece_by_piece(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"x" * 2_500_000)
    seen: list[int] = []
    assert hash_of(file, on_bytes=seen.append) == hashlib.sha256(file.read_bytes()).hexdigest()
    assert seen == [1_048_576, 2_097_152, 2_500_000]
