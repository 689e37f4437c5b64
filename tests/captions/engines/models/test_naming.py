"""Names and paths mean models on this machine, and the model decides the engine."""

import shutil
from pathlib import Path

import pytest
import whisper

from app.captions.engines.faults import (
    ModelIncompleteError,
    ModelMissingError,
    ModelUnusableError,
    NotWhisperError,
)
from app.captions.engines.models import OFFICIAL, ModelKind, identify_model, known_names
from tests.captions.engines.clips import DATA, MODELS


def test_official_names_are_those_of_the_library() -> None:
    theirs = {name: tuple(url.split("/")[:-3:-1]) for name, url in whisper._MODELS.items()}
    assert theirs == OFFICIAL
    assert set(whisper.available_models()) <= set(known_names())


def test_identify_model_lets_the_model_decide() -> None:
    openai = identify_model(MODELS["openai-whisper"], Path("nowhere"))
    faster = identify_model(str(MODELS["faster-whisper"]), Path("nowhere"))
    assert (openai.kind, faster.kind) == (ModelKind.OPENAI, ModelKind.FASTER)
    assert openai.sha256 == "ed4526b68167ff4548371f5e2c2026e350dd7e38e3a4dfbe7500e98c425f07c6"
    assert openai.path.is_absolute()


def test_identify_model_by_name_in_the_folder(tmp_path: Path) -> None:
    shutil.copy(MODELS["openai-whisper"], tmp_path / "large-v3.pt")
    shutil.copy(MODELS["openai-whisper"], tmp_path / "our own.pt")
    shutil.copytree(MODELS["faster-whisper"], tmp_path / "kb-whisper-small")
    assert identify_model("large", tmp_path).path == tmp_path / "large-v3.pt"
    assert identify_model("our own", tmp_path).kind is ModelKind.OPENAI
    assert identify_model("kb-whisper-small", tmp_path).kind is ModelKind.FASTER


def test_identify_model_sees_every_change(tmp_path: Path) -> None:
    model = tmp_path / "m"
    shutil.copytree(MODELS["faster-whisper"], model)
    before = identify_model(model, tmp_path)
    assert before.sha256 == identify_model(MODELS["faster-whisper"], tmp_path).sha256
    (model / "config.json").write_text("{}", encoding="utf-8")
    assert identify_model(model, tmp_path).sha256 != before.sha256


@pytest.mark.parametrize("name", ["small", "kb-whisper-large", "no such thing", "", " ", "a\0b", "x" * 5000])
def test_identify_model_never_fetches(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelMissingError):
        identify_model(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("m/config.json", ModelIncompleteError),
        ("m/readme.txt", NotWhisperError),
        ("m", NotWhisperError),
    ],
)
def test_identify_model_refuses_what_is_none(
    tmp_path: Path, file: str, kind: type[ModelUnusableError]
) -> None:
    made = tmp_path / file
    made.parent.mkdir(exist_ok=True)
    made.write_text("{}", encoding="utf-8")
    with pytest.raises(kind):
        identify_model(tmp_path / "m", tmp_path)
    assert DATA.is_dir()
