"""Synthetic lectures with exactly known word times: many ways of speaking, in Swedish and Arabic."""

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.captions.models.words import Word
from tests.factories.speeches import lesson_sentences, make_sentence

CHARACTERS_PER_WORD = {"sv": 5.0, "ar": 4.6}
"""Characters, space included, that the voice of our recorded clips speaks per word of its nominal rate."""


@dataclass(frozen=True)
class Manner:
    """How somebody speaks: words a minute while speaking, and pauses in milliseconds, from and to.

    `stop` is the share of gaps inside a sentence at which the speaker hesitates, for `stops`; `long` is the
    share of sentences after which all is silent for up to four seconds.
    """

    rate: int
    sentence: tuple[int, int] = (400, 1200)
    comma: tuple[int, int] = (100, 350)
    stop: float = 0.0
    stops: tuple[int, int] = (300, 1400)
    long: float = 0.03
    lessons: float = 0.5
    """Share of sentences taken from our lessons; the others are put together."""


MANNERS = {
    "slow": Manner(125, (500, 1500), (150, 500)),
    "calm": Manner(140),
    "even": Manner(155),
    "brisk": Manner(170, (300, 1000)),
    "fast": Manner(185, (300, 1000), (80, 250)),
    "hesitant": Manner(140, (400, 2000), (200, 800), stop=0.12, long=0.08),
    "unbroken": Manner(150, (100, 250), (0, 80), long=0.0),
    "lesson": Manner(160, lessons=1.0),
    "lecture": Manner(150, lessons=0.0),
}
"""The ways of speaking that the planner must master."""

RUSHED = Manner(200, (100, 250), (0, 80), long=0.0, lessons=0.0)
"""Too fast for calm subtitles: no layout of these words can be read at 14 characters a second."""


@dataclass(frozen=True)
class Lecture:
    """What was said, in which language, when, and how long the recording is (milliseconds)."""

    language: str
    words: tuple[Word, ...]
    duration: int


def make_lecture(language: str, manner: Manner, *, seed: int, sentences: int = 60) -> Lecture:
    """A lecture that is the same for the same seed."""
    draw = random.Random(f"{language}-{manner}-{seed}")
    texts = [
        draw.choice(lesson_sentences(language))
        if draw.random() < manner.lessons
        else make_sentence(draw, language)
        for _ in range(sentences)
    ]
    return speak(texts, language, manner, draw)


def speak(texts: Iterable[str], language: str, manner: Manner, draw: random.Random) -> Lecture:
    """Give every word its time: as long as it is written, more or less, and pauses where one breathes."""
    words: list[Word] = []
    clock = 300.0
    per_character = 60_000 / (manner.rate * CHARACTERS_PER_WORD[language])
    for text in texts:
        for token in text.split():
            took = max(90.0, per_character * (len(token) + 1) * draw.uniform(0.8, 1.2))
            words.append(Word(token, int(clock), int(clock + took), round(draw.uniform(0.6, 1.0), 3)))
            clock += took + _pause(token, manner, draw)
        clock += draw.uniform(*manner.sentence)
        if draw.random() < manner.long:
            clock += draw.uniform(1000, 4000 - manner.sentence[1])
    return Lecture(language, tuple(words), int(clock) + 1000)


def _pause(token: str, manner: Manner, draw: random.Random) -> float:
    if token[-1] in ",،:;":
        return draw.uniform(*manner.comma)
    if draw.random() < manner.stop:
        return draw.uniform(*manner.stops)
    return draw.choice([0.0, 0.0, 0.0, draw.uniform(0, 60)])


def read_clip(path: Path) -> Lecture:
    """The truth of a recorded clip, its sentences' times shared among their words by length."""
    truth = json.loads(path.read_text(encoding="utf-8"))
    words: list[Word] = []
    for sentence in truth["sentences"]:
        words += _shared(sentence["text"].split(), sentence["start"] * 1000, sentence["end"] * 1000)
    return Lecture(truth["language"], tuple(words), int(truth["duration"] * 1000))


def _shared(tokens: Sequence[str], start: float, end: float) -> list[Word]:
    whole = sum(len(token) + 1 for token in tokens)
    found = []
    spoken = 0
    for token in tokens:
        at = start + (end - start) * spoken / whole
        spoken += len(token) + 1
        found.append(Word(token, int(at), int(start + (end - start) * spoken / whole)))
    return found
