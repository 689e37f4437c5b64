"""Looks whether a model is whole, safe, Whisper, what was fetched, and small enough for this machine."""

import os
import pickletools
import struct
import zipfile
from pathlib import Path
from typing import IO

from app.captions.engines.faults import (
    EngineMissingError,
    ModelChangedError,
    ModelTooLargeError,
    ModelTruncatedError,
    NotWhisperError,
)
from app.captions.engines.models.naming import (
    OFFICIAL,
    RECORD,
    Model,
    ModelKind,
    hash_of_file,
    identify_model,
)
from app.captions.engines.models.reading import reading_model, require_files

_LIBRARIES = 700 * 1024**2
"""Bytes that Python, the libraries and one window of sound take, measured with the smallest models."""
_CONVERTED_TIMES = 2
"""CTranslate2 reads the weights (16-bit as a rule) and converts them: both are there for a moment."""
_FULL_BYTES = 4
"""On a processor openai-whisper calculates with 32 bits a weight, while the file is still in memory."""


def verify_model(path_or_name: str | Path, folder: Path, *, memory: int | None = None) -> Model:
    """Look at the whole model and give it, or raise the ModelUnusableError that says what is wrong with it.

    `memory` is what a job may use, in bytes; else what the machine has free. Reads every byte; needs PyTorch
    for a `.pt` file, where EngineMissingError is raised without it.
    """
    model = identify_model(path_or_name, folder)
    compare_record(model)
    expected = OFFICIAL.get(str(path_or_name))
    if expected is not None and model.path.parent == folder.absolute() and model.sha256 != expected[1]:
        raise ModelChangedError(f"{model.path} is not OpenAI's {path_or_name}")
    if model.kind is ModelKind.FASTER:
        require_files(model.path)
        with reading_model(model.path):
            _walk_weights(model.path / "model.bin")
    needed = needed_memory(model)
    allowed = memory if memory is not None else _free_memory()
    if needed > allowed:
        raise ModelTooLargeError(
            f"{model.path.name} needs some {needed >> 20} MiB, {allowed >> 20} MiB may be used"
        )
    if model.kind is ModelKind.OPENAI:
        _load_outline(model.path)
    return model


def needed_memory(model: Model) -> int:
    """Estimate the bytes of memory that a job with this model takes, rather too many than too few."""
    if model.kind is ModelKind.FASTER:
        return _LIBRARIES + (model.path / "model.bin").stat().st_size * _CONVERTED_TIMES
    size = model.path.stat().st_size
    return _LIBRARIES + size + size // 2 * _FULL_BYTES


def compare_record(model: Model) -> None:
    """Compare with what was written down when the model was fetched; a model without record is as it is.

    Raises ModelChangedError, or ModelTruncatedError for a record that cannot be read.
    """
    is_file = model.path.is_file()
    record = model.path.with_name(f"{model.path.name}.sha256") if is_file else model.path / RECORD
    if not record.is_file():
        return
    try:
        lines = record.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as fault:
        raise ModelTruncatedError(f"{record}: {fault}") from fault
    for line in lines:
        digest, _, name = line.partition("  ")
        file = (model.path.parent if is_file else model.path) / Path(name).name
        if not name or not file.is_file() or hash_of_file(file) != digest:
            raise ModelChangedError(f"{file} is not what {record.name} says")


def _walk_weights(file: Path) -> None:
    """Go through CTranslate2's file of weights from name to name, without reading the weights themselves.

    Its form: version, name of the kind, revision, number of weights; each name, shape, type, size, bytes.
    """
    with file.open("rb") as opened:
        end = os.fstat(opened.fileno()).st_size
        _number(opened, "<I")
        kind = _text(opened)
        if not kind.startswith("WhisperSpec"):
            raise NotWhisperError(f"{file} holds a {kind[:40]!r}")
        _number(opened, "<I")
        for _ in range(_number(opened, "<I")):
            _text(opened)
            opened.seek(4 * _number(opened, "<B") + 1, os.SEEK_CUR)
            opened.seek(_number(opened, "<I"), os.SEEK_CUR)
            if opened.tell() > end:
                raise ModelTruncatedError(f"{file} breaks off")


def _number(opened: IO[bytes], form: str) -> int:
    return int(struct.unpack(form, opened.read(struct.calcsize(form)))[0])


def _text(opened: IO[bytes]) -> str:
    return opened.read(_number(opened, "<H")).rstrip(b"\0").decode("ascii", errors="replace")


def _load_outline(path: Path) -> None:
    """Load a `.pt` file without its weights and hold it against the shape that Whisper gives to its sizes."""
    with reading_model(path):
        _require_archive(path)
    try:
        import torch  # noqa: PLC0415 - half a gigabyte: only where a .pt file is looked at
        import whisper  # noqa: PLC0415 - as above
    except ImportError as fault:
        raise EngineMissingError(f"openai-whisper: {fault}") from fault
    with reading_model(path):
        # Never anything but weights: a pickle may run any program when it is loaded.
        found = torch.load(path, map_location="cpu", weights_only=True, mmap=zipfile.is_zipfile(path))
        dims = whisper.model.ModelDimensions(**found["dims"])
        with torch.device("meta"):
            # Not the whole model at once: that cannot be made without its weights.
            halves = {
                "encoder": whisper.model.AudioEncoder(*list(vars(dims).values())[:5]),
                "decoder": whisper.model.TextDecoder(*list(vars(dims).values())[5:]),
            }
        wanted = {
            f"{half}.{name}": weight.shape
            for half, made in halves.items()
            for name, weight in made.state_dict().items()
        }
        if wanted != {name: weight.shape for name, weight in found["model_state_dict"].items()}:
            raise NotWhisperError(f"{path.name}: its weights do not fit the sizes that it names")


def _require_archive(path: Path) -> None:
    """Raise for a file that is no archive of PyTorch, or breaks off; pickles are looked at, never run."""
    with path.open("rb") as opened:
        begins = opened.read(4)
    if not begins:
        raise ModelTruncatedError(f"{path} is empty")
    if begins != b"PK\x03\x04":
        _require_pickle(path)
        return
    with zipfile.ZipFile(path) as archive:
        damaged = archive.testzip()
    if damaged is not None:
        raise ModelTruncatedError(f"{path}: {damaged} is damaged")


def _require_pickle(path: Path) -> None:
    """Let the old form of PyTorch's files pass, which is a bare pickle; PyTorch looks at what it holds."""
    try:
        with path.open("rb") as opened:
            next(pickletools.genops(opened))
    except ValueError as fault:
        raise NotWhisperError(f"{path}: {fault}") from fault


def _free_memory() -> int:
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))
    except (OSError, StopIteration):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
