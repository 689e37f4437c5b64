"""Reviews of the audit trail: drawing a sample that nobody can foresee, reading it, and who sees which."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.paging import Page, fetch_page
from app.core.permissions import PERMISSIONS, REVIEW_LOG, STAFF, Reach
from app.people.models.accounts import Account, RoleGrant
from app.people.models.participants import Participant
from app.people.models.reviews import LogReview
from app.people.models.units import Party, Unit
from app.people.queries.units import units_within
from app.people.rules.log_words import NAMING_ACCOUNTS, PARTICIPANTS_OWN, STAFFS_OWN, words_about_them
from app.people.rules.roles import NAMES, PERMISSIONS_OF

SIZE: Final = 20
"""Events in a sample."""

_TRIES: Final = 2000
_BATCH: Final = 250
"""Numbers drawn to find them, and asked for at once, however long the trail is: as a rule the first batch is
enough; all of them are where one event of a hundred is within reach."""

_chance = secrets.SystemRandom()
_TITLES = {permission.name: permission.title for permission in PERMISSIONS}
_ROLES: Final[Mapping[str | None, str]] = {role.value: name for role, name in NAMES.items()}


@dataclass(frozen=True)
class ReviewRow:
    """One review in the list; `is_readable` tells whether all its events lie within the reader's reach."""

    review: LogReview
    reviewer: str
    is_readable: bool


@dataclass(frozen=True)
class Subject:
    """Whom an event is about: a participant's id and code, the code None when she was removed."""

    id: str
    code: str | None


@dataclass(frozen=True)
class SampleLine:
    """One event of a sample; `actor` and `party` are None where no member of staff acted.

    `account` is the name of the member of staff whom it is about, if any. `action`, `purpose` and `role` are
    marked messages or, where there is none, codes.
    """

    at: datetime
    actor_kind: str
    actor: str | None
    party: str | None
    action: str
    subjects: tuple[Subject, ...]
    unit: str | None
    purpose: str
    account: str | None = None
    role: str | None = None


@dataclass(frozen=True)
class Names:
    """What a sample's events point at, in words, by id."""

    staff: dict[str, tuple[str, str]]
    codes: dict[str, str]
    units: dict[str, str]


def scope_of(session: Session, reach: Reach) -> frozenset[str] | None:
    """Give the ids of the units within a reach; None for everywhere, with what belongs to no unit."""
    return None if reach.everywhere else frozenset(unit.id for unit in units_within(session, reach))


def draw_events(
    session: Session, scope: frozenset[str] | None, *, since: datetime, until: datetime, but_of: str
) -> list[int]:
    """Draw up to SIZE events of the staff in a period, each as likely as another, none done by `but_of`.

    Numbers have no gaps, so a random number is a random event. Where few of them hit the scope, its events
    are few enough to be listed.
    """
    ends = _ends(session, since, until)
    if ends is None:
        return []
    first, last = ends
    numbers = range(first, last + 1)
    tried = _chance.sample(numbers, min(_TRIES, len(numbers)))
    wanted = select(AuditEvent.id, AuditEvent.unit_id).where(
        AuditEvent.actor_kind == STAFF, AuditEvent.actor_id != but_of
    )
    found: list[int] = []
    while tried and len(found) < SIZE:
        batch, tried = tried[:_BATCH], tried[_BATCH:]
        rows = session.execute(wanted.where(AuditEvent.id.in_(batch)))
        found += [number for number, unit_id in rows if scope is None or unit_id in scope]
    if len(found) < SIZE and len(numbers) > _TRIES:
        rows = session.execute(wanted.where(_in_scope(scope), AuditEvent.id.between(first, last)))
        found = [number for number, _ in rows]
    return sorted(_chance.sample(found, min(SIZE, len(found))))


def reviews_page(
    session: Session, scope: frozenset[str] | None, viewer_id: str, *, cursor: str | None, size: int = 50
) -> Page[ReviewRow]:
    """Read one page of the reviews that somebody may know of, the newest first; BadCursorError."""
    found = select(LogReview).where(_may_see(scope, viewer_id))
    order = (LogReview.drawn_at.desc(), LogReview.id.desc())
    page = fetch_page(session, found, order, cursor=cursor, size=size)
    reviewers = _staff_names(session, {review.reviewer_id for review in page.items})
    outside = _outside(session, scope, {number for review in page.items for number in review.event_ids})
    rows = tuple(
        ReviewRow(review, reviewers[review.reviewer_id][0], outside.isdisjoint(review.event_ids))
        for review in page.items
    )
    return Page(rows, page.before, page.after)


def find_review(
    session: Session, scope: frozenset[str] | None, viewer_id: str, review_id: str
) -> LogReview | None:
    """Find one review; None when it is not for this reader, or an event of it lies outside her reach now."""
    found = select(LogReview).where(LogReview.id == review_id, _may_see(scope, viewer_id))
    review = session.scalars(found).one_or_none()
    if review is None or _outside(session, scope, review.event_ids):
        return None
    return review


