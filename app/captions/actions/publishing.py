"""Publish a track and withdraw it, and write what readers get: files named by their content, and a manifest.

The files can be made again from the database and the renditions alone. Those of earlier publications stay:
their addresses are kept by phones for ever.
"""

import fcntl
import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.captions.actions.tracks import MoveRefusedError, NotReadyError, move_track
from app.captions.formats.transcript import write_transcript
from app.captions.formats.vtt import write_vtt
from app.captions.models.cues import Cue
from app.captions.models.lectures import Lecture
from app.captions.models.tracks import Publication, PublicationState, TrackRevision
from app.captions.queries.checking import Checked
from app.captions.queries.cues import cues_at
from app.captions.queries.publishing import (
    PublicTrack,
    find_public,
    public_tracks,
    was_ever_published,
)
from app.captions.queries.renditions import find_renditions
from app.captions.queries.sizes import picture_size, video_size
from app.captions.queries.tracks import OpenTrack
from app.captions.rules.places import MANIFEST, published_folder, published_root
from app.captions.rules.publishing import cues_json, digest_of, shown_cues
from app.captions.rules.tracks import Move
from app.core.durable import made_whole, write_whole
from app.core.errors import NotFoundError
from app.core.ids import new_id
from app.core.jobs import enqueue

PROJECT_JOB: Final = "captions.project"
_VIDEOS: Final = ("240", "480")
_PIECE: Final = 1024 * 1024


def publish_track(session: Session, checked: Checked, *, now: datetime) -> Publication:
    """Make the approved revision of a held track what readers see, in place of an earlier one.

    Raises MoveRefusedError unless the track is approved as it is now, or was withdrawn, and NotReadyError
    when something has come up since, such as a changed original.
    """
    opened = checked.opened
    track, lecture = opened.track, opened.lecture
    approval = session.get(TrackRevision, (track.id, track.approved_revision or 0))
    if approval is None or approval.author_id is None or track.approved_revision != track.revision:
        raise MoveRefusedError("not approved as it is now")
    if checked.hindrances:
        raise NotReadyError(checked.hindrances)
    move_track(opened, Move.PUBLISH)
    _end_public(session, track.id, PublicationState.SUPERSEDED, now)
    vtt = _vtt(opened, [stored.cue for stored in checked.cues], track.revision)
    publication = Publication(
        id=new_id(),
        track_id=track.id,
        revision=track.revision,
        digest=digest_of(vtt),
        state=PublicationState.PUBLISHED,
        approver_id=approval.author_id,
        published_at=now,
        ended_at=None,
    )
    session.add(publication)
    session.flush()
    enqueue(session, PROJECT_JOB, lecture.id)
    return publication


def withdraw_track(session: Session, opened: OpenTrack, *, now: datetime) -> Publication:
    """Take what readers see of a held track away; raises MoveRefusedError when there is nothing."""
    public = find_public(session, opened.track.id)
    if public is None:
        raise MoveRefusedError("nothing is public")
    move_track(opened, Move.WITHDRAW)
    _end_public(session, opened.track.id, PublicationState.WITHDRAWN, now)
    enqueue(session, PROJECT_JOB, opened.lecture.id)
    return public


def project_lecture(session: Session, lecture_id: str, data: Path) -> Path | None:
    """Write what readers get of a lecture as it is now, and give the manifest; None if it was never public.

    May run again, and twice at a time: one waits for the other, so `session` must not have read before.
    Raises NotFoundError, and OSError when the disk is full: then the earlier manifest stands.
    """
    with _turn(data, lecture_id):
        lecture = session.get(Lecture, lecture_id)
        if lecture is None:
            raise NotFoundError(lecture_id)
        if not was_ever_published(session, lecture_id):
            return None
        folder = published_folder(data, lecture.slug)
        folder.mkdir(parents=True, exist_ok=True)
        tracks = [_track(session, folder, lecture, one) for one in public_tracks(session, lecture_id)]
        manifest = _manifest(lecture, _media(folder, find_renditions(data, lecture)), tracks)
        told = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        target = folder / MANIFEST
        if not target.is_file() or target.read_bytes() != told:
            write_whole(target, told)
        return target


