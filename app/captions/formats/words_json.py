"""words.json: what was heard, word by word, in seconds; the form in which other programs hand us words."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, Final, NoReturn

from app.captions.formats.faults import FormatError
from app.captions.formats.timeline import LONGEST
from app.captions.models.words import Segment, Transcript, Word
from app.core.errors import S_

LARGEST: Final = 60_000_000
"""Characters; 100 bytes for each of MOST_WORDS, and room."""
MOST_WORDS: Final = 500_000
"""Two days of quick talk."""

NO_JSON: Final = S_("This is no JSON file that can be read.")
TOO_LARGE: Final = S_("The file holds too many words: 500 000 is the most.")
NO_WORDS: Final = S_(
    'The file holds no list of words. It must look like this: {"words": [{"word", "start", "end"}]}'
)
NO_LANGUAGE: Final = S_("The file does not say its language: sv, ar, so or ti.")
BAD_DURATION: Final = S_("The length of the lecture is no number of seconds.")
BAD_WORD: Final = S_("Word number {about} is not written as word, start and end.")
BAD_TIME: Final = S_(
    "Word number {about} has a start or an end that is no number of seconds from 0 to 360 000."
)
ENDS_TOO_EARLY: Final = S_("Word number {about} ends before it starts.")
BAD_PROBABILITY: Final = S_("Word number {about} has a probability that is no number from 0 to 1.")
BAD_SEGMENTS: Final = S_("The segments of the file do not fit its words.")

_FIGURES: Final = ("no_speech", "log_probability", "compression")


class WordsError(FormatError):
    """A words.json cannot be used; the sentence names the word by its number, from 1."""


def write_words(transcript: Transcript) -> str:
    """Write a transcript with nothing lost: `segments` hold how many words each has, and its figures."""
    words = [_written_word(word) for word in transcript.words]
    segments = [
        {
            "start": segment.start / 1000,
            "end": segment.end / 1000,
            "words": len(segment.words),
            **{name: getattr(segment, name) for name in _FIGURES},
        }
        for segment in transcript.segments
    ]
    head = json.dumps({"language": transcript.language, "duration": transcript.duration / 1000})
    rows = ",\n".join(json.dumps(word, ensure_ascii=False) for word in words)
    tail = ",\n".join(json.dumps(segment) for segment in segments)
    return f'{head[:-1]}, "words": [\n{rows}\n], "segments": [\n{tail}\n]}}\n'


def _written_word(word: Word) -> dict[str, str | float | None]:
    return {
        "word": word.text,
        "start": word.start / 1000,
        "end": word.end / 1000,
        "probability": word.probability,
    }


def read_words(text: str, *, language: str | None = None, duration: int | None = None) -> Transcript:
    """Read a whole file or a bare list of words; `language` and `duration` (ms) are for files without them.

    Words are put in order of time, and those without any sign in them are left out; anything that is no
    number where one must be raises WordsError. Keys that we do not know are passed over. Without `segments`
    all words are one segment, without a duration the lecture ends with its last word.
    """
    if len(text) > LARGEST:
        raise WordsError(TOO_LARGE)
    try:
        whole = json.loads(text.removeprefix("\ufeff"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise WordsError(NO_JSON) from error
    if isinstance(whole, list):
        whole = {"words": whole}
    if not isinstance(whole, dict) or not isinstance(whole.get("words"), list):
        raise WordsError(NO_WORDS)
    language = whole.get("language") or language
    if not isinstance(language, str):
        raise WordsError(NO_LANGUAGE)
    if len(whole["words"]) > MOST_WORDS:
        raise WordsError(TOO_LARGE)
    words = [_read_word(number, entry) for number, entry in enumerate(whole["words"], 1)]
    last = max((word.end for word in words), default=0)
    length = _duration(whole.get("duration"), duration, last)
    return Transcript(language, length, _segments(words, whole.get("segments")))


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _duration(found: Any, given: int | None, last: int) -> int:
    if found is None:
        return last if given is None else given
    duration = _time(found)
    if duration is None:
        raise WordsError(BAD_DURATION)
    return duration


def _read_word(number: int, entry: Any) -> Word:
    about = str(number)
    if not isinstance(entry, dict) or not isinstance(entry.get("word"), str):
        raise WordsError(BAD_WORD, about=about)
    start, end, probability = _time(entry.get("start")), _time(entry.get("end")), entry.get("probability")
    if start is None or end is None:
        raise WordsError(BAD_TIME, about=about)
    if start > end:
        raise WordsError(ENDS_TOO_EARLY, about=about)
    if probability is not None and not (_is_number(probability) and 0 <= probability <= 1):
        raise WordsError(BAD_PROBABILITY, about=about)
    return Word(" ".join(entry["word"].split()), start, end, probability)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _time(seconds: Any) -> int | None:
    is_time = _is_number(seconds) and 0 <= seconds <= LONGEST / 1000
    return round(float(seconds) * 1000) if is_time else None


def _segments(words: list[Word], found: Any) -> tuple[Segment, ...]:
    if found is None or not _hold_counts(found):
        ordered = tuple(
            sorted((word for word in words if word.text), key=lambda word: (word.start, word.end))
        )
        return (Segment(ordered[0].start, max(word.end for word in ordered), ordered),) if ordered else ()
    segments, at = [], 0
    for entry in found:
        start, end, count = _time(entry.get("start")), _time(entry.get("end")), entry["words"]
        if start is None or end is None or start > end or not 0 <= count <= len(words) - at:
            raise WordsError(BAD_SEGMENTS)
        held = tuple(word for word in words[at : at + count] if word.text)
        segments.append(Segment(start, end, held, **_figures(entry)))
        at += count
    if at != len(words):
        raise WordsError(BAD_SEGMENTS)
    return tuple(segments)


def _hold_counts(segments: Any) -> bool:
    """Tell our own segments from those of other programs, which hold words of their own."""
    return isinstance(segments, Sequence) and all(
        isinstance(entry, dict) and type(entry.get("words")) is int for entry in segments
    )


def _figures(entry: Mapping[str, Any]) -> dict[str, float | None]:
    figures = {name: entry.get(name) for name in _FIGURES}
    if not all(value is None or (_is_number(value) and math.isfinite(value)) for value in figures.values()):
        raise WordsError(BAD_SEGMENTS)
    return figures
