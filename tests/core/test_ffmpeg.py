"""Which ffmpeg is used."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from app.core.ffmpeg import find_ffmpeg


def _package(monkeypatch: pytest.MonkeyPatch, answer: Callable[[], str]) -> None:
    """Stand in for the optional package that brings an ffmpeg of its own."""
    package = ModuleType("imageio_ffmpeg")
    package.__dict__["get_ffmpeg_exe"] = answer
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", package)


def test_find_ffmpeg_prefers_the_systems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "ffmpeg"
    own.write_text("#!/bin/sh\n")
    own.chmod(0o755)
    _package(monkeypatch, lambda: "/packaged/ffmpeg")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_ffmpeg() == str(own)


def test_find_ffmpeg_falls_back_on_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    _package(monkeypatch, lambda: "/packaged/ffmpeg")
    monkeypatch.setenv("PATH", "/nowhere")
    assert find_ffmpeg() == "/packaged/ffmpeg"


def test_find_ffmpeg_finds_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise RuntimeError("No ffmpeg exe could be found")

    monkeypatch.setenv("PATH", "/nowhere")
    _package(monkeypatch, fail)
    assert find_ffmpeg() is None
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    assert find_ffmpeg() is None
