"""Uploads: promise one, take over its writing, note what is safely here, and make a lecture of all of it.

Every function is one short transaction of the caller's; the bytes themselves are in `parts`.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, Final, cast

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.orm import Session

from app.captions.actions.parts import NoRoomError, remove_part
from app.captions.actions.runs import start_run
from app.captions.models.lectures import Lecture, Upload
from app.captions.queries.uploads import (
    awaited_bytes,
    find_upload,
    open_uploads,
    slug_is_taken,
)
from app.captions.rules.sniffing import REASONS, Refusal
from app.captions.rules.uploads import LIFE, LONGEST, MOST_OPEN, Room, has_room
from app.core.errors import S_, AppError, InvalidInputError, PayloadTooLargeError, RetryLaterError
from app.core.ids import new_id

TAKEN: Final = S_("There is a lecture with this id already, or one is on its way. Choose another id.")


class TooLongError(PayloadTooLargeError):
    """More than one recording may have."""

    message_id = S_("The file is larger than 4 GB. Cut it into two lectures, or save it smaller.")


class TooManyUploadsError(AppError):
    """This person has as many unfinished uploads as one may have."""

    status = 507
    message_id = S_("You have three unfinished uploads. Continue one of them, or remove one, and try again.")


class UploadGoneError(AppError):
    """The upload has run out, or the disk has lost it."""

    status = 410
    message_id = S_("This upload was not finished in time, or is gone. Start it again.")


class OffsetError(AppError):
    """The sender and we do not agree on how much is here; asking tells."""

    status = 409
    message_id = S_("The upload stands at another place. It asks where, and goes on by itself.")


class LostTurnError(AppError):
    """Another request of the same person has taken over the writing."""

    status = 423
    message_id = S_("This upload goes on in another window.")


class TurnTakenError(RetryLaterError):
    """The one who wrote before has not let go in time."""

    message_id = S_("An earlier part of this upload is still being stored. It goes on by itself in a moment.")


class RefusedFileError(AppError):
    """What came is no recording; the upload is removed."""

    status = 415
    message_id = REASONS[Refusal.UNKNOWN]

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


class WrongHashError(AppError):
    """What came is not what the sender promised; the upload is removed."""

    status = 422
    message_id = S_("The file did not arrive as it was sent. Upload it again.")


@dataclass(frozen=True, slots=True)
class NewUpload:
    """What is known of an upload before its first byte: `length` in bytes, SHA-256 in hex if promised."""

    title: str
    slug: str
    language: str
    file_name: str
    length: int
    promised_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """The right to write, until somebody takes a higher number; from `stored` of `length` bytes on."""

    upload_id: str
    number: int
    stored: int
    length: int
    promised_hash: str | None


def create_upload(session: Session, account_id: str, new: NewUpload, room: Room, *, now: datetime) -> Upload:
    """Promise room for a recording.

    Raises InvalidInputError, TooLongError, TooManyUploadsError or NoRoomError, all before any byte has come.
    """
    if new.length == 0:
        raise InvalidInputError({"file": REASONS[Refusal.EMPTY]})
    if new.length > LONGEST:
        raise TooLongError(str(new.length))
    if slug_is_taken(session, new.slug, now=now):
        raise InvalidInputError({"slug": TAKEN})
    if len(open_uploads(session, account_id, now=now)) >= MOST_OPEN:
        raise TooManyUploadsError
    if not has_room(room, awaited_bytes(session, now=now), new.length):
        raise NoRoomError(f"{new.length} bytes wanted, {room.spare} spare")
    upload = Upload(
        id=new_id(),
        account_id=account_id,
        slug=new.slug,
        title=new.title,
        language=new.language,
        file_name=new.file_name,
        length=new.length,
        stored=0,
        turn=0,
        promised_hash=new.promised_hash,
        created_at=now,
        expires_at=now + LIFE,
        lecture_id=None,
    )
    session.add(upload)
    session.flush()
    return upload


def take_turn(session: Session, account_id: str, upload_id: str, offset: int, *, now: datetime) -> Turn:
    """Become the one who writes from `offset` on; whoever wrote before stores no more.

    Raises NotFoundError, UploadGoneError, or OffsetError with nothing changed.
    """
    upload = find_upload(session, account_id, upload_id)
    if upload.lecture_id is None and upload.expires_at <= now:
        raise UploadGoneError(upload_id)
    if upload.lecture_id is not None or upload.stored != offset:
        raise OffsetError(f"{upload.stored}, not {offset}")
    upload.turn += 1
    session.flush()
    return Turn(upload.id, upload.turn, upload.stored, upload.length, upload.promised_hash)


def confirm_turn(session: Session, turn: Turn) -> None:
    """Raise LostTurnError when another request writes now or has finished, UploadGoneError when it was
    removed."""
    upload = session.get(Upload, turn.upload_id)
    if upload is None:
        raise UploadGoneError(turn.upload_id)
    if upload.turn != turn.number or upload.lecture_id is not None:
        raise LostTurnError(turn.upload_id)


def note_stored(session: Session, turn: Turn, stored: int) -> None:
    """Note how much has been flushed to disk; raise LostTurnError. The last bytes count only when it is
    finished."""
    _write_with_turn(session, turn, stored=stored)


def finish_upload(
    session: Session, account_id: str, turn: Turn, source_hash: str, *, now: datetime
) -> Lecture:
    """Make a lecture of a whole upload whose file stands among the originals, and start the machines.

    An id that somebody took meanwhile gets a number behind it, so that nothing has to be sent again. Raises
    LostTurnError.
    """
    confirm_turn(session, turn)
    upload = session.get_one(Upload, turn.upload_id)
    lecture = Lecture(
        id=new_id(),
        slug=_free_slug(session, upload.slug),
        title=upload.title,
        language=upload.language,
        source_hash=source_hash,
        source_size=upload.length,
        file_name=upload.file_name,
        duration=None,
        created_by=account_id,
        created_at=now,
    )
    session.add(lecture)
    session.flush()
    _write_with_turn(session, turn, stored=turn.length, lecture_id=lecture.id)
    start_run(session, lecture.id, account_id, now=now)
    return lecture


def refuse_upload(session: Session, data: Path, turn: Turn) -> None:
    """Remove an upload whose file cannot be used; raise LostTurnError."""
    confirm_turn(session, turn)
    _remove(session, data, session.get_one(Upload, turn.upload_id))


def remove_upload(session: Session, data: Path, account_id: str, upload_id: str) -> None:
    """Remove a person's upload with what has come of it; a lecture that it became stays. Raises
    NotFoundError."""
    _remove(session, data, find_upload(session, account_id, upload_id))


def _remove(session: Session, data: Path, upload: Upload) -> None:
    session.delete(upload)
    session.flush()
    remove_part(data, upload.id)


def _write_with_turn(session: Session, turn: Turn, **values: object) -> None:
    mine = (Upload.id == turn.upload_id, Upload.turn == turn.number, Upload.lecture_id.is_(None))
    done = cast("CursorResult[Any]", session.execute(update(Upload).where(*mine).values(**values)))
    if done.rowcount != 1:
        raise LostTurnError(turn.upload_id)


def _free_slug(session: Session, wanted: str) -> str:
    query = select(Lecture.slug).where(
        or_(Lecture.slug == wanted, Lecture.slug.startswith(f"{wanted[:56]}-"))
    )
    taken = set(session.scalars(query))
    candidates = (wanted if number == 1 else f"{wanted[:56]}-{number}" for number in count(1))
    return next(slug for slug in candidates if slug not in taken)
