"""How good a place between two words is to part a text: at a line's end, or at a cue's."""

import re
from collections.abc import Sequence
from enum import IntEnum
from itertools import pairwise

from app.captions.rules.languages import Language, fold


class Break(IntEnum):
    """How well a text parts at a gap, best first; rule L4 forbids the last two."""

    SENTENCE = 0
    CLAUSE = 1
    """After a comma or its like."""
    PHRASE = 2
    """Before a conjunction or a preposition."""
    PLAIN = 3
    POOR = 4
    STRAINED = 5
    """Nearly as bad as forbidden, but a matter of taste: a verb and its pronoun or its negation."""
    FORBIDDEN = 6
    BOUND = 7
    """A number and its unit, two names of one person: what stands apart is misread."""


_CLOSING = "\"'”’»)]}›"
_NUMBER = re.compile(r"[(\[]?[\d٠-٩]+([.,:/–-][\d٠-٩]+)*%?")
_SENTENCE_MARKS = ".!?…؟።፧"
_CLAUSE_MARKS = ",;:،؛፣፤፥፦–—-"
_TWO_NAMES = 2


def ends_sentence(word: str, following: str | None, language: Language) -> bool:
    """Whether a sentence ends with this word; `following` is the next one, if any."""
    bare = word.rstrip(_CLOSING)
    if not bare or bare[-1] not in _SENTENCE_MARKS:
        return False
    if following is None:
        return True
    small = following.lstrip("\"'“”„«(").strip()[:1].islower()
    if bare.endswith(("...", "…")):
        return not small
    if bare[-1] != ".":
        return True
    if fold(bare) in language.abbreviations:
        return False
    return not (small and _NUMBER.fullmatch(bare[:-1]))


def ends_clause(word: str, language: Language) -> bool:
    """Whether the word carries punctuation that lets a reader rest, a full stop too."""
    bare = word.rstrip(_CLOSING)
    if not bare or bare[-1] not in _SENTENCE_MARKS + _CLAUSE_MARKS:
        return False
    if bare[-1] == "-" and len(bare) > 1:
        return False
    return not (bare[-1] == "." and fold(bare) in language.abbreviations)


def grade(word: str, following: str, language: Language) -> Break:
    """How well the text parts between two words."""
    if ends_sentence(word, following, language):
        return Break.SENTENCE
    if ends_clause(word, language):
        return Break.CLAUSE
    first, second = fold(word), fold(following)
    if _bound(word, following, language):
        return Break.BOUND
    if _holds(first, second, language):
        return Break.FORBIDDEN
    if _strains(first, second, language):
        return Break.STRAINED
    if _clings(first, second, language):
        return Break.POOR
    return Break.PHRASE if _opens(following, second, language) else Break.PLAIN


def grade_all(words: Sequence[str], language: Language) -> list[Break]:
    """The grade of the gap before each word; before the first and after the last a sentence parts."""
    if not words:
        return [Break.SENTENCE]
    known: dict[tuple[str, str], Break] = {}
    grades = [Break.SENTENCE]
    for pair in pairwise(words):
        found = known.get(pair)
        if found is None:
            found = known[pair] = grade(*pair, language)
        grades.append(found)
    return [*grades, Break.SENTENCE]


def _bound(word: str, following: str, language: Language) -> bool:
    """Numbers and names keep together; an opening bracket keeps its word."""
    if word[-1:] in "([{«„“" or following[:1] in "–—%":
        return True
    first = fold(word)
    if _NUMBER.fullmatch(word) or (_NUMBER.match(following) and first in language.before_numbers):
        return True
    return following[:1].isupper() and (word[:1].isupper() or first in language.titles)


def _holds(first: str, second: str, language: Language) -> bool:
    if first in language.holds_next or second in language.holds_previous or (first, second) in language.pairs:
        return True
    if first in language.abbreviations:
        return True
    return first in language.describes and second not in language.opens


def _strains(first: str, second: str, language: Language) -> bool:
    if second in language.leans_back or (first in language.subjects and second not in language.opens):
        return True
    return second in language.subjects and first.endswith(language.verb_endings)


def _clings(first: str, second: str, language: Language) -> bool:
    """Softer ties: adjectives by their look, nouns in a genitive row, names."""
    if first in language.given_names:
        return True
    if second in language.subjects:
        return True
    if language.article:
        return second.startswith(language.article)
    return first.endswith(("iga", "liga", "iska", "ande")) and second not in language.opens


def _opens(following: str, second: str, language: Language) -> bool:
    if second in language.opens or following[:1] in "(«„“":
        return True
    return second.startswith(language.opening_prefixes) and second not in language.not_prefixed
