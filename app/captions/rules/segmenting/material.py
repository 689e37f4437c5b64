"""The words of a lecture laid out for planning: times, widths, and how well each gap parts."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.captions.models.words import Word
from app.captions.rules.breaks import Break, grade_all
from app.captions.rules.languages import Language
from app.captions.rules.measure import count_characters
from app.captions.rules.profiles import Limits
from app.captions.rules.segmenting.times import orderly_times


@dataclass(frozen=True, slots=True)
class Material:
    """Words by position, and the gaps before them (gap `n`, after the last word, included).

    `places[k]` is where word `k` begins in the text written on one line; `sentences[k]` says how many
    sentences have ended before gap `k`.
    """

    texts: list[str]
    starts: list[int]
    ends: list[int]
    places: list[int]
    gaps: list[Break]
    sentences: list[int]
    limits: Limits
    duration: int | None

    def width(self, first: int, after: int) -> int:
        """Characters of the words from `first` up to, not including, `after`, with spaces between."""
        return self.places[after] - self.places[first] - 1


def lay_out(words: Sequence[Word], *, language: Language, limits: Limits, duration: int | None) -> Material:
    """Prepare the words that have text; white space inside a word becomes one space."""
    spoken = [word for word in words if word.text.strip()]
    texts = [" ".join(word.text.split()) for word in spoken]
    starts, ends = orderly_times(spoken, duration)
    places = [0]
    for text in texts:
        places.append(places[-1] + count_characters(text) + 1)
    gaps = grade_all(texts, language)
    sentences = [0]
    for gap in gaps[1:]:
        sentences.append(sentences[-1] + (gap is Break.SENTENCE))
    inside = duration if duration and duration > 0 else None
    return Material(texts, starts, ends, places, gaps, sentences, limits, inside)
