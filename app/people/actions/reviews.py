"""Reviewing the audit trail: drawing a sample once, and writing down what it came to, once."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.core.errors import S_, ForbiddenError, InvalidInputError
from app.core.ids import new_id
from app.core.permissions import Reach
from app.people.models.reviews import Finding, LogReview
from app.people.queries.reviews import draw_events, scope_of


def draw_sample(session: Session, reviewer_id: str, reach: Reach, *, days: int, now: datetime) -> LogReview:
    """Draw a sample of the last days' events within the reviewer's reach, without her own, and keep it.

    Raises InvalidInputError when there is none to draw from.
    """
    since = now - timedelta(days=days)
    scope = scope_of(session, reach)
    event_ids = draw_events(session, scope, since=since, until=now, but_of=reviewer_id)
    if not event_ids:
        raise InvalidInputError(
            {
                "period": S_(
                    "Nobody else has left anything in the log in this time. There is nothing to review."
                )
            }
        )
    review = LogReview(
        id=new_id(),
        reviewer_id=reviewer_id,
        drawn_at=now,
        since=since,
        event_ids=event_ids,
        finding=None,
        reviewed_at=None,
    )
    session.add(review)
    session.flush()
    return review


def write_finding(
    session: Session, review: LogReview, reviewer_id: str, finding: Finding, *, now: datetime
) -> None:
    """Write down what a review came to: only she who drew it, and only once.

    Raises ForbiddenError for anybody else, InvalidInputError when a finding stands already.
    """
    if review.reviewer_id != reviewer_id:
        raise ForbiddenError("another reviewer's sample")
    written = session.execute(
        update(LogReview)
        .where(LogReview.id == review.id, LogReview.finding.is_(None))
        .values(finding=finding, reviewed_at=now)
        .returning(LogReview.id)
    )
    if written.first() is None:
        raise InvalidInputError({"finding": S_("What you found is written down already. It stays so.")})
