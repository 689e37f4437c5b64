"""Take a file with subtitles in as a revision of a track, which can be compared and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from app.captions.actions.cues import CueFaultsError
from app.captions.actions.revisions import Making, write_revision
from app.captions.formats.faults import FormatError, Notice
from app.captions.formats.files import SubtitleFormat, read_subtitles
from app.captions.models.cues import Cue
from app.captions.models.tracks import TrackState
from app.captions.queries.cues import StoredCue, find_basis, list_cues
from app.captions.queries.tracks import OpenTrack
from app.captions.rules.editing import (
    BEYOND_END,
    LONGEST_LECTURE,
    MOST_CUES,
    TOO_MANY,
    ChangeKind,
    CueFault,
    text_fault,
    tidied_text,
    time_fault,
)
from app.captions.rules.importing import match_cues
from app.captions.rules.staleness import read_followed, stamp
from app.captions.rules.tracks import Move, state_after
from app.core.errors import S_

LARGEST_FILE: Final = 1_000_000
"""Bytes; an hour of dense subtitles has about 150 000."""
TOO_LARGE: Final = S_("The file is larger than 1 MB. That is more than any subtitles need.")
OTHER_LANGUAGE: Final = S_("The file says that it is in another language ({about}). Choose the right file.")
NO_CUES: Final = S_("There are no subtitles in the file.")


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds; `keeps_ids` when it was exported here, so that its ids are the track's own."""

    cues: tuple[Cue, ...]
    notices: tuple[Notice, ...] = ()
    keeps_ids: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """How many cues an import changed, and what was left out while reading."""

    changed: int
    notices: tuple[Notice, ...]


def read_file(data: bytes, kind: SubtitleFormat, language: str) -> Read:
    """Read a file for a track in a language; raises FormatError, which names the cue and the line."""
    if len(data) > LARGEST_FILE:
        raise FormatError(TOO_LARGE)
    file = read_subtitles(data, kind, language=language)
    if file.language is not None and file.language != language:
        raise FormatError(OTHER_LANGUAGE, about=file.language)
    return Read(_some(file.cues), file.notices, keeps_ids="revision" in file.record)


def import_cues(
    session: Session, opened: OpenTrack, read: Read, *, account_id: str, now: datetime
) -> Imported:
    """Make a held track what the file holds: cues change, come and go in one revision.

    What a machine wrote and the file leaves as it is still counts as a machine's. Raises FormatError for a
    cue that cannot be stored, and CueFaultsError when they are too many.
    """
    track = opened.track
    if len(read.cues) > MOST_CUES:
        raise CueFaultsError([CueFault("", TOO_MANY)])
    read = replace(read, cues=_checked(read.cues, opened.lecture.duration))
    present = {stored.id: stored for stored in list_cues(session, track.id)}
    matched = match_cues([stored.cue for stored in present.values()], read.cues, keeps_ids=read.keeps_ids)
    wanted = [_wanted(cue, present.get(cue.id)) for cue in matched]
    if opened.is_translation:
        wanted = _stamped(session, opened, wanted)
    else:
        wanted = [replace(one, cue=replace(one.cue, sources=())) for one in wanted]
    kept = {cue.id for cue in matched}
    gone = [replace(stored, is_deleted=True) for own, stored in present.items() if own not in kept]
    changed = [*gone, *(one for one in wanted if not one.id or one != present[one.id])]
    if changed:
        track.state = state_after(TrackState(track.state), Move.EDIT) or track.state
        write_revision(session, track, Making(ChangeKind.IMPORT, account_id, now), changed)
    return Imported(len(changed), read.notices)


def _some(cues: tuple[Cue, ...]) -> tuple[Cue, ...]:
    if not cues:
        raise FormatError(NO_CUES)
    return cues


def _checked(cues: Sequence[Cue], duration: int | None) -> tuple[Cue, ...]:
    last = LONGEST_LECTURE if duration is None else duration + BEYOND_END
    tidy = tuple(replace(cue, text=tidied_text(cue.text)) for cue in cues)
    for number, cue in enumerate(tidy, 1):
        fault = time_fault(cue.start, cue.end, last=last) or text_fault(cue.text)
        if fault is not None:
            raise FormatError(fault, cue=number)
    return tidy


def _wanted(cue: Cue, before: StoredCue | None) -> StoredCue:
    if before is None:
        return StoredCue(cue, 0)
    is_as_before = cue.text.split() == before.cue.text.split()
    return replace(before, cue=cue, by_machine=before.by_machine and is_as_before)


def _stamped(session: Session, opened: OpenTrack, wanted: Sequence[StoredCue]) -> list[StoredCue]:
    """Name for each translated cue what it follows; sources that do not exist are left out."""
    basis = find_basis(session, opened)
    current = {} if basis is None else basis.digests
    found = []
    for one in wanted:
        kept = read_followed(one.followed)
        sources = tuple(source for source in one.cue.sources if source in current or source in kept)
        followed = stamp(sources, current, kept)
        found.append(replace(one, cue=replace(one.cue, sources=sources), followed=followed))
    return found
