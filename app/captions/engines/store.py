"""What is known of a job's chunks: the request as JSON, one file per finished chunk, found by its inputs."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from app.captions.engines.chunks import cut_at_silences, within
from app.captions.engines.faults import SoundUnusableError
from app.captions.engines.models import Model, ModelKind
from app.captions.engines.models.naming import hash_of_file
from app.captions.engines.protocol import EngineOptions
from app.captions.engines.sound import duration_of
from app.captions.models.words import Segment, Span, Word
from app.core.durable import write_whole

_FORM = 1
"""Raised when the way from sound to words changes, so that no older chunk is taken for a new one."""
_KEY_LENGTH = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscribeRequest:
    """What one job transcribes, and how: our own WAV, the speech found in it, a model, the language set.

    `is_forced` lets Somali through and believes the language without listening. `memory_bytes` is what the
    job's process may hold.
    """

    sound: Path
    speech: tuple[Span, ...]
    model: Model
    language: str
    prompt: str = ""
    options: EngineOptions = field(default_factory=EngineOptions)
    is_forced: bool = False
    memory_bytes: int = 8 * 1024**3


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of the lecture with the speech in it, and the file that holds its words when done."""

    span: Span
    speech: tuple[Span, ...]
    file: Path


def chunks_of(request: TranscribeRequest, folder: Path) -> tuple[Chunk, ...]:
    """Cut the lecture; each chunk's file is named by the hash of everything that its words depend on."""
    try:
        sound = hash_of_file(request.sound)
    except OSError as fault:
        raise SoundUnusableError(str(fault)) from fault
    found = []
    for span in cut_at_silences(request.speech, duration_of(request.sound)):
        speech = within(request.speech, span)
        options = asdict(request.options) | {"threads": None}
        told = [
            _FORM,
            sound,
            [[one.start, one.end] for one in speech],
            request.model.sha256,
            request.language,
            request.prompt,
            options,
            request.model.kind,
            _version(request.model.kind),
        ]
        key = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:_KEY_LENGTH]
        found.append(Chunk(span, speech, folder / f"chunk-{key}.json"))
    return tuple(found)


def write_chunk(chunk: Chunk, segments: tuple[Segment, ...]) -> None:
    """Keep a finished chunk: whole and on the disk, or not there at all."""
    told = {"segments": [asdict(segment) for segment in segments]}
    write_whole(chunk.file, json.dumps(told, ensure_ascii=False, allow_nan=False).encode())


def read_chunk(chunk: Chunk) -> tuple[Segment, ...] | None:
    """Give the words of a finished chunk; None when it is not done, or its file cannot be read."""
    try:
        told = json.loads(chunk.file.read_bytes())
        return tuple(
            Segment(**{**one, "words": tuple(Word(**word) for word in one["words"])})
            for one in told["segments"]
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_request(request: TranscribeRequest) -> str:
    """Give the request as JSON, for the process that runs it."""
    return json.dumps(asdict(request), default=str)


def read_request(text: str) -> TranscribeRequest:
    """Read what `write_request` wrote; raises ValueError, KeyError or TypeError for anything else."""
    told: dict[str, Any] = json.loads(text)
    model, options = told["model"], told["options"]
    return TranscribeRequest(
        **told
        | {
            "sound": Path(told["sound"]),
            "speech": tuple(Span(**one) for one in told["speech"]),
            "model": Model(ModelKind(model["kind"]), Path(model["path"]), model["sha256"]),
            "options": EngineOptions(**options | {"temperatures": tuple(options["temperatures"])}),
        }
    )


def _version(kind: ModelKind) -> str:
    try:
        return version(kind.value)
    except PackageNotFoundError:
        return ""
