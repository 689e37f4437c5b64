"""Which files were made of a lecture's original, for players and for publishing."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from app.captions.models.lectures import Lecture
from app.captions.rules.places import lecture_folder

RENDITIONS: Final = ("240", "480", "audio", "poster", "peaks")
INDEX: Final = "media.json"
"""Written last, when all of them are whole: {"240": "240-KEY.mp4", ...}; those that do not exist are left
out."""


def find_renditions(data: Path, lecture: Lecture) -> Mapping[str, Path]:
    """Find the finished files by name; empty while none are made, or where the index cannot be read."""
    folder = lecture_folder(data, lecture.source_hash)
    try:
        index = json.loads((folder / INDEX).read_text("utf-8"))
    except (OSError, ValueError):
        return MappingProxyType({})
    found = {name: folder / Path(str(index[name])).name for name in RENDITIONS if name in index}
    return MappingProxyType({name: path for name, path in found.items() if path.is_file()})
