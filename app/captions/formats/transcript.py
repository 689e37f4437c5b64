"""A lecture as plain text to read: paragraphs where the speaker pauses, with times before them if asked."""

from collections.abc import Sequence
from typing import Final

from app.captions.formats.timeline import split_time
from app.captions.models.cues import Cue
from app.captions.models.words import Word

PAUSE: Final = 2000
"""A silence of so many milliseconds begins a new paragraph."""
LONG: Final = 500
"""Characters (some 80 words) after which the next end of a sentence closes the paragraph."""

_SENTENCE_ENDS: Final = (".", "!", "?", "…", "؟", "።", "፧", '."', ".”", ".»")


def write_transcript(pieces: Sequence[Word | Cue], *, has_times: bool = False) -> str:
    """Write words or cues, in their order, as paragraphs with an empty line between; ends with a line feed.

    With `has_times` each paragraph begins with the time of its first word, as [0:03:12].
    """
    paragraphs = ["".join(_paragraph(group, has_times=has_times)) for group in _groups(pieces)]
    return "\n\n".join(paragraphs) + "\n" if paragraphs else ""


def _groups(pieces: Sequence[Word | Cue]) -> list[list[Word | Cue]]:
    groups: list[list[Word | Cue]] = []
    length = 0
    for piece in pieces:
        if not piece.text.strip():
            continue
        last = groups[-1][-1] if groups else None
        is_full = last is not None and length > LONG and last.text.rstrip().endswith(_SENTENCE_ENDS)
        if last is None or is_full or piece.start - last.end >= PAUSE:
            groups.append([])
            length = 0
        groups[-1].append(piece)
        length += len(piece.text) + 1
    return groups


def _paragraph(group: list[Word | Cue], *, has_times: bool) -> list[str]:
    text = " ".join(" ".join(piece.text.split()) for piece in group)
    if not has_times:
        return [text]
    hours, minutes, seconds, _ = split_time(group[0].start)
    return [f"[{hours}:{minutes:02}:{seconds:02}] ", text]
