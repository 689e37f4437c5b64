"""The language is the person's choice: what cannot be heard is refused, what is heard only checks."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from app.captions.engines.faults import (
    LanguageRefusedError,
    SomaliRefusedError,
    TigrinyaRefusedError,
    WrongLanguageError,
)
from app.captions.engines.languages import check_language, refuse_language
from app.captions.models.words import Segment, Span

SPEECH = tuple(Span(start, start + 20_000) for start in range(0, 600_000, 20_000))


class Hearing:
    """An engine that hears a language by place, and notes where it was asked to listen."""

    def __init__(self, *heard: dict[str, float]) -> None:
        self.heard = list(heard)
        self.asked: list[int] = []

    def transcribe(
        self, sound: Path, parts: Sequence[Span], *, language: str, prompt: str = ""
    ) -> tuple[Segment, ...]:
        raise NotImplementedError

    def detect_language(self, sound: Path, parts: Sequence[Span]) -> dict[str, float]:  # noqa: ARG002 - the door's interface
        self.asked.append(parts[0].start)
        return self.heard[len(self.asked) - 1]


def _check(engine: Hearing, language: str, speech: Sequence[Span] = SPEECH) -> None:
    check_language(engine, Path("unused.wav"), speech, language)


def test_refuse_language_lets_what_is_heard_well_pass() -> None:
    refuse_language("sv")
    refuse_language("ar")
    refuse_language("so", is_forced=True)


@pytest.mark.parametrize(
    ("language", "is_forced", "kind"),
    [
        ("ti", False, TigrinyaRefusedError),
        ("ti", True, TigrinyaRefusedError),
        ("so", False, SomaliRefusedError),
        ("en", True, LanguageRefusedError),
        ("", False, LanguageRefusedError),
        ("x" * 10_000, False, LanguageRefusedError),
        ("SV", False, LanguageRefusedError),
    ],
)
def test_refuse_language(language: str, is_forced: bool, kind: type[LanguageRefusedError]) -> None:
    with pytest.raises(LanguageRefusedError) as caught:
        refuse_language(language, is_forced=is_forced)
    assert type(caught.value) is kind
    assert len(caught.value.detail) < 100
    assert "Swedish" in caught.value.message_id


def test_check_language_listens_in_the_beginning_middle_and_end() -> None:
    engine = Hearing(*[{"sv": 0.9, "ar": 0.1}] * 3)
    _check(engine, "sv")
    early, middle, late = engine.asked
    assert 60_000 <= early <= 100_000
    assert 270_000 <= middle <= 310_000
    assert 480_000 <= late <= 520_000


@pytest.mark.parametrize(
    ("heard", "language"),
    [
        ([{"ar": 0.9, "sv": 0.1}, {"sv": 1.0}, {"sv": 1.0}], "sv"),
        ([{"no": 0.55, "sv": 0.45}] * 3, "sv"),
        ([{"no": 0.4, "sv": 0.01}] * 3, "sv"),
        ([{"ar": 0.6}, {"ar": 0.7, "sv": 0.3}, {"sv": 0.8, "ar": 0.2}], "ar"),
    ],
)
def test_check_language_is_not_troubled_by_doubt(heard: list[dict[str, float]], language: str) -> None:
    _check(Hearing(*heard), language)


@pytest.mark.parametrize(
    ("chosen", "heard", "names"),
    [
        ("sv", "ar", ("Swedish", "Arabic")),
        ("sv", "en", ("Swedish", "English")),
        ("sv", "so", ("Swedish", "Somali")),
        ("ar", "sv", ("Arabic", "Swedish")),
        ("ar", "so", ("Arabic", "Somali")),
        ("ar", "en", ("Arabic", "English")),
        ("sv", "pl", ("language that you chose",)),
    ],
)
def test_check_language_stops_at_another_language(chosen: str, heard: str, names: tuple[str, ...]) -> None:
    with pytest.raises(WrongLanguageError) as caught:
        _check(Hearing({heard: 0.9, chosen: 0.1}, {chosen: 1.0}, {heard: 0.8}), chosen)
    assert (caught.value.chosen, caught.value.heard) == (chosen, heard)
    assert all(name in caught.value.message_id for name in names)


def test_check_language_of_a_short_talk_listens_once() -> None:
    engine = Hearing({"sv": 1.0})
    _check(engine, "sv", (Span(500, 9000),))
    assert engine.asked == [500]


def test_check_language_without_speech_has_nothing_to_say() -> None:
    _check(Hearing(), "sv", ())
