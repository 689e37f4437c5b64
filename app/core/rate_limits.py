"""How often something may be tried: attempts are counted in the database, the same for every process.

Count in a transaction of its own, before anything is compared; whatever the comparison raises then leaves the
count standing, and ten attempts at once are ten attempts:

    with database.writing() as session:
        count_attempt(session, SIGN_IN, key, now=clock())
    with database.writing() as session:
        account = check_password(session, …)
        forget_attempts(session, SIGN_IN, key)
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.selectable import TypedReturnsRows

from app.core.database import Base
from app.core.errors import TooManyRequestsError


class RateCount(Base):
    """How many attempts of one kind were counted for one key since the window began."""

    __tablename__ = "rate_counts"

    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    window_start: Mapped[datetime]
    count: Mapped[int]


@dataclass(frozen=True)
class RateLimit:
    """At most `most` attempts (one or more) within a window that begins with the first of them."""

    kind: str
    most: int
    window: timedelta


def count_attempt(session: Session, limit: RateLimit, key: str, *, now: datetime) -> None:
    """Count one attempt in one statement, or raise TooManyRequestsError when `most` were counted already.

    A refused attempt is not counted, so that trying on does not lengthen the wait. `key` must be a keyed
    digest (`Keyring.digest`), never an address, number or e-mail in the clear. The caller commits before it
    compares anything: see the module. A start that lies up to one window ahead is another process's clock and
    counts; further ahead it is a clock that was put back, and the window begins anew.
    """
    counted = session.execute(_counting(session, limit, key, now)).scalar_one_or_none()
    if counted is not None:
        return
    # The refused statement still holds the row, so it cannot be gone or changed.
    started = session.execute(
        select(RateCount.window_start).where(RateCount.kind == limit.kind, RateCount.key == key)
    ).scalar_one()
    seconds = (started + limit.window - now).total_seconds()
    raise TooManyRequestsError(limit.kind, retry_after=max(1, math.ceil(seconds)))


def forget_attempts(session: Session, limit: RateLimit, key: str) -> None:
    """Begin anew for this key, after an attempt that succeeded."""
    session.execute(delete(RateCount).where(RateCount.kind == limit.kind, RateCount.key == key))


def give_back_attempt(session: Session, limit: RateLimit, key: str) -> None:
    """Take one counted attempt back, after it succeeded; those that failed before it stand.

    In one statement, so that of several at once each takes its own back; the count is never below zero.
    """
    session.execute(
        update(RateCount)
        .where(RateCount.kind == limit.kind, RateCount.key == key, RateCount.count > 0)
        .values(count=RateCount.count - 1)
    )


def sweep(session: Session, *, now: datetime, older_than: timedelta) -> int:
    """Remove the rows whose window began longer ago than that, or as far in the future; give how many.

    `older_than` must be at least the longest window in use, or counts that still stand are lost.
    """
    is_old = or_(RateCount.window_start < now - older_than, RateCount.window_start > now + older_than)
    return len(session.execute(delete(RateCount).where(is_old).returning(RateCount.kind)).all())


def _counting(session: Session, limit: RateLimit, key: str, now: datetime) -> TypedReturnsRows[int]:
    """The statement that counts one attempt and gives the new count, or no row when refused."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    is_over = or_(
        RateCount.window_start <= now - limit.window,
        RateCount.window_start > now + limit.window,
    )
    first = dialect.insert(RateCount).values(kind=limit.kind, key=key, window_start=now, count=1)
    counting: TypedReturnsRows[int] = first.on_conflict_do_update(
        index_elements=[RateCount.kind, RateCount.key],
        set_={
            "window_start": case((is_over, first.excluded.window_start), else_=RateCount.window_start),
            "count": case((is_over, first.excluded.count), else_=RateCount.count + 1),
        },
        where=or_(is_over, RateCount.count < limit.most),
    ).returning(RateCount.count)
    return counting
