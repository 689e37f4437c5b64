"""A chunk's file is found by everything its words depend on, and is whole or not there."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, strategies
from hypothesis import settings as hypothesis_settings

from app.captions.engines.faults import SoundUnusableError
from app.captions.engines.models import Model, ModelKind
from app.captions.engines.protocol import EngineOptions
from app.captions.engines.store import (
    Chunk,
    TranscribeRequest,
    chunks_of,
    read_chunk,
    read_request,
    write_chunk,
    write_request,
)
from app.captions.models.words import Segment, Span, Word
from tests.captions.engines.clips import clip

SPEECH = (Span(300, 8000), Span(9000, 20_000))
REQUEST = TranscribeRequest(
    sound=clip("sv-short"),
    speech=SPEECH,
    model=Model(ModelKind.FASTER, Path("models/någon"), "ab" * 32),
    language="sv",
)
SEGMENTS = (Segment(300, 900, (Word("Hej,", 300, 500, 0.5), Word("då", 500, 900, None)), None, -0.5, 1.25),)


def _file(request: TranscribeRequest, folder: Path) -> Path:
    (chunk,) = chunks_of(request, folder)
    return chunk.file


@pytest.mark.parametrize(
    "change",
    [
        lambda one: replace(one, sound=clip("sv-long")),
        lambda one: replace(one, speech=(Span(300, 8001), Span(9000, 20_000))),
        lambda one: replace(one, model=replace(one.model, sha256="cd" * 32)),
        lambda one: replace(one, model=replace(one.model, kind=ModelKind.OPENAI)),
        lambda one: replace(one, language="ar"),
        lambda one: replace(one, prompt="smärta"),
        lambda one: replace(one, options=EngineOptions(beam=1)),
        lambda one: replace(one, options=EngineOptions(compute_type="float32")),
        lambda one: replace(one, options=EngineOptions(temperatures=(0.0, 0.2))),
    ],
)
def test_chunks_of_another_request_have_other_files(
    tmp_path: Path, change: Callable[[TranscribeRequest], TranscribeRequest]
) -> None:
    assert _file(change(REQUEST), tmp_path) != _file(REQUEST, tmp_path)


def test_chunks_of_the_same_request_have_the_same_files(tmp_path: Path) -> None:
    copied = tmp_path / "copied.wav"
    copied.write_bytes(REQUEST.sound.read_bytes())
    moved = replace(REQUEST, sound=copied, model=replace(REQUEST.model, path=Path("elsewhere")))
    quicker = replace(moved, options=EngineOptions(threads=7), memory_bytes=5)
    assert _file(quicker, tmp_path) == _file(REQUEST, tmp_path)


def test_chunks_of_a_lecture_without_speech(tmp_path: Path) -> None:
    assert chunks_of(replace(REQUEST, speech=()), tmp_path) == ()


def test_chunks_of_a_sound_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(SoundUnusableError):
        chunks_of(replace(REQUEST, sound=tmp_path / "gone.wav"), tmp_path)


def test_read_chunk_gives_what_was_written(tmp_path: Path) -> None:
    chunk = Chunk(Span(300, 900), (Span(300, 900),), tmp_path / "new" / "chunk.json")
    assert read_chunk(chunk) is None
    write_chunk(chunk, SEGMENTS)
    assert read_chunk(chunk) == SEGMENTS
    assert [file.name for file in chunk.file.parent.iterdir()] == ["chunk.json"]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"segments": [{}]}', '{"segments": [{"words": 3}]}', "\0"]
)
def test_read_chunk_takes_a_broken_file_for_none(tmp_path: Path, text: str) -> None:
    chunk = Chunk(Span(0, 1), (), tmp_path / "chunk.json")
    chunk.file.write_text(text, encoding="utf-8")
    assert read_chunk(chunk) is None


@given(
    strategies.builds(
        TranscribeRequest,
        sound=strategies.just(Path("/srv/a b.wav")),
        speech=strategies.lists(
            strategies.builds(Span, strategies.integers(0, 9), strategies.integers(10, 99))
        ).map(tuple),
        model=strategies.builds(
            Model, strategies.sampled_from(ModelKind), strategies.just(Path("/srv/m")), strategies.text()
        ),
        language=strategies.text(),
        prompt=strategies.text(),
        options=strategies.builds(
            EngineOptions, temperatures=strategies.lists(strategies.floats(0, 1)).map(tuple)
        ),
    )
)
@hypothesis_settings(max_examples=40)
def test_read_request_gives_what_was_written(request: TranscribeRequest) -> None:
    assert read_request(write_request(request)) == request
