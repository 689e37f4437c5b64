"""What readers see of a lecture, and what they saw before."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.captions.models.tracks import Publication, PublicationState, Track
from app.people.models.accounts import Account


@dataclass(frozen=True, slots=True)
class PublicTrack:
    """A track of which a revision is public."""

    track: Track
    publication: Publication


@dataclass(frozen=True, slots=True)
class PublicationRow:
    """One publication with the name of who approved it."""

    publication: Publication
    approver: str


def public_tracks(session: Session, lecture_id: str) -> Sequence[PublicTrack]:
    """Read what is public of a lecture now, in the order of the languages' tags."""
    query = (
        select(Track, Publication)
        .join(Publication, Publication.track_id == Track.id)
        .where(Track.lecture_id == lecture_id, Publication.state == PublicationState.PUBLISHED)
        .order_by(Track.language)
    )
    return [PublicTrack(track, publication) for track, publication in session.execute(query)]


def was_ever_published(session: Session, lecture_id: str) -> bool:
    """Whether readers have ever seen the lecture."""
    published = exists().where(Publication.track_id == Track.id, Track.lecture_id == lecture_id)
    return bool(session.scalar(select(published)))


def published_lectures(session: Session) -> Sequence[str]:
    """List the ids of all lectures that readers have ever seen, in their order."""
    query = select(Track.lecture_id).join(Publication, Publication.track_id == Track.id).distinct()
    return session.scalars(query.order_by(Track.lecture_id)).all()


def find_public(session: Session, track_id: str) -> Publication | None:
    """Find the publication of a track that readers see now."""
    query = select(Publication).where(
        Publication.track_id == track_id, Publication.state == PublicationState.PUBLISHED
    )
    return session.scalars(query).one_or_none()


def list_publications(session: Session, track_id: str) -> Sequence[PublicationRow]:
    """Read the twenty newest publications of a track, the newest first."""
    query = (
        select(Publication, Account.name)
        .join(Account, Account.id == Publication.approver_id)
        .where(Publication.track_id == track_id)
        .order_by(Publication.published_at.desc(), Publication.id)
        .limit(20)
    )
    return [PublicationRow(publication, name) for publication, name in session.execute(query)]
