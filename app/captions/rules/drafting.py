"""The slot for machine drafts of translations: what an engine must offer, and how its sentences become cues.

None is set by default, and none ships with the house: then nothing happens at all.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from app.captions.models.cues import Cue
from app.captions.rules.measure import count_characters

_SENTENCE_END: Final = re.compile(r"""[.!?…؟።]["'”’»)\]]*$""")
_GOOD_END: Final = re.compile(r"""[.!?…,;:؟،؛።፣፤]["'”’»)\]]*$""")
_LONGEST_SENTENCE: Final = 12
"""So many cues at most are one sentence: engines have limits, and speech does not always have full stops."""


class DraftEngine(Protocol):
    """Something that translates sentences; what it says of itself is stored with every text it makes."""

    name: str
    version: str
    licence: str

    def translate(self, sentences: Sequence[str], *, source: str, target: str) -> Sequence[str]:
        """Translate whole sentences, one for one, between two languages given by their tags."""
        ...


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the source with the cues that it runs through, and how much of it is in each.

    Shares are characters.
    """

    text: str
    shares: tuple[tuple[str, int], ...]


def sentences_of(cues: Sequence[Cue]) -> tuple[Sentence, ...]:
    """Join cues into the sentences that they hold; a cue may end one and begin the next."""
    found: list[Sentence] = []
    words: list[str] = []
    shares: dict[str, int] = {}
    for cue in cues:
        for word in cue.text.split():
            words.append(word)
            shares[cue.id] = shares.get(cue.id, 0) + count_characters(word) + 1
            if _SENTENCE_END.search(word):
                found.append(Sentence(" ".join(words), tuple(shares.items())))
                words, shares = [], {}
        if len(shares) >= _LONGEST_SENTENCE:
            found.append(Sentence(" ".join(words), tuple(shares.items())))
            words, shares = [], {}
    if words:
        found.append(Sentence(" ".join(words), tuple(shares.items())))
    return tuple(found)


def fill_template(
    sentences: Sequence[Sentence], translated: Sequence[str], *, longest_line: int
) -> Mapping[str, str]:
    """Cut translated sentences into the cues that the originals run through, by their shares.

    A cut moves a little to a comma or the like. Gives the text of each cue with its lines broken; the words
    are those of the engine, in its order. Raises ValueError when an engine gave another number of sentences.
    """
    pieces: dict[str, list[str]] = {}
    for sentence, text in zip(sentences, translated, strict=True):
        for cue_id, piece in _pieces(sentence, text.split()):
            pieces.setdefault(cue_id, []).extend(piece)
    return {cue_id: break_lines(words, longest_line) for cue_id, words in pieces.items()}


def break_lines(words: Sequence[str], longest: int) -> str:
    """Break a text into two lines as even as can be when it is too long for one, the upper the shorter."""
    whole = " ".join(words)
    if count_characters(whole) <= longest or len(words) < 2:
        return whole

    def cost(cut: int) -> tuple[int, bool]:
        upper, lower = (count_characters(" ".join(half)) for half in (words[:cut], words[cut:]))
        return max(upper, lower), upper > lower

    best = min(range(1, len(words)), key=cost)
    return "\n".join((" ".join(words[:best]), " ".join(words[best:])))


def _pieces(sentence: Sentence, words: list[str]) -> Iterator[tuple[str, list[str]]]:
    total = sum(share for _, share in sentence.shares)
    taken, wanted = 0, 0
    for place, (cue_id, share) in enumerate(sentence.shares):
        wanted += share
        is_last = place == len(sentence.shares) - 1
        cut = len(words) if is_last else _cut(words, taken, wanted / total)
        yield cue_id, words[taken:cut]
        taken = cut


def _cut(words: list[str], taken: int, part: float) -> int:
    """Say before which word to cut so that this part of the sentence stands before it, or a little aside."""
    cut = max(taken, min(len(words), round(part * len(words))))
    for near in (cut, cut - 1, cut + 1):
        if taken < near < len(words) and _GOOD_END.search(words[near - 1]):
            return near
    return cut
