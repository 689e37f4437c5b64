"""Published lectures on disk: found by their name, each file looked for, never an exception."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import structlog

from app.content.models.documents import SOURCE, BlockKind, Kind
from app.content.models.lectures import LectureFile, LectureTrack, PublishedLecture, ShownLecture
from app.content.queries.library import Library, find_document
from app.content.rules.blocks import blocks_of
from app.content.rules.lectures import (
    LARGEST_MANIFEST,
    ManifestError,
    read_manifest,
    shown_tracks,
    track_to_read,
)

MANIFEST: Final = "manifest.json"

_log = structlog.get_logger(__name__)


def find_lecture(folders: Sequence[Path], slug: str) -> PublishedLecture | None:
    """Read a lecture from the first of the folders that has a manifest of it, without the files that are
    missing; None while there is none, or where it cannot be read (one line in the log)."""
    for folder in folders:
        place = folder / slug
        try:
            with (place / MANIFEST).open("rb") as opened:
                data = opened.read(LARGEST_MANIFEST + 1)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as fault:
            _log.warning("lecture_unreadable", lecture=slug, error=type(fault).__name__)
            return None
        try:
            return _with_files_there(read_manifest(data, slug=slug), place)
        except ManifestError as fault:
            _log.warning("lecture_unreadable", lecture=slug, error=str(fault))
            return None
    return None


def show_lecture(
    folders: Sequence[Path], slug: str, *, language: str, unreviewed_shown: bool
) -> ShownLecture | None:
    """Give a lecture as a reader of this language gets it; None while there is none that can be read."""
    lecture = find_lecture(folders, slug) if slug else None
    if lecture is None:
        return None
    tracks = shown_tracks(lecture, unreviewed_shown=unreviewed_shown)
    return ShownLecture(lecture, tracks, track_to_read(tracks, language=language, spoken=lecture.language))


def lecture_slugs(library: Library, lesson_id: str) -> tuple[str, ...]:
    """List the lectures that a lesson shows, by the names in its Swedish file."""
    source = find_document(library, Kind.LESSON, lesson_id, SOURCE)
    if source is None or source.broken:
        return ()
    blocks = (block for block in blocks_of(source) if block.kind is BlockKind.LECTURE)
    return tuple(block.attributes["id"] for block in blocks if "id" in block.attributes)


def lectures_stamp(folders: Sequence[Path], slugs: Sequence[str]) -> str:
    """What tells two states of some lectures apart, without reading them: two looks at the disk for each.

    The folder is looked at, too, since its time changes with the files that come and go in it.
    """
    places = [folder / slug for slug in slugs for folder in folders]
    return " ".join(f"{_stamp(place)}/{_stamp(place / MANIFEST)}" for place in places)


def _stamp(path: Path) -> str:
    try:
        status = path.stat()
    except OSError:
        return "-"
    return f"{status.st_ino}.{status.st_mtime_ns}.{status.st_size}"


def _with_files_there(lecture: PublishedLecture, place: Path) -> PublishedLecture:
    files = [lecture.poster, lecture.audio, *lecture.videos]
    files += [file for track in lecture.tracks for file in _files_of(track)]
    gone = {file.file for file in files if file is not None and not (place / file.file).is_file()}
    if not gone:
        return lecture
    _log.warning("lecture_files_missing", lecture=lecture.slug, count=len(gone))

    def kept(file: LectureFile | None) -> LectureFile | None:
        return file if file is not None and file.file not in gone else None

    return replace(
        lecture,
        poster=kept(lecture.poster),
        audio=kept(lecture.audio),
        videos=tuple(video for video in lecture.videos if video.file not in gone),
        tracks=tuple(one for one in lecture.tracks if not gone & {file.file for file in _files_of(one)}),
    )


def _files_of(track: LectureTrack) -> tuple[LectureFile, LectureFile, LectureFile]:
    return track.vtt, track.cues, track.text
