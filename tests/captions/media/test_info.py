"""A description survives as JSON."""

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.captions.media.info import MediaInfo, SoundStream, VideoStream, read_info, write_info

COUNTS = st.integers(0, 10**9)
SOUNDS = st.builds(SoundStream, COUNTS, st.text(), COUNTS, COUNTS, st.none() | st.text())
VIDEOS = st.builds(
    VideoStream, COUNTS, st.text(), COUNTS, COUNTS, st.floats(0, 240, allow_nan=False), st.booleans()
)


@given(st.builds(MediaInfo, st.text(), COUNTS, SOUNDS, st.none() | VIDEOS, COUNTS))
@hypothesis_settings(max_examples=30)
def test_read_info_reads_what_write_info_wrote(info: MediaInfo) -> None:
    text = write_info(info)
    assert "\n" not in text
    assert read_info(text) == info


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"video": null, "sound": {}, "more": 1}', "null"])
def test_read_info_refuses_all_else(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        read_info(text)
