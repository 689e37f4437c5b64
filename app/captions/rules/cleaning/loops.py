"""Loops: the same words three times or more in a row, as engines write them when they hear nothing."""

from collections.abc import Sequence
from typing import Final

from app.captions.models.words import Word
from app.captions.rules.cleaning.passages import fold

TIMES: Final = 3
_LONGEST: Final = 40
"""Words in the longest phrase that is looked for: longer than any sentence that was seen to loop."""


def find_loops(words: Sequence[Word]) -> tuple[tuple[int, int], ...]:
    """Give the runs of words (first, and the one after the last) that say one phrase three times or more.

    Takes time in proportion to the words. A speaker may repeat a word on purpose: a person decides.
    """
    folded = [fold(word.text) for word in words]
    runs: list[tuple[int, int]] = []
    for length in range(1, min(_LONGEST, len(words) // TIMES) + 1):
        same = 0
        for index in range(length, len(folded) + 1):
            if index < len(folded) and folded[index] and folded[index] == folded[index - length]:
                same += 1
                continue
            if same >= length * (TIMES - 1):
                runs.append((index - same - length, index))
            same = 0
    return tuple(sorted(set(runs)))
