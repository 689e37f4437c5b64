import os
from pathlib import Path

import pytest

from app.core.durable import keep_as, made_whole, sweep_halves, write_whole


def test_a_file_appears_whole_and_replaces_the_earlier_one(tmp_path: Path) -> None:
    target = tmp_path / "new folder" / ("x" * 250 + ".mp4")
    write_whole(target, b"first")
    with made_whole(target) as half:
        half.write_bytes(b"second")
        assert target.read_bytes() == b"first"
    assert target.read_bytes() == b"second"
    assert list(target.parent.iterdir()) == [target]


def test_a_fault_leaves_the_earlier_file_and_nothing_half(tmp_path: Path) -> None:
    target = tmp_path / "file"
    write_whole(target, b"first")

    def fail() -> None:
        with made_whole(target) as half:
            half.write_bytes(b"sec")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
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


def test_what_was_never_finished_is_removed_when_it_is_old(tmp_path: Path) -> None:
    old, fresh, whole = (tmp_path / "sub" / name for name in (".half-1", ".half-2", "whole"))
    for file in (old, fresh, whole):
        write_whole(file, b"x")
    for file in (old, whole):
        os.utime(file, (1000, 1000))
    assert sweep_halves(tmp_path, older_than=2000) == 1
    assert sorted(path.name for path in (tmp_path / "sub").iterdir()) == [".half-2", "whole"]
