"""What the stages made, found again by what it was made from: a rerun takes up where the last one ended."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.durable import made_whole

_KEY_LENGTH = 16
_PIECE = 1024 * 1024


@dataclass(frozen=True)
class StageStore:
    """A folder of stage outputs; each is named by stage and by the hash of its inputs and parameters."""

    folder: Path

    def path(
        self, name: str, suffix: str, *, inputs: Sequence[str], parameters: Mapping[str, Any] | None = None
    ) -> Path:
        """Say where the output lies that these inputs (hashes or keys) and parameters give."""
        told = json.dumps([name, list(inputs), dict(parameters or {})], sort_keys=True)
        key = hashlib.sha256(told.encode()).hexdigest()[:_KEY_LENGTH]
        return self.folder / f"{name}-{key}{suffix}"


def made(path: Path, make: Callable[[Path], object]) -> Path:
    """Give the path; what is not there yet is made at a temporary place first, and named when whole."""
    if not path.is_file():
        with made_whole(path) as half:
            make(half)
    return path


def hash_of(path: Path, *, on_bytes: Callable[[int], None] | None = None) -> str:
    """The SHA-256 of a file in hex, read piece by piece; `on_bytes` hears how much was read so far."""
    digest, seen = hashlib.sha256(), 0
    with path.open("rb") as opened:
        while piece := opened.read(_PIECE):
            digest.update(piece)
            seen += len(piece)
            if on_bytes is not None:
                on_bytes(seen)
    return digest.hexdigest()
