"""Which languages may be transcribed, and whether the recording is in the one that was chosen.

The person who uploads sets the language; what the model hears only ever stops the work, it never switches.
"""

from collections.abc import Sequence
from pathlib import Path

from app.captions.engines.chunks import pack
from app.captions.engines.faults import (
    LanguageRefusedError,
    SomaliRefusedError,
    TigrinyaRefusedError,
    WrongLanguageError,
)
from app.captions.engines.protocol import Engine
from app.captions.models.words import Span

_HEARD = frozenset({"sv", "ar"})
_PLACES = (15, 50, 85)
"""Percent of the speech; the first minutes alone are often music or silence (subtitling notes, section 2)."""
_SURE = 0.5
_CLEARLY = 3.0


def refuse_language(language: str, *, is_forced: bool = False) -> None:
    """Raise LanguageRefusedError for a language that no engine here hears well; `so` passes when forced.

    Whisper has no Tigrinya at all, and more than 60 % word errors in Somali (subtitling notes, section 4).
    """
    if language == "ti":
        raise TigrinyaRefusedError("Whisper has no Tigrinya")
    if language == "so":
        if not is_forced:
            raise SomaliRefusedError("Somali was not forced")
        return
    if language not in _HEARD:
        raise LanguageRefusedError(f"unknown language {language[:20]!r}")


def check_language(engine: Engine, sound: Path, spans: Sequence[Span], language: str) -> None:
    """Listen at three places of the speech; raise WrongLanguageError when most are clearly another language.

    Clearly: at least half of the probability, and three times that of the chosen language.
    """
    windows = _windows_at_places(spans)
    heard = [_heard_instead(engine.detect_language(sound, window), language) for window in windows]
    others = [one for one in heard if one is not None]
    if len(others) * 2 > len(windows):
        most = max(set(others), key=others.count)
        raise WrongLanguageError(
            f"{language} was chosen, {most} heard at {len(others)} of {len(windows)} places",
            chosen=language,
            heard=most,
        )


def _heard_instead(probabilities: dict[str, float], language: str) -> str | None:
    most = max(probabilities, key=lambda one: probabilities[one])
    own = probabilities.get(language, 0.0)
    is_other = most != language and probabilities[most] >= max(_SURE, _CLEARLY * own)
    return most if is_other else None


def _windows_at_places(spans: Sequence[Span]) -> list[tuple[Span, ...]]:
    """Find the windows of speech that hold the places; a short talk has fewer than three."""
    windows = pack(spans)
    total = sum(part.end - part.start for window in windows for part in window)
    found: list[tuple[Span, ...]] = []
    for place in _PLACES:
        passed = 0
        for window in windows:
            passed += sum(part.end - part.start for part in window)
            if passed * 100 >= total * place:
                if window not in found:
                    found.append(window)
                break
    return found
