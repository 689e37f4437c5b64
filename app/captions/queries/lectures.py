"""Lectures as lists and pages show them."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.captions.models.lectures import Lecture, Run, RunStage
from app.captions.models.tracks import Track
from app.captions.queries.runs import latest_run, stages_of
from app.core.errors import NotFoundError
from app.core.paging import Page, fetch_page
from app.people.models.accounts import Account


@dataclass(frozen=True)
class LectureRow:
    """One lecture in the list, with its newest run and its tracks by language."""

    lecture: Lecture
    run: Run | None
    tracks: tuple[Track, ...]


@dataclass(frozen=True)
class LectureView:
    """One lecture with all that its page shows; `uploader` is the name of who sent it."""

    lecture: Lecture
    uploader: str
    run: Run | None
    stages: tuple[RunStage, ...]
    tracks: tuple[Track, ...]


def list_lectures(session: Session, *, cursor: str | None) -> Page[LectureRow]:
    """Read one page of the lectures, the newest first, in three queries."""
    order = (Lecture.created_at.desc(), Lecture.id.desc())
    page = fetch_page(session, select(Lecture), order, cursor=cursor)
    ids = [lecture.id for lecture in page.items]
    tracks: dict[str, list[Track]] = defaultdict(list)
    for track in session.scalars(select(Track).where(Track.lecture_id.in_(ids)).order_by(Track.language)):
        tracks[track.lecture_id].append(track)
    runs: dict[str, Run] = {}
    for run in session.scalars(select(Run).where(Run.lecture_id.in_(ids)).order_by(Run.created_at, Run.id)):
        runs[run.lecture_id] = run
    rows = (LectureRow(one, runs.get(one.id), tuple(tracks[one.id])) for one in page.items)
    return Page(tuple(rows), page.before, page.after)


def find_lecture(session: Session, lecture_id: str) -> Lecture:
    """Find a lecture; raises NotFoundError."""
    lecture = session.get(Lecture, lecture_id)
    if lecture is None:
        raise NotFoundError(lecture_id)
    return lecture


def view_lecture(session: Session, lecture_id: str) -> LectureView:
    """Read a lecture with its newest run, stages and tracks, in five queries; raises NotFoundError."""
    lecture = find_lecture(session, lecture_id)
    uploader = session.scalar(select(Account.name).where(Account.id == lecture.created_by)) or ""
    run = latest_run(session, lecture_id)
    stages = tuple(stages_of(session, run.id)) if run is not None else ()
    tracks = session.scalars(select(Track).where(Track.lecture_id == lecture_id).order_by(Track.language))
    return LectureView(lecture, uploader, run, stages, tuple(tracks))
