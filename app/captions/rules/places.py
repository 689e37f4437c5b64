"""Where the files of lectures lie: every path is made of ids and hashes, never of what somebody typed.

```
DATA/lectures/uploads/ID.part                what has come of an upload
DATA/lectures/HA/HASH/source                 an original, by its SHA-256; never changed
DATA/lectures/HA/HASH/STAGE-KEY[.suffix]     what a stage made of it; KEY is the hash of input and parameters
DATA/published/lectures/SLUG/                what readers get: manifest.json, files named by their digest
DATA/models/                                 speech models
```
"""

import re
from pathlib import Path
from typing import Final

_HASH: Final = re.compile(r"[0-9a-f]{64}")
_ID: Final = re.compile(r"[0-9a-z-]{1,64}")
MANIFEST: Final = "manifest.json"


def upload_part(data: Path, upload_id: str) -> Path:
    """The file that an upload is written into."""
    return data / "lectures" / "uploads" / f"{_safe(upload_id)}.part"


def lecture_folder(data: Path, source_hash: str) -> Path:
    """The folder of one original and all that was made of it."""
    if _HASH.fullmatch(source_hash) is None:
        raise ValueError("not a SHA-256 in hex")
    return data / "lectures" / source_hash[:2] / source_hash


def source_file(data: Path, source_hash: str) -> Path:
    """The original, as it came."""
    return lecture_folder(data, source_hash) / "source"


def published_folder(data: Path, slug: str) -> Path:
    """The folder from which readers get a lecture; the manifest in it says what is current."""
    return published_root(data) / "lectures" / _safe(slug)


def published_root(data: Path) -> Path:
    """What is sent under /media/ beside the shipped media."""
    return data / "published"


def _safe(name: str) -> str:
    if _ID.fullmatch(name) is None:
        raise ValueError("not an id of ours")
    return name
