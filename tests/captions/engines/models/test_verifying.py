"""What is wrong with a model is said before a job waits for it; nothing in a model is ever run."""

import pickle
import shutil
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from app.captions.engines.faults import (
    EngineMissingError,
    ModelChangedError,
    ModelIncompleteError,
    ModelMissingError,
    ModelTooLargeError,
    ModelTruncatedError,
    ModelUnusableError,
    NotWhisperError,
    UnsafeModelError,
)
from app.captions.engines.job import open_engine
from app.captions.engines.models import identify_model, verify_model
from app.captions.engines.protocol import EngineOptions
from tests.captions.engines.clips import DATA, MODELS

OPENAI, FASTER = MODELS["openai-whisper"], MODELS["faster-whisper"]


class Runs:
    """A pickle of this writes a file when it is loaded."""

    def __init__(self, proof: Path) -> None:
        self.proof = proof

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.proof,))


@pytest.mark.parametrize("path", [OPENAI, FASTER])
def test_verify_model_lets_sound_models_pass(path: Path) -> None:
    assert verify_model(path, DATA) == identify_model(path, DATA)


def test_verify_model_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError):
        verify_model("small", tmp_path)


@pytest.mark.parametrize("path", [OPENAI, FASTER])
def test_verify_model_that_is_too_large(path: Path) -> None:
    with pytest.raises(ModelTooLargeError, match="MiB"):
        verify_model(path, DATA, memory=400 * 1024**2)


def _cut(path: Path, keep: float) -> None:
    with path.open("r+b") as opened:
        opened.truncate(int(path.stat().st_size * keep))


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def _zip(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "nothing")


_OPENAI_FAULTS: dict[str, tuple[Callable[[Path], object], type[ModelUnusableError]]] = {
    "cut in half": (lambda file: _cut(file, 0.5), ModelTruncatedError),
    "last byte gone": (lambda file: _cut(file, 0.99999), ModelTruncatedError),
    "a byte flipped": (_flip, ModelTruncatedError),
    "empty": (lambda file: file.write_bytes(b""), ModelTruncatedError),
    "text": (lambda file: file.write_bytes(b"<html>404</html>" * 40), NotWhisperError),
    "noise": (lambda file: file.write_bytes(bytes(range(1, 256)) * 40), NotWhisperError),
    "another network": (lambda file: torch.save({"weight": torch.ones(2)}, file), NotWhisperError),
    "no dictionary": (lambda file: torch.save([1, 2], file), NotWhisperError),
    "another archive": (_zip, ModelTruncatedError),
    "sizes that its weights have not": (lambda file: _save_with(file, n_text_state=64), NotWhisperError),
    "unknown sizes": (lambda file: _save_with(file, n_ears=2), NotWhisperError),
}


def _save_with(file: Path, **dims: int) -> None:
    found = torch.load(OPENAI, weights_only=True)
    torch.save(found | {"dims": found["dims"] | dims}, file)


@pytest.mark.parametrize("fault", _OPENAI_FAULTS)
def test_verify_and_load_a_broken_file(tmp_path: Path, fault: str) -> None:
    broken = tmp_path / "broken.pt"
    shutil.copyfile(OPENAI, broken)
    spoil, kind = _OPENAI_FAULTS[fault]
    spoil(broken)
    with pytest.raises(kind):
        verify_model(broken, tmp_path)
    if fault != "a byte flipped":  # one weight among millions: only the archive's own sums show it
        with pytest.raises(ModelUnusableError):
            open_engine(identify_model(broken, tmp_path), EngineOptions(threads=1))


@pytest.mark.parametrize("save", ["torch", "pickle"])
def test_verify_and_load_run_nothing(tmp_path: Path, save: str) -> None:
    proof, evil = tmp_path / "proof", tmp_path / "evil.pt"
    if save == "torch":
        torch.save({"dims": Runs(proof), "model_state_dict": {}}, evil)
    else:
        evil.write_bytes(pickle.dumps({"dims": Runs(proof)}))
    with pytest.raises(UnsafeModelError):
        verify_model(evil, tmp_path)
    with pytest.raises(UnsafeModelError):
        open_engine(identify_model(evil, tmp_path), EngineOptions(threads=1))
    assert not proof.exists()


