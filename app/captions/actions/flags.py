"""Note that somebody has looked at doubtful places."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.captions.models.tracks import TrackFlag
from app.core.errors import S_, AppError


class UnknownFlagError(AppError):
    """A place that is not, or no more, among the track's doubtful ones; none was noted."""

    status = 422
    message_id = S_("This doubtful place is not there any more. Load the page again.")


def review_flags(
    session: Session, track_id: str, ids: Collection[str], *, account_id: str, now: datetime
) -> int:
    """Note who looked at some flags, and give how many were new; who looked first stays noted.

    Raises UnknownFlagError when one is not the track's: then none is noted.
    """
    wanted = set(ids)
    query = select(TrackFlag).where(TrackFlag.track_id == track_id, TrackFlag.id.in_(wanted))
    flags = session.scalars(query).all()
    if len(flags) != len(wanted):
        raise UnknownFlagError(track_id)
    unseen = [flag for flag in flags if flag.reviewed_at is None]
    for flag in unseen:
        flag.reviewed_by, flag.reviewed_at = account_id, now
    session.flush()
    return len(unseen)
