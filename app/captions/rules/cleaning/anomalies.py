"""Words that no mouth can have said so: too quick, too long, hardly believed, or in another script.

Whisper's own score (openai-whisper, transcribe.py: word_anomaly_score) counts a word under 0.133 s, over 2 s
or with a probability under 0.15. Short words alone mean little, since its alignment often gives a word's time
to a neighbour; so they count only where there is another sign: more text than the time has room for, or a
first word in which the engine hardly believed.
"""

from collections.abc import Sequence
from typing import Final

from app.captions.models.words import Word
from app.captions.rules.cleaning.passages import Passage
from app.captions.rules.scripts import is_foreign

DENSEST: Final = 30.0
"""Characters a second; quick Swedish speech at 200 words a minute is some 20."""
HARDLY: Final = 0.15
DOUBTFUL_START: Final = 0.25
SHORTEST: Final = 133
LONGEST: Final = 2000
WORST: Final = 3.0
_JUDGED: Final = 8
"""Whisper looks at the first eight words only."""
_LONGEST_TEXT: Final = 60
"""Letters in a word that no language of ours has."""
_BEYOND: Final = 250
"""Milliseconds by which a word may run past the end of the recording: two frames of an engine, and room."""
_LEAST_LETTERS: Final = 10
"""Letters of another script that are no name and no abbreviation any more."""


def is_odd(passage: Passage, *, room: int, language: str, duration: int) -> bool:
    """Say whether a passage's words are impossible; `room` is the time that it could have been said in, from
    the end of the passage before to the start of the one after, in milliseconds."""
    words = passage.words
    if any(len(word.text) > _LONGEST_TEXT or word.end > duration + _BEYOND for word in words):
        return True
    if is_foreign(passage.text, language, least=_LEAST_LETTERS):
        return True
    is_dense = len(passage.text) * 1000 > DENSEST * max(room, 1) and len(words) > 1
    start = words[0].probability
    has_doubt = is_dense or (start is not None and start < DOUBTFUL_START)
    score = _score(words[:_JUDGED], counts_short=has_doubt)
    return score >= WORST or score + 0.01 >= len(words)


def _score(words: Sequence[Word], *, counts_short: bool) -> float:
    score = 0.0
    for word in words:
        length = word.end - word.start
        if word.probability is not None and word.probability < HARDLY:
            score += 1
        if length < SHORTEST and counts_short:
            score += (SHORTEST - length) * 0.015
        if length > LONGEST:
            score += (length - LONGEST) / 1000
    return score