_FASTER_FAULTS: dict[str, tuple[Callable[[Path], object], type[ModelUnusableError]]] = {
    "weights cut": (lambda folder: _cut(folder / "model.bin", 0.5), ModelTruncatedError),
    "weights empty": (lambda folder: _cut(folder / "model.bin", 0), ModelTruncatedError),
    "weights of another kind": (lambda folder: _rename(folder / "model.bin"), NotWhisperError),
    "weights are text": (
        lambda folder: (folder / "model.bin").write_bytes(b"404: Not Found\n" * 9),
        ModelUnusableError,
    ),
    "no config": (lambda folder: (folder / "config.json").unlink(), ModelIncompleteError),
    "no tokenizer": (lambda folder: (folder / "tokenizer.json").unlink(), ModelIncompleteError),
    "no vocabulary": (lambda folder: (folder / "vocabulary.json").unlink(), ModelIncompleteError),
    "tokenizer cut": (lambda folder: _cut(folder / "tokenizer.json", 0.7), ModelTruncatedError),
    "config is none": (lambda folder: (folder / "config.json").write_text("{", "utf-8"), ModelTruncatedError),
}


def _rename(weights: Path) -> None:
    weights.write_bytes(weights.read_bytes().replace(b"WhisperSpec", b"BertSpecial", 1))


@pytest.mark.parametrize("fault", _FASTER_FAULTS)
def test_verify_and_load_a_broken_folder(tmp_path: Path, fault: str) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(FASTER, broken)
    spoil, kind = _FASTER_FAULTS[fault]
    spoil(broken)
    with pytest.raises(kind):
        verify_model(broken, tmp_path)
    with pytest.raises(ModelUnusableError):
        open_engine(identify_model(broken, tmp_path), EngineOptions(threads=1))


def test_verify_model_holds_it_against_its_record(tmp_path: Path) -> None:
    model = tmp_path / "m"
    shutil.copytree(FASTER, model)
    lines = [line for line in (DATA / "SHA256SUMS").read_text("utf-8").splitlines() if "ctranslate2/" in line]
    (model / "SHA256SUMS").write_text("\n".join(lines).replace("ctranslate2/", ""), "utf-8")
    verify_model(model, tmp_path)
    with (model / "config.json").open("a", encoding="utf-8") as opened:
        opened.write(" ")
    with pytest.raises(ModelChangedError, match=r"config\.json"):
        verify_model(model, tmp_path)


@pytest.mark.parametrize("record", ["0" * 64 + "  m.pt\n", "rubbish\n"])
def test_verify_model_that_is_not_what_was_fetched(tmp_path: Path, record: str) -> None:
    shutil.copyfile(OPENAI, tmp_path / "m.pt")
    (tmp_path / "m.pt.sha256").write_text(record, "utf-8")
    with pytest.raises(ModelChangedError):
        verify_model("m", tmp_path)


def test_verify_model_with_a_record_that_is_no_text(tmp_path: Path) -> None:
    shutil.copyfile(OPENAI, tmp_path / "m.pt")
    (tmp_path / "m.pt.sha256").write_bytes(b"\xff\xfe")
    with pytest.raises(ModelTruncatedError):
        verify_model("m", tmp_path)


def test_verify_model_under_a_name_that_is_anothers(tmp_path: Path) -> None:
    shutil.copyfile(OPENAI, tmp_path / "small.pt")
    with pytest.raises(ModelChangedError, match="OpenAI"):
        verify_model("small", tmp_path)


def test_verify_model_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "whisper", None)
    with pytest.raises(EngineMissingError):
        verify_model(OPENAI, DATA)
