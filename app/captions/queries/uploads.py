"""Uploads under way: whose they are, how much is safely here, and what they may be called."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.captions.models.lectures import Lecture, Upload
from app.captions.rules.places import upload_part
from app.captions.rules.uploads import Room
from app.content.models.documents import SOURCE, Kind
from app.content.queries.library import Library
from app.core.errors import NotFoundError

# A lecture's block as it begins in a lesson; parsing a thousand lessons for it would take seconds.
_BLOCK: Final = re.compile(rb"^:{3,}[ \t]*lecture\b[^\n]*?\bid=\"?([a-z0-9-]{1,64})", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class LecturePlace:
    """A lecture that a lesson names: its id, and the lesson's title."""

    slug: str
    lesson: str


def find_upload(session: Session, account_id: str, upload_id: str) -> Upload:
    """Find an upload of this person; anybody else's is NotFoundError, like one that never was."""
    query = select(Upload).where(Upload.id == upload_id, Upload.account_id == account_id)
    upload = session.scalars(query.with_for_update() if session.info.get("writes") else query).one_or_none()
    if upload is None:
        raise NotFoundError(upload_id)
    return upload


def open_uploads(session: Session, account_id: str, *, now: datetime) -> Sequence[Upload]:
    """A person's uploads that are neither complete nor run out, the oldest first."""
    return session.scalars(
        select(Upload).where(Upload.account_id == account_id, *_is_open(now)).order_by(Upload.created_at)
    ).all()


def awaited_bytes(session: Session, *, now: datetime) -> int:
    """How much all open uploads may still send."""
    awaited = func.coalesce(func.sum(Upload.length - Upload.stored), 0)
    # PostgreSQL adds up whole numbers of 64 bits to a decimal one.
    return int(session.execute(select(awaited).where(*_is_open(now))).scalar_one())


def slug_is_taken(session: Session, slug: str, *, now: datetime) -> bool:
    """Whether a lecture has this id, or one that is on its way."""
    has_lecture = session.scalar(select(Lecture.id).where(Lecture.slug == slug))
    return has_lecture is not None or bool(
        session.scalars(select(Upload.id).where(Upload.slug == slug, *_is_open(now)).limit(1)).all()
    )


def is_lost(data: Path, upload: Upload) -> bool:
    """Whether the disk no longer holds what was noted as stored, as after a failed disk."""
    if upload.lecture_id is not None or upload.stored == 0:
        return False
    try:
        return upload_part(data, upload.id).stat().st_size < upload.stored
    except FileNotFoundError:
        return True


def room_on_disk(data: Path) -> Room:
    """Look how much of the disk that holds the data folder is free."""
    usage = shutil.disk_usage(data)
    return Room(usage.total, usage.free)


def lecture_places(session: Session, library: Library) -> tuple[LecturePlace, ...]:
    """The lectures that Swedish lessons name and that are not here yet, in the order of their ids."""
    found = {
        match[1].decode(): document.title
        for (kind, _, lang), document in library.documents.items()
        if kind == Kind.LESSON and lang == SOURCE
        for match in _BLOCK.finditer(document.body)
    }
    here = set(session.scalars(select(Lecture.slug).where(Lecture.slug.in_(found))))
    return tuple(LecturePlace(slug, found[slug]) for slug in sorted(found.keys() - here))


def _is_open(now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Upload.lecture_id.is_(None), Upload.expires_at > now
