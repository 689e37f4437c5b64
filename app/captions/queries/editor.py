"""The cues of a track page by page, for the editor without scripts."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.captions.models.tracks import TrackCue
from app.core.paging import Page, fetch_page


def page_of_cues(session: Session, track_id: str, *, cursor: str | None) -> Page[TrackCue]:
    """Read fifty of the cues that a track has now, in the order of their times; BadCursorError as in
    `fetch_page`."""
    cues = select(TrackCue).where(TrackCue.track_id == track_id, TrackCue.is_deleted.is_(False))
    return fetch_page(session, cues, (TrackCue.start, TrackCue.id), cursor=cursor)
