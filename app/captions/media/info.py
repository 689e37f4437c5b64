"""What a recording is: a value that survives as JSON beside the file."""

import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SoundStream:
    """The sound that is heard; `language` is what the file claims, None when it says nothing."""

    index: int
    codec: str
    channels: int
    rate: int
    language: str | None = None


@dataclass(frozen=True, slots=True)
class VideoStream:
    """The moving picture; width and height as it is shown, turned and with square points.

    `fps` is 0 where the file says nothing believable. `is_square` is False when the stored points are not.
    """

    index: int
    codec: str
    width: int
    height: int
    fps: float
    is_square: bool = True


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """A usable recording: `duration` in milliseconds, the demuxers that may open it, the streams chosen.

    `sounds` counts the sound streams that there are: more than one is worth a notice.
    """

    demuxers: str
    duration: int
    sound: SoundStream
    video: VideoStream | None
    sounds: int = 1


def write_info(info: MediaInfo) -> str:
    """Give the value as one line of JSON."""
    return json.dumps(asdict(info))


def read_info(text: str) -> MediaInfo:
    """Read what `write_info` wrote; raises ValueError, KeyError or TypeError for anything else."""
    found: dict[str, Any] = json.loads(text)
    video = found["video"]
    return MediaInfo(
        **found
        | {"sound": SoundStream(**found["sound"]), "video": None if video is None else VideoStream(**video)}
    )