def read_sample(session: Session, review: LogReview) -> list[SampleLine]:
    """Read the whole sample, the oldest event first, in four queries: none of it is left out."""
    found = select(AuditEvent).where(AuditEvent.id.in_(review.event_ids)).order_by(AuditEvent.id)
    events = session.scalars(found).all()
    names = _names(session, events)
    return [_line(event, names) for event in events]


def reviewer_name(session: Session, review: LogReview) -> str:
    """Read who drew a sample."""
    return session.scalars(select(Account.name).where(Account.id == review.reviewer_id)).one()


def _ends(session: Session, since: datetime, until: datetime) -> tuple[int, int] | None:
    begun, ended = AuditEvent.at >= since, AuditEvent.at <= until
    first = select(AuditEvent.id).where(begun, ended).order_by(AuditEvent.at, AuditEvent.id)
    last = select(AuditEvent.id).where(begun, ended).order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
    low, high = session.scalar(first.limit(1)), session.scalar(last.limit(1))
    return None if low is None or high is None else (min(low, high), max(low, high))


def _in_scope(scope: frozenset[str] | None) -> ColumnElement[bool]:
    return true() if scope is None else AuditEvent.unit_id.in_(scope)


def _may_see(scope: frozenset[str] | None, viewer_id: str) -> ColumnElement[bool]:
    """One's own reviews, and those of whoever has never been able to review anything outside the scope."""
    if scope is None:
        return true()
    reviewing = [role for role, permissions in PERMISSIONS_OF.items() if REVIEW_LOG in permissions]
    granted = select(RoleGrant.account_id).where(RoleGrant.role.in_(reviewing))
    elsewhere = granted.where(or_(RoleGrant.unit_id.is_(None), RoleGrant.unit_id.not_in(scope)))
    return or_(
        LogReview.reviewer_id == viewer_id,
        and_(
            LogReview.reviewer_id.in_(granted.where(RoleGrant.unit_id.in_(scope))),
            LogReview.reviewer_id.not_in(elsewhere),
        ),
    )


def _outside(session: Session, scope: frozenset[str] | None, numbers: Iterable[int]) -> set[int]:
    if scope is None:
        return set()
    found = select(AuditEvent.id, AuditEvent.unit_id).where(AuditEvent.id.in_(tuple(numbers)))
    return {number for number, unit_id in session.execute(found) if unit_id not in scope}


def _names(session: Session, events: Sequence[AuditEvent]) -> Names:
    people = {subject for event in events for subject in _may_be_about(event)}
    codes = session.execute(select(Participant.id, Participant.code).where(Participant.id.in_(people)))
    accounts = {event.actor_id for event in events if event.actor_kind == STAFF}
    accounts |= {event.object_id for event in events if event.object_kind in STAFFS_OWN}
    unit_ids = {event.unit_id for event in events}
    units = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(unit_ids)))
    return Names(
        _staff_names(session, accounts),
        dict(codes.all()),
        dict(units.all()),
    )


def _staff_names(session: Session, account_ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    found = (
        select(Account.id, Account.name, Party.name)
        .join(Party, Party.id == Account.party_id)
        .where(Account.id.in_(tuple(account_ids)))
    )
    return {account_id: (name, party) for account_id, name, party in session.execute(found)}


def _may_be_about(event: AuditEvent) -> list[str]:
    """The ids in an event that can be a participant's: its object, and whom a list showed."""
    return list(dict.fromkeys(filter(None, (event.object_id, *event.detail.get("object_ids", ())))))


def _line(event: AuditEvent, names: Names) -> SampleLine:
    is_certain = event.object_kind in PARTICIPANTS_OWN
    listed = set(event.detail.get("object_ids", ()))
    subjects = tuple(
        Subject(subject, names.codes.get(subject))
        for subject in _may_be_about(event)
        if is_certain or subject in listed or subject in names.codes
    )
    actor, party = names.staff.get(event.actor_id, (None, None))
    unit = None if event.unit_id is None else names.units.get(event.unit_id)
    purpose = _TITLES.get(event.purpose, event.purpose)
    role = event.detail.get("role")
    return SampleLine(
        event.at,
        event.actor_kind,
        actor,
        party,
        words_about_them(event.action),
        subjects,
        unit,
        purpose,
        _account_name(event, names),
        _ROLES.get(role, role),
    )


def _account_name(event: AuditEvent, names: Names) -> str | None:
    """Whom of the staff an event is about: the account that it names, else her who did it to her own."""
    if event.object_kind not in STAFFS_OWN:
        return None
    is_own = event.object_kind not in NAMING_ACCOUNTS
    whom = event.actor_id if is_own and event.object_id not in names.staff else event.object_id
    return names.staff.get(whom, (None, None))[0]
