"""What any engine must do with the lectures; each engine's tests call it with the real library."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.captions.engines.chunks import pack
from app.captions.engines.faults import WrongLanguageError
from app.captions.engines.languages import check_language
from app.captions.engines.protocol import Engine
from app.captions.engines.sound import duration_of
from app.captions.models.words import Segment, Span, Transcript
from tests.captions.engines.clips import (
    assert_sound_words,
    clip,
    plain,
    silence,
    truth,
    unflagged,
    word_errors,
    write_frames,
)

SpeechIn = Callable[[str], tuple[Span, ...]]


def hears_swedish(engine: Engine, name: str, speech_in: SpeechIn) -> None:
    """The sentences are there, and what nobody said is flagged: at most 0.2 word errors are left."""
    segments = listen(engine, name, speech_in(name))
    transcript = Transcript("sv", duration_of(clip(name)), segments)
    assert word_errors(name, unflagged(transcript, speech_in(name))) <= 0.2
    heard = plain(" ".join(word.text for word in transcript.words))
    missed = [one for one in truth(name)["sentences"] if plain(one["text"]) not in heard]
    assert len(missed) <= 2
    if name == "sv-pause":
        inside = [word for word in unflagged(transcript, speech_in(name)) if 13_000 < word.end < 23_000]
        assert inside == []


def hears_arabic(engine: Engine, speech_in: SpeechIn) -> None:
    segments = listen(engine, "ar-short", speech_in("ar-short"))
    heard = plain(" ".join(segment.text for segment in segments))
    found = [one for one in truth("ar-short")["sentences"] if plain(one["text"]) in heard]
    assert len(found) >= 5


def tells_languages_apart(engine: Engine, speech_in: SpeechIn) -> None:
    check_language(engine, clip("ar-short"), speech_in("ar-short"), "ar")
    check_language(engine, clip("sv-long"), speech_in("sv-long"), "sv")
    with pytest.raises(WrongLanguageError) as caught:
        check_language(engine, clip("ar-short"), speech_in("ar-short"), "sv")
    assert (caught.value.chosen, caught.value.heard) == ("sv", "ar")
    assert "Swedish" in caught.value.message_id
    assert "Arabic" in caught.value.message_id
    probabilities = engine.detect_language(clip("sv-long"), speech_in("sv-long")[:1])
    assert all(type(one) is float for one in probabilities.values())


def invents_nothing_to_place(engine: Engine, folder: Path) -> None:
    """Whatever is made of silence or of nothing at all lies inside it, as plain values."""
    quiet = write_frames(folder / "silence.wav", [silence(2)])
    parts = (Span(500, 900), Span(1500, 2000))
    assert_sound_words(engine.transcribe(quiet, parts, language="sv"), parts)
    assert engine.transcribe(quiet, (), language="sv") == ()
    assert engine.transcribe(quiet, (Span(5000, 9000),), language="sv") == ()


def listen(engine: Engine, name: str, speech: tuple[Span, ...]) -> tuple[Segment, ...]:
    heard: list[Segment] = []
    for parts in pack(speech):
        segments = engine.transcribe(clip(name), parts, language=truth(name)["language"])
        assert_sound_words(segments, parts)
        heard += segments
    return tuple(heard)
