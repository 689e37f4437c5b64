"""The command in this process, on a data folder of its own."""

from pathlib import Path

import pytest

from tests.running import Command, make_command


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    return make_command(monkeypatch, capsys, tmp_path / "data")
