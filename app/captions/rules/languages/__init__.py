"""Where a subtitle may be parted in each language: which words hold on to a neighbour.

The lists follow Netflix's rule (never part article and noun, adjective and noun, first and last name, verb
and subject pronoun, verb and particle, auxiliary or negation and verb), written out by us.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module

LANGUAGES = ("sv", "ar", "so", "ti")
"""The languages that have lists."""

_MARKS = re.compile(
    "[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2066-\u2069]"
)
_ALEFS = str.maketrans("أإآٱ", "اااا")
_EDGE = " \t\"'“”„«»‘’()[]{}<>.,;:!?…،؛؟።፣፤፥፦፧-–—"


def fold(word: str) -> str:
    """A word as the lists spell it: no punctuation around, small letters, no tashkeel, a plain alef."""
    return _MARKS.sub("", word).strip(_EDGE).lower().translate(_ALEFS)


def words_of(text: str) -> frozenset[str]:
    """The words of a list written as plain text, folded."""
    return frozenset(fold(word) for word in text.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """What holds words together in one language; all words are folded.

    A break is forbidden after `holds_next`, before `holds_previous`, after `describes` unless the next word
    is one of `opens` (it starts a new phrase), between `pairs`, and between one of `titles` and a capital
    letter. It strains before `leans_back`, after `subjects`, and before those when a verb stands there (a
    word that ends as `verb_endings` say). `before_numbers` keep a number behind them; a number keeps whatever
    follows. `abbreviations` carry a full stop that ends nothing. Words with one of `opening_prefixes` start a
    phrase, except `not_prefixed`. `article` is a prefix that makes a noun definite.
    """

    holds_next: frozenset[str]
    holds_previous: frozenset[str] = frozenset()
    leans_back: frozenset[str] = frozenset()
    opens: frozenset[str] = frozenset()
    describes: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    verb_endings: tuple[str, ...] = ()
    pairs: frozenset[tuple[str, str]] = frozenset()
    before_numbers: frozenset[str] = frozenset()
    abbreviations: frozenset[str] = field(default_factory=frozenset)
    titles: frozenset[str] = frozenset()
    given_names: frozenset[str] = frozenset()
    opening_prefixes: tuple[str, ...] = ()
    not_prefixed: frozenset[str] = frozenset()
    article: str = ""


@cache
def language_of(code: str) -> Language:
    """The lists of a language; raises ValueError for one that has none."""
    if code not in LANGUAGES:
        raise ValueError(f"no subtitle word lists for the language {code!r}")
    found = import_module(f"app.captions.rules.languages.{code}").LANGUAGE
    assert isinstance(found, Language)  # noqa: S101 - a promise to mypy, the modules are ours
    return found