def _end_public(session: Session, track_id: str, state: PublicationState, now: datetime) -> None:
    session.execute(
        update(Publication)
        .where(Publication.track_id == track_id, Publication.state == PublicationState.PUBLISHED)
        .values(state=state, ended_at=now)
    )


def _vtt(opened: OpenTrack, cues: Sequence[Cue], revision: int) -> bytes:
    record: dict[str, str | int] = {"lecture": opened.lecture.slug, "revision": revision, "state": "approved"}
    return write_vtt(shown_cues(cues), language=opened.track.language, record=record).encode()


@contextmanager
def _turn(data: Path, lecture_id: str) -> Iterator[None]:
    """Wait until nobody else writes this lecture; the kernel lets go when a process dies."""
    locks = published_root(data) / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    with (locks / lecture_id).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _track(session: Session, folder: Path, lecture: Lecture, public: PublicTrack) -> dict[str, Any]:
    """Write one track in its three shapes, and describe it for the manifest."""
    language, revision = public.track.language, public.publication.revision
    stored = cues_at(session, public.track.id, revision)
    cues = [one.cue for one in stored if not one.is_deleted]
    shown = shown_cues(cues)
    return {
        "language": language,
        "state": "approved",
        "vtt": _written(folder, language, ".vtt", _vtt(OpenTrack(public.track, lecture), cues, revision)),
        "cues": _written(folder, language, ".json", cues_json(shown).encode()),
        "text": _written(folder, language, ".txt", write_transcript(shown).encode()),
    }


def _written(folder: Path, name: str, suffix: str, content: bytes) -> dict[str, Any]:
    target = folder / f"{name}.{digest_of(content)}{suffix}"
    if not target.exists():
        write_whole(target, content)
    return {"file": target.name, "size": len(content)}


def _media(folder: Path, renditions: Mapping[str, Path]) -> dict[str, Any]:
    placed = {name: _placed(folder, name, path) for name, path in renditions.items() if name != "peaks"}
    videos = []
    for name in _VIDEOS:
        if name in placed:
            width, height = video_size(placed[name]) or (0, int(name))
            videos.append(_file(placed[name]) | {"width": width, "height": height})
    poster = None
    if "poster" in placed:
        width, height = picture_size(placed["poster"]) or (0, 0)
        poster = _file(placed["poster"]) | {"width": width, "height": height}
    return {
        "poster": poster,
        "videos": videos,
        "audio": _file(placed["audio"]) if "audio" in placed else None,
    }


def _file(path: Path) -> dict[str, Any]:
    return {"file": path.name, "size": path.stat().st_size}


def _placed(folder: Path, name: str, source: Path) -> Path:
    """Put a rendition where readers get it, without a second copy where the disk allows."""
    for known in folder.glob(f"{name}.*{source.suffix}"):
        if known.samefile(source):
            return known
    digest = hashlib.sha256()
    with source.open("rb") as opened:
        while piece := opened.read(_PIECE):
            digest.update(piece)
    target = folder / f"{name}.{digest.hexdigest()[:10]}{source.suffix}"
    if not target.exists():
        with made_whole(target) as half:
            try:
                half.hardlink_to(source)
            except OSError:
                shutil.copyfile(source, half)
    return target


def _manifest(lecture: Lecture, media: dict[str, Any], tracks: list[dict[str, Any]]) -> dict[str, Any]:
    """What `content` reads (`content.models.lectures`)."""
    told = {
        "format": 1,
        "slug": lecture.slug,
        "language": lecture.language,
        "duration": lecture.duration or 0,
    }
    return told | media | {"tracks": tracks}
