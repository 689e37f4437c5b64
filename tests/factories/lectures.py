"""Published lectures as `captions` leaves them: a manifest, and small files named by their content."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.content.files import write


def make_published(
    root: Path, slug: str, *, tracks: Mapping[str, str] | None = None, **changed: Any
) -> dict[str, Any]:
    """Write a lecture below a root; `tracks` are states by language, `changed` other parts of it."""
    folder = root / "lectures" / slug

    def file(name: str, suffix: str, text: str) -> dict[str, Any]:
        digest = hashlib.sha256(text.encode()).hexdigest()[:10]
        write(folder, f"{name}.{digest}{suffix}", text)
        return {"file": f"{name}.{digest}{suffix}", "size": len(text.encode())}

    def track(language: str, state: str) -> dict[str, Any]:
        cues = json.dumps([{"id": "c1", "start": 0, "end": 2000, "text": language}])
        return {
            "language": language,
            "state": state,
            "vtt": file(language, ".vtt", f"WEBVTT {language}"),
            "cues": file(language, ".json", cues),
            "text": file(language, ".txt", language),
        }

    manifest = {
        "format": 1,
        "slug": slug,
        "language": "sv",
        "duration": 72_400,
        "poster": file("poster", ".webp", "poster") | {"width": 640, "height": 360},
        "videos": [
            file("480", ".mp4", "video" * 100_000) | {"width": 854, "height": 480},
            file("240", ".mp4", "video" * 30_000) | {"width": 428, "height": 240},
        ],
        "audio": file("audio", ".m4a", "audio" * 10),
        "tracks": [
            track(*one) for one in ({"ar": "machine", "sv": "approved"} if tracks is None else tracks).items()
        ],
    } | changed
    write(folder, "manifest.json", json.dumps(manifest))
    return manifest
