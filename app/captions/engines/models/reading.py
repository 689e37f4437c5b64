"""What the libraries say when a model is broken, in our own faults; and which files there must be."""

import json
import pickle
import struct
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.captions.engines.faults import (
    DeviceUnusableError,
    EngineError,
    ModelIncompleteError,
    ModelTooLargeError,
    ModelTruncatedError,
    NotWhisperError,
    UnsafeModelError,
)

_NEEDED = ("config.json", "model.bin", "tokenizer.json")
_VOCABULARIES = ("vocabulary.json", "vocabulary.txt")
_NO_MEMORY = ("can't allocate memory", "not enough memory", "out of memory", "bad_alloc")


@contextmanager
def reading_model(path: Path) -> Iterator[None]:
    """Turn whatever loading a model raises into the ModelUnusableError that says what is wrong."""
    try:
        with warnings.catch_warnings():
            # PyTorch warns of what it refuses a moment later.
            warnings.simplefilter("ignore")
            yield
    except EngineError:
        raise
    except MemoryError as fault:
        raise ModelTooLargeError(f"{path.name}: {fault}") from fault
    except pickle.UnpicklingError as fault:
        # PyTorch names what it refused; anything else is damage.
        kind = (
            UnsafeModelError if "Unsupported" in str(fault) or "GLOBAL" in str(fault) else ModelTruncatedError
        )
        raise kind(f"{path.name}: {_one_line(fault)}") from fault
    except RuntimeError as fault:
        raise _named(fault)(f"{path.name}: {_one_line(fault)}") from fault
    except (KeyError, TypeError, AttributeError) as fault:
        raise NotWhisperError(f"{path.name}: {type(fault).__name__} {_one_line(fault)}") from fault
    except (OSError, EOFError, ValueError, zipfile.BadZipFile, struct.error) as fault:
        raise ModelTruncatedError(f"{path.name}: {_one_line(fault)}") from fault
    except Exception as fault:  # the tokenizer's library raises Exception itself
        raise ModelTruncatedError(f"{path.name}: {_one_line(fault)}") from fault


def require_files(folder: Path) -> None:
    """Raise the ModelIncompleteError for the first file that faster-whisper needs and the folder lacks.

    Also raises ModelTruncatedError for an empty one, and for JSON that is none.
    """
    vocabulary = next((name for name in _VOCABULARIES if (folder / name).is_file()), _VOCABULARIES[0])
    for name in (*_NEEDED, vocabulary):
        if not (folder / name).is_file():
            raise ModelIncompleteError(f"{folder} lacks {name}")
        if not (folder / name).stat().st_size:
            raise ModelTruncatedError(f"{folder / name} is empty")
    for file in folder.glob("*.json"):
        try:
            json.loads(file.read_text(encoding="utf-8"))
        except (ValueError, OSError) as fault:
            raise ModelTruncatedError(f"{file}: {fault}") from fault


def _named(fault: RuntimeError) -> type[EngineError]:
    text = str(fault).lower()
    if any(words in text for words in _NO_MEMORY):
        return ModelTooLargeError
    if "cuda" in text or "compute type" in text:
        return DeviceUnusableError
    if "error(s) in loading state_dict" in text or "unsupported model" in text:
        return NotWhisperError
    return ModelTruncatedError


def _one_line(fault: BaseException) -> str:
    return " ".join(str(fault).split())[:300]
