"""What keeps a track from being approved or published, and what readers get when nothing does."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from app.captions.models.cues import Cue
from app.captions.models.tracks import PublicationState
from app.core.errors import S_

_DIGITS: Final = 10


class Obstacle(StrEnum):
    """One kind of reason why a track cannot be published yet."""

    NO_CUES = "no_cues"
    NO_SOURCE = "no_source"
    ERRORS = "errors"
    UNREVIEWED = "unreviewed"
    EMPTY = "empty"
    BY_MACHINE = "by_machine"
    STALE = "stale"
    MISSING = "missing"


OBSTACLE_NAMES: Final[Mapping[Obstacle, str]] = MappingProxyType(
    {
        Obstacle.NO_CUES: S_("There are no subtitles."),
        Obstacle.NO_SOURCE: S_("The subtitles in the language of the lecture are not approved yet."),
        Obstacle.ERRORS: S_("Rules are broken that make subtitles hard to read. Mend these."),
        Obstacle.UNREVIEWED: S_("Doubtful places that nobody has listened to."),
        Obstacle.EMPTY: S_("Subtitles without text. Write them, or remove them."),
        Obstacle.BY_MACHINE: S_("Subtitles that a machine wrote and nobody has corrected or found right."),
        Obstacle.STALE: S_(
            "Subtitles whose original has changed. Correct them, then say that they are right."
        ),
        Obstacle.MISSING: S_("Subtitles of the original that are not translated."),
    }
)


PUBLICATION_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        PublicationState.PUBLISHED: S_("Readers see it now"),
        PublicationState.SUPERSEDED: S_("A newer one took its place"),
        PublicationState.WITHDRAWN: S_("Withdrawn"),
    }
)


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One obstacle: how often it stands in the way, and the first cues where it does."""

    obstacle: Obstacle
    count: int
    cue_ids: tuple[str, ...] = ()


def shown_cues(cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """The cues as files and readers get them: no empty lines, no spaces around lines, no working notes.

    A cue without text is left out.
    """
    tidy = (
        replace(cue, text="\n".join(line.strip() for line in cue.lines if line.strip()), sources=())
        for cue in cues
    )
    return tuple(cue for cue in tidy if cue.text)


def cues_json(cues: Sequence[Cue]) -> str:
    """The list of cues that the lesson page's transcript is made of, as JSON."""
    told = [{"id": cue.id, "start": cue.start, "end": cue.end, "text": cue.text} for cue in cues]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def digest_of(content: bytes) -> str:
    """The ten hex digits by which a published file is named: the beginning of its SHA-256."""
    return hashlib.sha256(content).hexdigest()[:_DIGITS]
