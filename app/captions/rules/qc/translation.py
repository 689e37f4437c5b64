"""Rules N1-N3: a translation beside its Swedish - numbers, doses, terms, and whether it is one at all."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.captions.models.cues import Cue, Finding, Level
from app.captions.rules.cleaning.passages import fold
from app.captions.rules.measure import count_characters
from app.captions.rules.qc.number_words import HARD_UNITS
from app.captions.rules.qc.quantities import Quantities, quantities_of
from app.captions.rules.scripts import is_foreign

SHORTEST_RATIO: Final = 0.5
LONGEST_RATIO: Final = 2.0
SOURCE_LANGUAGE: Final = "sv"
_SAME_SHARE: Final = 0.6
"""From three words on: more words than this as in the source, and nobody translated it."""


@dataclass(frozen=True, slots=True)
class TermPair:
    """A term of the term bank: its Swedish forms, those of the language, and those that are wrong there."""

    source_forms: tuple[str, ...]
    target_forms: tuple[str, ...]
    forbidden: tuple[str, ...] = ()


def check_translation(
    cues: Sequence[Cue], source_cues: Sequence[Cue], *, language: str, terms: Sequence[TermPair] = ()
) -> tuple[Finding, ...]:
    """Compare each cue with the Swedish cues that it renders (`sources`; else the one with its own id).

    A Swedish cue that no cue renders is an error (N3) of the whole track, with its text as `words`.
    """
    by_id = {cue.id: cue for cue in source_cues}
    rendered: set[str] = set()
    found: list[Finding] = []
    for cue in cues:
        ids = [source for source in cue.sources or (cue.id,) if source in by_id]
        rendered.update(ids)
        source = " ".join(by_id[id_].text.replace("\n", " ") for id_ in ids)
        found += _checked(cue, source, language, terms)
    missing = [cue for cue in source_cues if cue.id not in rendered and cue.text.strip()]
    found += [Finding("N3", Level.ERROR, None, words=cue.text) for cue in missing]
    return tuple(found)


def _checked(cue: Cue, source: str, language: str, terms: Sequence[TermPair]) -> Iterator[Finding]:
    text = cue.text.replace("\n", " ")
    if not text.strip():
        yield Finding("N3", Level.ERROR, cue.id, words=source)
        return
    if is_foreign(text, language, least=4) and fold(text) not in fold(source).split():
        yield Finding("N3", Level.ERROR, cue.id, words=text)
    if not source.strip():
        return
    if _is_untranslated(text, source):
        yield Finding("N3", Level.ERROR, cue.id, words=text)
    yield from _ratio(cue, text, source)
    differing = _differing(quantities_of(source, SOURCE_LANGUAGE), quantities_of(text, language))
    if differing:
        yield Finding("N1", Level.ERROR, cue.id, words=", ".join(differing))
    yield from _term_findings(cue, text, source, terms)


def _is_untranslated(text: str, source: str) -> bool:
    """Compare the words of more than two letters: numbers, units and initials are the same everywhere."""
    target_words = [word for word in fold(text).split() if word.isalpha() and len(word) > 2]
    source_words = [word for word in fold(source).split() if word.isalpha() and len(word) > 2]
    if not target_words or target_words == source_words:
        return bool(target_words)
    known = set(source_words)
    same = sum(word in known for word in target_words)
    return len(target_words) >= 3 and same > _SAME_SHARE * len(target_words)


def _ratio(cue: Cue, text: str, source: str) -> Iterator[Finding]:
    ratio = count_characters(text) / max(1, count_characters(source))
    if ratio < SHORTEST_RATIO:
        yield Finding("N3", Level.WARNING, cue.id, round(ratio, 2), SHORTEST_RATIO)
    elif ratio > LONGEST_RATIO:
        yield Finding("N3", Level.WARNING, cue.id, round(ratio, 2), LONGEST_RATIO)


def _differing(source: Quantities, target: Quantities) -> list[str]:
    """Name the numbers and doses that stand on one side only."""
    gone = _unmatched(source, target)
    new = _unmatched(target, source)
    if not gone and not new:
        gone, new = _other_words(source, target)
    source_units, target_units = _units(source, target), _units(target, source)
    units = [
        f"{value} {unit}" for value, unit in [*(source_units - target_units), *(target_units - source_units)]
    ]
    return list(dict.fromkeys([*gone, *new, *units]))


def _unmatched(side: Quantities, other: Quantities) -> list[str]:
    """Digits of one side that the other has neither in digits nor, beyond its own needs, in words."""
    left = side.digits - other.digits
    return sorted((left - (other.words + other.soft)).elements())


def _other_words(source: Quantities, target: Quantities) -> tuple[list[str], list[str]]:
    """Number words differ only if both sides have one that the other lacks: a word alone may be idiom."""
    gone = source.words - (target.words + target.soft + target.digits)
    new = target.words - (source.words + source.soft + source.digits)
    return (sorted(gone), sorted(new)) if gone and new else ([], [])


def _units(side: Quantities, other: Quantities) -> Counter[tuple[str, str]]:
    """The doses of one side that count: hard units always, the others if the other side shows a unit, too."""
    shown = {value for value, _ in other.units}
    return Counter(
        {
            (value, unit): count
            for (value, unit), count in side.units.items()
            if (unit in HARD_UNITS or value in shown) and value in other.digits
        }
    )


def _term_findings(cue: Cue, text: str, source: str, terms: Sequence[TermPair]) -> Iterator[Finding]:
    spaced_source, folded = f" {fold(source)} ", fold(text)
    for term in terms:
        if not any(f" {fold(form)} " in spaced_source for form in term.source_forms):
            continue
        # Arabic, Somali and Tigrinya put prefixes and endings on words: a part of a word is enough.
        if term.target_forms and not any(fold(form) in folded for form in term.target_forms):
            yield Finding("N2", Level.WARNING, cue.id, words=term.target_forms[0])
        wrong = next((form for form in term.forbidden if fold(form) in folded), None)
        if wrong is not None:
            yield Finding("N2", Level.WARNING, cue.id, words=wrong)


def term_pairs(
    source: Mapping[str, Sequence[str]], target: Mapping[str, Sequence[str]]
) -> tuple[TermPair, ...]:
    """Pair the forms of the term bank by term id; terms that one side lacks are left out."""
    return tuple(TermPair(tuple(source[id_]), tuple(target[id_])) for id_ in source if target.get(id_))
