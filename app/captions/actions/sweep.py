"""Removes what uploads left behind: those that ran out or lost their bytes, and files that nobody names."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.captions.actions.parts import remove_part
from app.captions.models.lectures import Lecture, Upload
from app.captions.queries.uploads import is_lost

LEFT_OVER: Final = timedelta(days=1)
"""Longer than the moment between an original that is kept and the lecture that names it."""


def sweep_uploads(session: Session, data: Path, *, now: datetime) -> int:
    """Remove uploads that ran out or lost their bytes, and files without a row; give how many things went.

    Finished uploads go too when their time is over; the lectures stay.
    """
    # Files first: one that is made after this has a row that is found below.
    parts = sorted((data / "lectures" / "uploads").glob("*.part"))
    originals = sorted((data / "lectures").glob("??/*/source*"))
    gone = 0
    for upload in session.scalars(select(Upload)).all():
        if upload.expires_at <= now or is_lost(data, upload):
            session.delete(upload)
            session.flush()
            remove_part(data, upload.id)
            gone += 1
    open_ids = set(session.scalars(select(Upload.id).where(Upload.lecture_id.is_(None))))
    for part in parts:
        if part.stem not in open_ids and part.exists():
            part.unlink()
            gone += 1
    return gone + _sweep_originals(session, originals, now)


def _sweep_originals(session: Session, originals: list[Path], now: datetime) -> int:
    named = set(session.scalars(select(Lecture.source_hash)))
    gone = 0
    for original in originals:
        is_whole_original = original.name == "source"
        if is_whole_original and original.parent.name in named:
            continue
        found = original.stat()
        # A second name is the part of an upload that a crash stopped just before its end: it goes on.
        if found.st_nlink > 1 or found.st_mtime > (now - LEFT_OVER).timestamp():
            continue
        original.unlink()
        gone += 1
        if not any(original.parent.iterdir()):
            original.parent.rmdir()
    return gone
