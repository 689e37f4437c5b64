"""Whether something that ffmpeg made is what was asked for: its exit code 0 says nothing."""

from pathlib import Path

from app.captions.media.faults import DamagedMediaError, UnusableMediaError
from app.captions.media.info import MediaInfo
from app.captions.media.probe import probe

_SLACK_MS = 500
_SLACK_SHARE = 0.02


def check_output(made: Path, source: MediaInfo, *, sound: str, video: str | None) -> MediaInfo:
    """Probe a finished recording, its last second included; raise DamagedMediaError when it is not whole."""
    try:
        found = probe(made, decode_picture=True)
    except UnusableMediaError as fault:
        raise DamagedMediaError("what was made cannot be played", fault.reason, *fault.args) from fault
    codecs = (found.sound.codec, None if found.video is None else found.video.codec)
    if codecs != (sound, video):
        raise DamagedMediaError(f"made {codecs}")
    check_length(found.duration, source.duration)
    return found


def check_length(milliseconds: float, wanted: int) -> None:
    """Raise DamagedMediaError when a length is off by more than 2 percent and half a second."""
    if abs(milliseconds - wanted) > max(_SLACK_MS, wanted * _SLACK_SHARE):
        raise DamagedMediaError(f"made {milliseconds:.0f} ms of {wanted}")
