"""Cuts the speech of a lecture into chunks that are kept when done, and into windows that Whisper hears."""

from collections.abc import Sequence

from app.captions.models.words import Span

LONGEST_SPAN = 28_000
"""Milliseconds: Whisper hears 30 s at once, and the last word must be over before those end."""
LONGEST_PAUSE = 2_000
"""Milliseconds of silence that may stay inside what is heard at once; Whisper invents text in longer ones."""
_KEPT = 400
"""Milliseconds that stay of a longer pause on both sides, so that the engine hears that there is one and lets
no word run over it; the detector's own default."""


def cut_at_silences(speech: Sequence[Span], duration: int, longest: int = 600_000) -> tuple[Span, ...]:
    """Cut the lecture into chunks of at most `longest` ms that hold all speech and do not overlap.

    Each cut is made at the longest silence in the second half of what a chunk may hold; where nobody pauses
    there, between two stretches that touch, and inside one stretch only where there is nothing else. Chunks
    begin and end with speech; the silence between them belongs to none.
    """
    if longest < 1:
        raise ValueError("a chunk has at least one millisecond")
    left = [Span(max(0, one.start), min(one.end, duration)) for one in speech]
    left = [one for one in left if one.end > one.start]
    chunks = []
    while left:
        start = left[0].start
        if left[-1].end - start <= longest:
            chunks.append(Span(start, left[-1].end))
            break
        taken = _best_cut(left, longest)
        if taken:
            chunks.append(Span(start, left[taken - 1].end))
            left = left[taken:]
            continue
        chunks.append(Span(start, start + longest))
        left[0] = Span(start + longest, left[0].end)
    return tuple(chunks)


def _best_cut(spans: Sequence[Span], longest: int) -> int:
    """Say how many stretches the first chunk takes; 0 when not even the first one fits."""
    start = spans[0].start
    fitting = [count for count in range(1, len(spans)) if spans[count - 1].end - start <= longest]
    late = [count for count in fitting if spans[count - 1].end - start >= longest // 2]
    return max(
        late or fitting, key=lambda count: (spans[count].start - spans[count - 1].end, count), default=0
    )


def within(speech: Sequence[Span], chunk: Span) -> tuple[Span, ...]:
    """Give the speech inside a chunk, cut at its ends."""
    inside = (Span(max(one.start, chunk.start), min(one.end, chunk.end)) for one in speech)
    return tuple(one for one in inside if one.end > one.start)


def pack(speech: Sequence[Span], longest: int = LONGEST_SPAN) -> tuple[tuple[Span, ...], ...]:
    """Gather speech into windows to be heard at once, each a row of parts of at most `longest` ms in all.

    Stretches with a pause of at most two seconds between them become one part, pause included; a longer pause
    parts them, and is left out of what is heard but for its two ends. A full window costs the engine no more
    than an empty one.
    """
    windows: list[tuple[Span, ...]] = []
    for span in (piece for one in speech for piece in _pieces(one, longest)):
        parts = _joined(windows[-1], span) if windows else (span,)
        if windows and sum(part.end - part.start for part in parts) <= longest:
            windows[-1] = parts
        else:
            windows.append((span,))
    return tuple(windows)


def _pieces(span: Span, longest: int) -> list[Span]:
    starts = range(span.start, span.end, longest)
    return [Span(start, min(start + longest, span.end)) for start in starts]


def _joined(parts: tuple[Span, ...], span: Span) -> tuple[Span, ...]:
    last = parts[-1]
    if span.start - last.end <= LONGEST_PAUSE:
        return (*parts[:-1], Span(last.start, span.end))
    return (*parts[:-1], Span(last.start, last.end + _KEPT), Span(span.start - _KEPT, span.end))
