"""Runs and their stages, as the live page and the worker read them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.captions.models.lectures import Run, RunStage


def latest_run(session: Session, lecture_id: str) -> Run | None:
    """The newest run of a lecture."""
    newest = select(Run).where(Run.lecture_id == lecture_id).order_by(Run.created_at.desc(), Run.id.desc())
    return session.scalars(newest.limit(1)).first()


def stages_of(session: Session, run_id: str) -> list[RunStage]:
    """The stages of a run in their order."""
    return list(session.scalars(select(RunStage).where(RunStage.run_id == run_id).order_by(RunStage.place)))


def is_cancel_asked(session: Session, run_id: str) -> bool:
    """Whether somebody wants the run to stop."""
    return bool(session.scalar(select(Run.cancel_asked).where(Run.id == run_id)))
