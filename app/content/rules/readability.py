"""Plain-language measures: LIX, words per sentence plus the share of long words (Björnsson 1968)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

LONG_WORD = 6
"""LIX counts words of more than six letters as long."""

_WORD = re.compile(r"\w+(?:[-'’:.,]\w+)*")
_SENTENCE_END = re.compile(r"[.!?…]+[\"”»)]*(?=\s+[^\W\da-zåäö]|\s*$)|[:](?=\s)|[።፧؟]|፡፡|\n")


@dataclass(frozen=True, slots=True)
class Readability:
    """Counts of a text."""

    words: int
    sentences: int
    long_words: int

    @property
    def lix(self) -> float:
        """LIX: below 30 is very easy, 40 is a newspaper."""
        return self.words_per_sentence + (100 * self.long_words / self.words if self.words else 0.0)

    @property
    def words_per_sentence(self) -> float:
        """The mean length of a sentence."""
        return self.words / self.sentences if self.sentences else 0.0


def measure(texts: Iterable[str]) -> Readability:
    """The counts of several texts, each of which ends a sentence."""
    words = sentences = long_words = 0
    for text in texts:
        for sentence in split_sentences(text):
            found = _WORD.findall(sentence)
            sentences += bool(found)
            words += len(found)
            long_words += sum(len(word) > LONG_WORD for word in found)
    return Readability(words, sentences, long_words)


def split_sentences(text: str) -> list[str]:
    """The sentences of a text in any of our languages; abbreviations before a small letter do not end one."""
    return [sentence for sentence in _SENTENCE_END.split(text) if _WORD.search(sentence)]


def count_words(text: str) -> int:
    """The number of words."""
    return len(_WORD.findall(text))
