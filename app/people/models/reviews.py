"""Reviews of the audit trail: which sample somebody looked at, and what she found."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class Finding(StrEnum):
    """What a review came to; always one of these, never free text."""

    NOTHING_UNUSUAL = "nothing_unusual"
    ASKED_AND_EXPLAINED = "asked_and_explained"
    REPORTED = "reported"


class LogReview(Base):
    """A random sample of events, drawn once and kept, and its reviewer's finding."""

    __tablename__ = "log_reviews"

    id: Mapped[str] = mapped_column(primary_key=True)
    reviewer_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    drawn_at: Mapped[datetime]
    since: Mapped[datetime]
    event_ids: Mapped[list[int]] = mapped_column(JSON)
    finding: Mapped[str | None]
    reviewed_at: Mapped[datetime | None]
