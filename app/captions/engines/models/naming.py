"""Which model a name or a path means, and which engine runs it; only ever looks on this machine."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from app.captions.engines.faults import (
    ModelIncompleteError,
    ModelMissingError,
    ModelTruncatedError,
    NotWhisperError,
)

_PIECE = 1024 * 1024
RECORD = "SHA256SUMS"
"""What was fetched, as `sha256sum` writes it: in a model's folder; beside a `.pt` it is NAME.pt.sha256."""

OFFICIAL = {
    "tiny.en": ("tiny.en.pt", "d3dd57d32accea0b295c96e26691aa14d8822fac7d9d27d5dc00b4ca2826dd03"),
    "tiny": ("tiny.pt", "65147644a518d12f04e32d6f3b26facc3f8dd46e5390956a9424a650c0ce22b9"),
    "base.en": ("base.en.pt", "25a8566e1d0c1e2231d1c762132cd20e0f96a85d16145c3a00adf5d1ac670ead"),
    "base": ("base.pt", "ed3a0b6b1c0edf879ad9b11b1af5a0e6ab5db9205f891f668f8b0e6c6326e34e"),
    "small.en": ("small.en.pt", "f953ad0fd29cacd07d5a9eda5624af0f6bcf2258be67c92b79389873d91e0872"),
    "small": ("small.pt", "9ecf779972d90ba49c06d968637d720dd632c55bbf19d441fb42bf17a411e794"),
    "medium.en": ("medium.en.pt", "d7440d1dc186f76616474e0ff0b3b6b879abc9d1a4926b7adfa41db2d497ab4f"),
    "medium": ("medium.pt", "345ae4da62f9b3d59415adc60127b97c714f32e89e936602e85993674d08dcb1"),
    "large-v1": ("large-v1.pt", "e4b87e7e0bf463eb8e6956e646f1e277e901512310def2c24bf0e11bd3c28e9a"),
    "large-v2": ("large-v2.pt", "81f7c96c852ee8fc832187b0132e569d6c3065a3252ed18e56effd0b6a73e524"),
    "large-v3": ("large-v3.pt", "e5b1a55b89c1367dacf97e3e19bfd829a01529dbfdeefa8caeb59b3f1b81dadb"),
    "large": ("large-v3.pt", "e5b1a55b89c1367dacf97e3e19bfd829a01529dbfdeefa8caeb59b3f1b81dadb"),
    "large-v3-turbo": (
        "large-v3-turbo.pt",
        "aff26ae408abcba5fbf8813c21e62b0941638c5f6eebfb145be0c9839262a19a",
    ),
    "turbo": ("large-v3-turbo.pt", "aff26ae408abcba5fbf8813c21e62b0941638c5f6eebfb145be0c9839262a19a"),
}
"""OpenAI's names with file and SHA-256, from `whisper._MODELS` of version 20250625 (a test compares)."""

CONVERTED = {
    f"kb-whisper-{size}": f"KBLab/kb-whisper-{size}" for size in ("tiny", "base", "small", "medium", "large")
}
CONVERTED |= {
    f"faster-whisper-{size}": f"Systran/faster-whisper-{size}"
    for size in ("tiny", "base", "small", "medium", "large-v2", "large-v3")
}
"""Names of models for faster-whisper with the repositories that hold them; for Swedish take kb-whisper."""


class ModelKind(StrEnum):
    """The engine that runs a model; the value is the name of its library."""

    OPENAI = "openai-whisper"
    FASTER = "faster-whisper"


@dataclass(frozen=True, slots=True)
class Model:
    """A model on this machine: a `.pt` file or a folder; `sha256` is over everything that is loaded."""

    kind: ModelKind
    path: Path
    sha256: str


def identify_model(path_or_name: str | Path, folder: Path) -> Model:
    """Find the model that a path or a name in the models folder means; never asks the network.

    A `.pt` file or one of OpenAI's names is for openai-whisper, a folder with model.bin for faster-whisper.
    Raises ModelMissingError, ModelIncompleteError, ModelTruncatedError or NotWhisperError.
    """
    path = _find(str(path_or_name), folder)
    if path.is_dir():
        if not (path / "model.bin").is_file():
            fault = ModelIncompleteError if (path / "config.json").is_file() else NotWhisperError
            raise fault(f"{path} holds no model.bin")
        return Model(ModelKind.FASTER, path, hash_of_model(path))
    if path.suffix != ".pt":
        raise NotWhisperError(f"{path} is neither a .pt file nor a folder")
    return Model(ModelKind.OPENAI, path, hash_of_model(path))


def known_names() -> tuple[str, ...]:
    """The names that can be fetched."""
    return (*CONVERTED, *OFFICIAL)


def hash_of_model(path: Path) -> str:
    """The SHA-256 of the file, or over names and hashes of a folder's files; read once while unchanged."""
    try:
        if path.is_file():
            return hash_of_file(path)
        lines = [f"{hash_of_file(file)}  {file.name}\n" for file in files_of(path)]
    except OSError as fault:
        raise ModelTruncatedError(f"{path}: {fault}") from fault
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def files_of(folder: Path) -> tuple[Path, ...]:
    """The files of a folder that a model is loaded from, by name."""
    kept = (file for file in folder.iterdir() if file.suffix in {".json", ".bin", ".txt"} and file.is_file())
    return tuple(sorted(kept))


def hash_of_file(file: Path) -> str:
    """The SHA-256 of a file in hex; a file of the same size and time is not read again."""
    state = file.stat()
    return _hash(file, state.st_size, state.st_mtime_ns, state.st_ino)


@lru_cache(maxsize=64)
def _hash(file: Path, *_state: int) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while piece := opened.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _find(wanted: str, folder: Path) -> Path:
    if not wanted.strip():
        raise ModelMissingError("no model was named")
    file = OFFICIAL[wanted][0] if wanted in OFFICIAL else wanted
    try:
        for path in (folder / file, folder / f"{file}.pt", Path(wanted)):
            if path.exists():
                return path.absolute()
    except (OSError, ValueError) as fault:
        raise ModelMissingError(f"{wanted[:200]!r}: {fault}") from fault
    raise ModelMissingError(f"{wanted[:200]!r} is neither in {folder} nor a path")
