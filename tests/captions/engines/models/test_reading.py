"""What libraries raise when a model is broken becomes the fault that says what to do."""

import pickle
import shutil
from pathlib import Path

import pytest

from app.captions.engines.faults import (
    DeviceUnusableError,
    EngineError,
    ModelMissingError,
    ModelTooLargeError,
    ModelTruncatedError,
    NotWhisperError,
    UnsafeModelError,
)
from app.captions.engines.models.reading import reading_model, require_files
from tests.captions.engines.clips import MODELS


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        (MemoryError("no more"), ModelTooLargeError),
        (RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory"), ModelTooLargeError),
        (RuntimeError("CUDA out of memory"), ModelTooLargeError),
        (RuntimeError("CUDA driver version is insufficient"), DeviceUnusableError),
        (RuntimeError("Unsupported model binary version"), NotWhisperError),
        (RuntimeError("File model.bin is incomplete"), ModelTruncatedError),
        (pickle.UnpicklingError("Unsupported global: GLOBAL os.system"), UnsafeModelError),
        (pickle.UnpicklingError("pickle data was truncated"), ModelTruncatedError),
        (KeyError("dims"), NotWhisperError),
        (OSError("gone"), ModelTruncatedError),
        (Exception("EOF while parsing"), ModelTruncatedError),
        (ModelMissingError("as it was"), ModelMissingError),
    ],
)
def test_reading_model_says_what_is_wrong(raised: Exception, told: type[EngineError]) -> None:
    with pytest.raises(EngineError) as caught, reading_model(Path("a.pt")):
        raise raised
    assert type(caught.value) is told
    assert "\n" not in caught.value.detail


def test_require_files_finds_an_empty_one(tmp_path: Path) -> None:
    copied = tmp_path / "m"
    shutil.copytree(MODELS["faster-whisper"], copied)
    require_files(copied)
    (copied / "vocabulary.json").write_bytes(b"")
    with pytest.raises(ModelTruncatedError, match="empty"):
        require_files(copied)
