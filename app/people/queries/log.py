"""A person's extract of the audit trail: everything that was done with what is known about her."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent, AuditSubject
from app.core.paging import Page, fetch_page
from app.core.permissions import PARTICIPANT, STAFF
from app.people.models.accounts import Account, RoleGrant
from app.people.models.units import Party, Unit
from app.people.rules.acting_role import acting_role
from app.people.rules.log_words import SOMEBODY, THE_PROGRAM, WHO, YOU, words_about_you


@dataclass(frozen=True)
class LogLine:
    """When, who and what; `who` and `what` are marked messages, and nobody is named."""

    at: datetime
    who: str
    organisation: str | None
    what: str


@dataclass(frozen=True)
class _Staff:
    """What a page of events needs to know of those who acted, by account; `around` by the event's unit."""

    organisations: dict[str, str]
    grants: dict[str, list[RoleGrant]]
    around: dict[str, set[str]]


def extract_page(
    session: Session, participant_id: str, *, cursor: str | None, size: int = 50
) -> Page[LogLine]:
    """Read one page of what is about a person, the newest first, in four queries; BadCursorError."""
    found = (
        select(AuditEvent)
        .join(AuditSubject, AuditSubject.event_id == AuditEvent.id)
        .where(AuditSubject.subject_id == participant_id)
    )
    page = fetch_page(session, found, [AuditSubject.event_id.desc()], cursor=cursor, size=size)
    staff = _read_staff(session, page.items)
    lines = tuple(_line(event, participant_id, staff) for event in page.items)
    return Page(lines, page.before, page.after)


def _read_staff(session: Session, events: Sequence[AuditEvent]) -> _Staff:
    account_ids = {event.actor_id for event in events if event.actor_kind == STAFF}
    organisations = session.execute(
        select(Account.id, Party.name)
        .join(Party, Party.id == Account.party_id)
        .where(Account.id.in_(account_ids))
    )
    grants = defaultdict(list)
    for grant in session.scalars(select(RoleGrant).where(RoleGrant.account_id.in_(account_ids))):
        grants[grant.account_id].append(grant)
    units = session.scalars(select(Unit).where(Unit.id.in_({event.unit_id for event in events})))
    around = {unit.id: {unit.id, unit.programme_id, unit.site_id or unit.id} for unit in units}
    return _Staff(dict(organisations.all()), grants, around)


def _line(event: AuditEvent, participant_id: str, staff: _Staff) -> LogLine:
    is_own = event.actor_kind == PARTICIPANT and event.actor_id == participant_id
    what = words_about_you(event.action, is_own=is_own)
    if is_own:
        return LogLine(event.at, YOU, None, what)
    if event.actor_kind != STAFF:
        return LogLine(event.at, THE_PROGRAM, None, what)
    grants = staff.grants.get(event.actor_id, ())
    around = set() if event.unit_id is None else staff.around.get(event.unit_id, {event.unit_id})
    role = acting_role(grants, event.purpose, event.at, around=around)
    who = SOMEBODY if role is None else WHO.get(role, SOMEBODY)
    return LogLine(event.at, who, staff.organisations.get(event.actor_id), what)
