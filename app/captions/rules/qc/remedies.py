"""What could mend a cue: other lines, other times, or the words of it and its neighbours parted anew."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.captions.models.cues import Cue
from app.captions.models.words import Word
from app.captions.rules.measure import count_characters
from app.captions.rules.qc.matching import Spoken
from app.captions.rules.qc.rules import Rules
from app.captions.rules.segmenting.costs import EARLY, LATE
from app.captions.rules.segmenting.lines import break_lines
from app.captions.rules.segmenting.material import lay_out
from app.captions.rules.segmenting.placing import Placing, Shown
from app.captions.rules.segmenting.planner import Planned, plan

_LONGEST = 400
"""Words of a cue beyond which nothing is tried: nobody wrote that as a subtitle."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """New cues in place of those from `first` up to, not including, `after`."""

    first: int
    after: int
    cues: tuple[Spoken, ...]


_LAYOUT = frozenset("L")
_TIMING = frozenset("STDG")


def remedies(track: Sequence[Spoken], index: int, broken: set[str], rules: Rules) -> Iterator[Remedy]:
    """Everything worth trying for one cue, the gentlest first; `broken` are the first letters of the rules
    that it breaks.
    """
    here = track[index]
    if not here.cue.text.strip() or len(here.cue.text.split()) > _LONGEST:
        return
    if broken & _LAYOUT:
        yield from _other_lines(here, index, rules)
    if broken & _TIMING:
        for cue in _other_times(track, index, rules):
            yield Remedy(index, index + 1, (replace(here, cue=cue),))
    yield from _parted_anew(track, index, rules)


def _timed_words(spoken: Spoken) -> list[Word]:
    """The words of the text with their times, or with times shared out by length where those are unknown."""
    tokens = spoken.cue.text.split()
    if spoken.exact:
        return [replace(word, text=token) for token, word in zip(tokens, spoken.words, strict=True)]
    start = spoken.words[0].start if spoken.words else spoken.cue.start
    end = max(start + 1, spoken.words[-1].end if spoken.words else spoken.cue.end)
    widths = [count_characters(token) + 1 for token in tokens]
    found, said, whole = [], 0, sum(widths)
    for token, width in zip(tokens, widths, strict=True):
        begins = start + (end - start) * said // whole
        said += width
        found.append(Word(token, begins, start + (end - start) * said // whole))
    return found


def _other_lines(spoken: Spoken, index: int, rules: Rules) -> Iterator[Remedy]:
    words = _timed_words(spoken)
    material = lay_out(words, language=rules.language, limits=rules.limits, duration=None)
    _, lower = break_lines(material, 0, len(words), spare=float("inf"))
    texts = material.texts
    text = " ".join(texts[:lower]) + "\n" + " ".join(texts[lower:]) if lower else " ".join(texts)
    if text != spoken.cue.text:
        yield Remedy(index, index + 1, (replace(spoken, cue=replace(spoken.cue, text=text)),))


def _other_times(track: Sequence[Spoken], index: int, rules: Rules) -> Iterator[Cue]:
    """Starts and ends that some rule asks for, in every combination that is possible at all."""
    spoken, limits = track[index], rules.limits
    cue = spoken.cue
    floor = track[index - 1].cue.end + limits.gap if index else 0
    ceiling = track[index + 1].cue.start - limits.gap if index + 1 < len(track) else rules.duration
    first = spoken.words[0].start if spoken.words else cue.start
    last = spoken.words[-1].end if spoken.words else cue.end
    starts = (cue.start, first, first - EARLY, first + LATE, floor, floor - limits.gap + limits.gap_far)
    size = count_characters(cue.text)
    for start in dict.fromkeys(at for at in starts if at >= 0):
        shown = Shown(start, last, size, size + len(cue.lines) - 1)
        ends = {cue.end, last, start + limits.shortest_warn, start + limits.longest_warn}
        ends.add(start + int(size * 1000 / limits.speed_warn) + 1)
        if ceiling is not None:
            ends |= {ceiling, ceiling + limits.gap - limits.gap_far}
            ends.add(Placing(limits).place(shown, ceiling, closing=index + 1 < len(track)))
        for end in sorted(ends, key=lambda at: (abs(at - cue.end), at)):
            if end > start and (start, end) != (cue.start, cue.end):
                yield replace(cue, start=start, end=end)


def _parted_anew(track: Sequence[Spoken], index: int, rules: Rules) -> Iterator[Remedy]:
    for first, after in ((index, index + 1), (max(0, index - 1), min(len(track), index + 2))):
        window = track[first:after]
        if all(spoken.cue.text.strip() for spoken in window):
            until = track[after].cue.start if after < len(track) else None
            yield _trimmed(first, window, tuple(_replanned(window, until, rules)))


def _trimmed(first: int, window: Sequence[Spoken], cues: tuple[Spoken, ...]) -> Remedy:
    """Leave out the cues at either end that would stay as they are."""
    low = 0
    while low < min(len(window), len(cues)) - 1 and _same(window[low].cue, cues[low].cue):
        low += 1
    high = 0
    while high < min(len(window), len(cues)) - low - 1 and _same(window[-1 - high].cue, cues[-1 - high].cue):
        high += 1
    return Remedy(first + low, first + len(window) - high, cues[low : len(cues) - high])


def _same(one: Cue, other: Cue) -> bool:
    return (one.start, one.end, one.text) == (other.start, other.end, other.text)


def _replanned(window: Sequence[Spoken], until: int | None, rules: Rules) -> Iterator[Spoken]:
    """Plan the words of some cues again, to end before the next cue starts."""
    words: list[Word] = []
    owners: list[Spoken] = []
    for spoken in window:
        timed = _timed_words(spoken)
        words += timed
        owners += [spoken] * len(timed)
    end = until - rules.limits.gap if until is not None else rules.duration
    material = lay_out(
        words, language=rules.language, limits=rules.limits, duration=end if end and end > 0 else None
    )
    exact = all(spoken.exact for spoken in window)
    for planned in plan(material):
        cue = _worded(planned, material.texts, owners[planned.first : planned.after])
        part = words[planned.first : planned.after]
        yield Spoken(cue, tuple(part) if exact else _near(window, part))


def _worded(planned: Planned, texts: list[str], owners: Sequence[Spoken]) -> Cue:
    lines = [" ".join(texts[planned.first : planned.after])]
    if planned.lower > planned.first:
        lines = [
            " ".join(texts[planned.first : planned.lower]),
            " ".join(texts[planned.lower : planned.after]),
        ]
    sources = tuple(dict.fromkeys(source for owner in owners for source in owner.cue.sources))
    return Cue(owners[0].cue.id, planned.start, planned.end, "\n".join(lines), sources)


def _near(window: Sequence[Spoken], part: Sequence[Word]) -> tuple[Word, ...]:
    """The spoken words whose middle lies in a part of which only guessed times are known."""
    return tuple(
        word
        for spoken in window
        for word in spoken.words
        if part[0].start <= (word.start + word.end) // 2 < part[-1].end
    )
