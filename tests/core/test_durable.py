from pathlib import Path

import pytest

from app.core.durable import keep_as, made_whole, write_whole


def test_a_file_appears_whole_and_replaces_the_earlier_one(tmp_path: Path) -> None:
    target = tmp_path / "new folder" / "file"
    write_whole(target, b"first")
    with made_whole(target) as half:
        half.write_bytes(b"second")
        assert target.read_bytes() == b"first"
    assert target.read_bytes() == b"second"
    assert [path.name for path in target.parent.iterdir()] == ["file"]


def test_a_fault_leaves_the_earlier_file_and_nothing_half(tmp_path: Path) -> None:
    target = tmp_path / "file"
    write_whole(target, b"first")
    with pytest.raises(ZeroDivisionError), made_whole(target) as half:
        half.write_bytes(b"sec")
        raise ZeroDivisionError
    assert target.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [target]


def test_making_nothing_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), made_whole(tmp_path / "file"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_finished_file_gets_its_name(tmp_path: Path) -> None:
    (tmp_path / "half").write_bytes(b"all of it")
    keep_as(tmp_path / "half", tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == b"all of it"
