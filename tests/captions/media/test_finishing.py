"""What is not finished is never seen."""

import errno
import os
from pathlib import Path

import pytest

from app.captions.media.faults import FullDiskError
from app.captions.media.finishing import finishing


def test_finishing_shows_the_file_only_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / ("x" * 250 + ".mp4")
    with finishing(target) as part:
        part.write_text("whole")
        assert not target.exists()
        assert part.parent == target.parent
    assert target.read_text() == "whole"
    assert os.listdir(tmp_path) == [target.name]  # noqa: PTH208 - names are what is compared


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt])
def test_finishing_leaves_what_was_there_when_something_fails(
    tmp_path: Path, fault: type[BaseException]
) -> None:
    target = tmp_path / "target"
    target.write_text("earlier")

    def fail() -> None:
        with finishing(target) as part:
            part.write_text("half")
            raise fault

    with pytest.raises(fault):
        fail()
    assert target.read_text() == "earlier"
    assert [path.name for path in tmp_path.iterdir()] == ["target"]


def test_finishing_of_what_was_never_written(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), finishing(tmp_path / "target"):
        pass


@pytest.mark.parametrize(("number", "kind"), [(errno.ENOSPC, FullDiskError), (errno.EIO, OSError)])
def test_finishing_on_a_full_disk(tmp_path: Path, number: int, kind: type[Exception]) -> None:
    with pytest.raises(kind), finishing(tmp_path / "target"):
        raise OSError(number, "not written")
    assert list(tmp_path.iterdir()) == []
