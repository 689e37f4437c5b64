"""The rules of layout: how long lines are (L1), how many (L2), how they share the text (L3), where it parts
(L4, B1).
"""

from collections.abc import Iterator
from itertools import pairwise

from app.captions.models.cues import Cue, Finding, Level
from app.captions.rules.breaks import Break, ends_sentence, grade
from app.captions.rules.languages import Language
from app.captions.rules.measure import count_characters
from app.captions.rules.profiles import Limits


def check_layout(
    cue: Cue, *, before: Cue | None, following: Cue | None, limits: Limits, language: Language
) -> Iterator[Finding]:
    """What the rules of layout find in one cue between its neighbours."""
    lines = [line.split() for line in cue.lines if line.strip()]
    if not lines:
        return
    widths = [count_characters(line.strip()) for line in cue.lines if line.strip()]
    yield from _widths(cue, widths, limits)
    if len(widths) > limits.lines:
        yield Finding("L2", Level.ERROR, cue.id, len(widths), limits.lines)
    yield from _shape(cue, lines, widths, limits)
    following_word = _first_word(following)
    yield from _partings(cue, lines, following_word, language)
    yield from _mixture(cue, _last_word(before), following_word, language)


def _widths(cue: Cue, widths: list[int], limits: Limits) -> Iterator[Finding]:
    widest = max(widths)
    if widest > limits.line_error:
        yield Finding(limits.line_rule, Level.ERROR, cue.id, widest, limits.line_error)
    elif widest > limits.line_warn:
        yield Finding(limits.line_rule, Level.WARNING, cue.id, widest, limits.line_warn)


def _shape(cue: Cue, lines: list[list[str]], widths: list[int], limits: Limits) -> Iterator[Finding]:
    for upper, lower in pairwise(widths):
        if upper > lower:
            yield Finding("L3", Level.WARNING, cue.id, upper, lower)
            return
    if len(lines) > 1:
        for line, width in zip(lines, widths, strict=True):
            if len(line) == 1 and width < limits.orphan:
                yield Finding("L3", Level.WARNING, cue.id, width, limits.orphan, line[0])
                return


def _partings(
    cue: Cue, lines: list[list[str]], following: str | None, language: Language
) -> Iterator[Finding]:
    pairs = [(upper[-1], lower[0]) for upper, lower in pairwise(lines)]
    if following is not None:
        pairs.append((lines[-1][-1], following))
    for word, after in pairs:
        if grade(word, after, language) >= Break.FORBIDDEN:
            yield Finding("L4", Level.WARNING, cue.id, words=f"{word} / {after}")


def _mixture(cue: Cue, before: str | None, following: str | None, language: Language) -> Iterator[Finding]:
    """B1: a sentence ends inside the cue, and what stands beside it is only a piece of a sentence."""
    tokens = cue.text.split()
    inside = [word for word, after in pairwise(tokens) if ends_sentence(word, after, language)]
    if not inside:
        return
    whole_start = before is None or ends_sentence(before, tokens[0], language)
    whole_end = following is None or ends_sentence(tokens[-1], following, language)
    if not (whole_start and whole_end):
        yield Finding("B1", Level.WARNING, cue.id, words=inside[0])


def _first_word(cue: Cue | None) -> str | None:
    words = cue.text.split() if cue else []
    return words[0] if words else None


def _last_word(cue: Cue | None) -> str | None:
    words = cue.text.split() if cue else []
    return words[-1] if words else None
