"""Media files on disk: found only inside their folder, described without being loaded."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog
from tinytag import TinyTag, TinyTagException

_log = structlog.get_logger(__name__)

# What the site sends; everything else in the folder stays unseen.
MEDIA_TYPES: Final = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".wav": "audio/wav",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".vtt": "text/vtt; charset=utf-8",
}
# In order of preference; m4a plays on every phone we know of.
_AUDIO_SUFFIXES: Final = (".m4a", ".mp3", ".ogg", ".wav")


@dataclass(frozen=True, slots=True)
class Recording:
    """A spoken block: where it is, how long (seconds) and how large (bytes), known before anything loads."""

    name: str
    seconds: float
    size: int


@dataclass(frozen=True, slots=True)
class MediaFolder:
    """The one door to media files."""

    root: Path

    def find(self, name: str) -> Path | None:
        """Find a readable file of a known type inside the folder; what leads outside is not found."""
        root = self.root.resolve()
        try:
            path = (root / name).resolve()
            if path.is_relative_to(root) and path.suffix in MEDIA_TYPES and path.is_file():
                return path if os.access(path, os.R_OK) else None
        except (OSError, ValueError, RuntimeError):
            # A name the file system cannot hold (NUL, 10 kB) is simply no file of ours, nor is a link that
            # leads back to itself (a RuntimeError before Python 3.13).
            return None
        return None

    def recordings(self, lang: str, lesson: str) -> Mapping[tuple[str, str], Recording]:
        """Find the voices of a lesson, `audio/LANG/LESSON/BLOCK.DIGEST.m4a`, by block and digest of its text.

        The digest makes a recording of an older text match nothing: a voice that says something else than
        the page is worse than none. A file that cannot be read as sound is left out.
        """
        folder = f"audio/{lang}/{lesson}"
        found: dict[tuple[str, str], Recording] = {}
        for suffix in _AUDIO_SUFFIXES:
            for path in sorted((self.root / folder).glob(f"*.*{suffix}")):
                block, _, digest = path.stem.partition(".")
                readable = self.find(f"{folder}/{path.name}")
                recording = _describe(f"{folder}/{path.name}", readable) if readable else None
                if recording is not None:
                    found.setdefault((block, digest), recording)
        return found


def _describe(name: str, path: Path) -> Recording | None:
    try:
        seconds = TinyTag.get(path).duration
        size = path.stat().st_size
    except (TinyTagException, OSError) as fault:
        _log.warning("media_unreadable", file=name, error=type(fault).__name__)
        return None
    return Recording(name, seconds, size) if seconds else None
