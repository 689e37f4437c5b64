"""Media files on disk: found only inside their folder, described without being loaded."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog
from tinytag import TinyTag, TinyTagException

_log = structlog.get_logger(__name__)

# What the site sends; everything else in the folder stays unseen.
MEDIA_TYPES: Final[Mapping[str, str]] = {
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
# What a published lecture holds besides: only under lectures/, only named by what it holds.
LECTURE_TYPES: Final[Mapping[str, str]] = {
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
}
_NAMED_BY_CONTENT: Final = re.compile(r"lectures/[a-z0-9-]{1,64}/[a-z0-9]{1,16}\.[0-9a-f]{10}\.[a-z0-9]{1,4}")
# In order of preference; m4a plays on every phone we know of.
_AUDIO_SUFFIXES: Final = (".m4a", ".mp3", ".ogg", ".wav")


@dataclass(frozen=True, slots=True)
class Recording:
    """A spoken block: where it is, how long (seconds) and how large (bytes), known before anything loads."""

    name: str
    seconds: float
    size: int


def is_named_by_content(name: str) -> bool:
    """Say whether a name carries the digest of what it holds, so that it never holds anything else."""
    return _NAMED_BY_CONTENT.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class MediaFolder:
    """The one door to media files; lectures in `published` go before the shipped ones of `root`."""

    root: Path
    published: Path | None = None

    @property
    def lecture_folders(self) -> tuple[Path, ...]:
        """Where lectures lie, each in a folder of its own; what is found first counts."""
        roots = (self.published, self.root) if self.published is not None else (self.root,)
        return tuple(root / "lectures" for root in roots)

    def find(self, name: str) -> Path | None:
        """Find a readable file of a known type inside the folder; what leads outside is not found."""
        if self.published is not None and is_named_by_content(name):
            return _inside(self.published, name) or _inside(self.root, name)
        return _inside(self.root, name)

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


def _inside(folder: Path, name: str) -> Path | None:
    try:
        root = folder.resolve()
        path = (root / name).resolve()
        if path.is_relative_to(root) and _is_sent(path.suffix, name) and path.is_file():
            return path if os.access(path, os.R_OK) else None
    except (OSError, ValueError, RuntimeError):
        # A name the file system cannot hold (NUL, 10 kB) is simply no file of ours, nor is a link that
        # leads back to itself (a RuntimeError before Python 3.13).
        return None
    return None


def _is_sent(suffix: str, name: str) -> bool:
    return suffix in MEDIA_TYPES or (suffix in LECTURE_TYPES and is_named_by_content(name))


def _describe(name: str, path: Path) -> Recording | None:
    try:
        seconds = TinyTag.get(path).duration
        size = path.stat().st_size
    except (TinyTagException, OSError) as fault:
        _log.warning("media_unreadable", file=name, error=type(fault).__name__)
        return None
    return Recording(name, seconds, size) if seconds else None
