"""One track with its lecture, and the track that a translation follows."""

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.captions.models.lectures import Lecture
from app.captions.models.tracks import Track
from app.core.errors import NotFoundError


@dataclass(frozen=True)
class OpenTrack:
    """A track and the lecture it belongs to."""

    track: Track
    lecture: Lecture

    @property
    def is_translation(self) -> bool:
        """Whether it follows the track of the language that was spoken."""
        return self.track.language != self.lecture.language


def find_track(session: Session, track_id: str) -> OpenTrack:
    """Find a track in one query; raises NotFoundError."""
    return _one(session, track_id, _tracks())


def lock_track(session: Session, track_id: str) -> OpenTrack:
    """Find a track and hold it until the transaction ends, so that its revisions come one after the other.

    Raises NotFoundError.
    """
    held = _tracks().with_for_update(of=Track).execution_options(populate_existing=True)
    return _one(session, track_id, held)


def find_source(session: Session, lecture: Lecture) -> Track | None:
    """Find the track of the language that was spoken, which translations follow."""
    query = select(Track).where(Track.lecture_id == lecture.id, Track.language == lecture.language)
    return session.scalars(query).one_or_none()


def _tracks() -> Select[Track, Lecture]:
    return select(Track, Lecture).join(Lecture, Lecture.id == Track.lecture_id)


def _one(session: Session, track_id: str, query: Select[Track, Lecture]) -> OpenTrack:
    row = session.execute(query.where(Track.id == track_id)).one_or_none()
    if row is None:
        raise NotFoundError(track_id)
    return OpenTrack(row[0], row[1])
