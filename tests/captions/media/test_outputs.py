"""Nothing that ffmpeg made is believed."""

from pathlib import Path

import pytest

from app.captions.media.faults import DamagedMediaError
from app.captions.media.outputs import check_length, check_output
from app.captions.media.probe import probe
from tests.factories.media import Shelf


def test_check_output_of_a_whole_video(shelf: Shelf) -> None:
    info = probe(shelf.take("lecture.mp4"))
    assert check_output(shelf.take("fast.mp4"), info, sound="aac", video="h264") == info


@pytest.mark.parametrize("name", ["voice.m4a", "cut_fast.mp4", "lecture.webm", "nothing.mp4"])
def test_check_output_refuses(shelf: Shelf, tmp_path: Path, name: str) -> None:
    info = probe(shelf.take("lecture.mp4"))
    made = tmp_path / "nothing.mp4" if name == "nothing.mp4" else shelf.take(name)
    with pytest.raises(DamagedMediaError):
        check_output(made, info, sound="aac", video="h264")


@pytest.mark.parametrize(
    ("made", "wanted", "is_whole"),
    [
        (3000, 3000, True),
        (2500, 3000, True),
        (3500, 3000, True),
        (2499, 3000, False),
        (3501, 3000, False),
        (3_528_000, 3_600_000, True),
        (3_527_000, 3_600_000, False),
        (0, 1000, False),
    ],
)
def test_check_length_allows_two_percent_or_half_a_second(
    made: float, wanted: int, *, is_whole: bool
) -> None:
    if is_whole:
        check_length(made, wanted)
        return
    with pytest.raises(DamagedMediaError):
        check_length(made, wanted)
