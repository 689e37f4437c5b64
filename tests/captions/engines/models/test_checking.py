from pathlib import Path

import pytest

from app.captions.engines.models.checking import check_model
from app.settings import Settings

DATA = Path(__file__).resolve().parents[3] / "data" / "asr"


@pytest.mark.parametrize(
    ("model", "ok", "found"),
    [
        (None, None, "none chosen"),
        ("kb-whisper-small", False, "kb-whisper-small"),
        (str(DATA / "ctranslate2"), True, "ctranslate2, faster-whisper"),
        (str(DATA / "openai" / "smoke.pt"), True, "smoke.pt, openai-whisper"),
    ],
)
def test_the_chosen_model_is_looked_for(
    tmp_path: Path, model: str | None, ok: bool | None, found: str
) -> None:
    check = check_model(Settings(data_dir=tmp_path, speech_model=model))
    assert (check.ok, check.found) == (ok, found)
    assert bool(check.remedy) is (ok is not True)
