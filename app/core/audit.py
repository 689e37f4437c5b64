"""The audit trail: who saw or changed what and why, in a chain in which every event vouches for the one
before.

The chain shows that the trail was tampered with; the triggers of the migration keep that from happening by
accident. Somebody who owns the whole database can write a new trail from the start: keep the newest hash
elsewhere, too.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.clock import Clock, utc_now
from app.core.database import Base

FIRST_HASH = "0" * 64
"""What the first event names as the one before it."""

DETAIL_KEYS = frozenset(
    {
        "count",
        "field",
        "file_format",
        "from_state",
        "lang",
        "reason_code",
        "role",
        "to_state",
        "version",
    }
)
"""The only keys of `detail`: codes, counts and ids, never words about a person."""

_BATCH = 500
_RECORDED = "audit_events_recorded"
_SUBJECTS = "object_ids"
_LONGEST = 200


class AuditDetailError(ValueError):
    """An event carries something that does not belong in a trail that is never erased."""


class AuditEvent(Base):
    """One thing that somebody did or saw."""

    __tablename__ = "audit_events"
    __table_args__ = (
        Index("ix_audit_events_unit_id_id", "unit_id", "id"),
        Index("ix_audit_events_at", "at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_kind: Mapped[str]
    actor_id: Mapped[str]
    action: Mapped[str]
    object_kind: Mapped[str]
    object_id: Mapped[str]
    unit_id: Mapped[str | None]
    purpose: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous_hash: Mapped[str]
    hash: Mapped[str]


class AuditSubject(Base):
    """Whom an event is about, one row for each: finds a person's events among millions."""

    __tablename__ = "audit_subjects"
    __table_args__ = (Index("ix_audit_subjects_event_id", "event_id"),)

    subject_id: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(
        ForeignKey("audit_events.id"), primary_key=True, autoincrement=False
    )


class AuditHead(Base):
    """The end of the chain: one row, locked while an event is added, so that events queue up."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last_id: Mapped[int]
    last_hash: Mapped[str]


@dataclass(frozen=True, kw_only=True)
class Happening:
    """What is to be recorded; ids are random codes or numbers of ours, never names or addresses.

    `unit_id` is the programme, site or group it happened in. `subject_ids` are the participants whom a list,
    a print or an export showed; a single object needs none.
    """

    actor_kind: str
    actor_id: str
    action: str
    object_kind: str
    object_id: str
    purpose: str
    unit_id: str | None = None
    subject_ids: Sequence[str] = ()
    detail: Mapping[str, str | int | bool | list[str] | list[int] | None] = field(default_factory=dict)


@dataclass(frozen=True)
class ChainReport:
    """How many events were sound, and the first one that is not, if any, with the reason."""

    checked: int
    broken_id: int | None = None
    reason: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether the whole chain holds."""
        return self.broken_id is None


def record_event(session: Session, happening: Happening, *, clock: Clock = utc_now) -> AuditEvent:
    """Add an event to the caller's transaction: both are stored, or neither is.

    Holds the end of the chain until that transaction ends, so call it last. Raises AuditDetailError for a
    detail whose key is not in DETAIL_KEYS, or whose text is long or cannot be stored.
    """
    detail = _checked_detail(happening)
    if happening.subject_ids:
        detail[_SUBJECTS] = list(happening.subject_ids)
    newest = select(AuditHead).with_for_update().execution_options(populate_existing=True)
    head = session.scalars(newest).one()
    event = AuditEvent(
        id=head.last_id + 1,
        at=clock().astimezone(UTC),
        actor_kind=happening.actor_kind,
        actor_id=happening.actor_id,
        action=happening.action,
        object_kind=happening.object_kind,
        object_id=happening.object_id,
        unit_id=happening.unit_id,
        purpose=happening.purpose,
        detail=detail,
        previous_hash=head.last_hash,
    )
    event.hash = event_hash(event)
    head.last_id, head.last_hash = event.id, event.hash
    session.add(event)
    session.flush()
    session.add_all(AuditSubject(subject_id=own, event_id=event.id) for own in sorted(_subjects_of(event)))
    session.flush()
    session.info[_RECORDED] = session.info.get(_RECORDED, 0) + 1
    return event


def recorded_events(session: Session) -> int:
    """Count the events that this session has recorded: a page of personal data without one is a fault."""
    return int(session.info.get(_RECORDED, 0))


def event_hash(event: AuditEvent) -> str:
    """SHA-256 over the event's canonical JSON (sorted keys, no spaces, UTF-8), the previous hash included."""
    content = {column: getattr(event, column) for column in _HASHED}
    content["at"] = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


_HASHED = tuple(name for name in AuditEvent.__table__.columns.keys() if name != "hash")  # noqa: SIM118 not a dict


def verify_chain(session: Session) -> ChainReport:
    """Walk the whole chain and name the first broken place; memory stays flat however long the chain is.

    Finds an event that was edited, removed (also the newest), moved, doubled or slipped in, and one that a
    person's extract would show wrongly or not at all. Events that are added meanwhile do no harm.
    """
    last_id, last_hash = _end_of_chain(session)
    previous_id, previous_hash = 0, FIRST_HASH
    for event, subjects in _walk(session):
        reason = _fault(event, previous_id, previous_hash)
        if not reason and subjects != _subjects_of(event):
            reason = "is not listed with the people it is about"
        if not reason and event.id == last_id and event.hash != last_hash:
            reason = "is not the event that was recorded here"
        if reason:
            return ChainReport(event.id - 1, event.id, f"event {event.id} {reason}")
        previous_id, previous_hash = event.id, event.hash
    if previous_id < last_id:
        return ChainReport(previous_id, previous_id + 1, f"event {previous_id + 1} is missing")
    newest_id = _end_of_chain(session)[0]
    if previous_id > newest_id:
        return ChainReport(newest_id, newest_id + 1, f"event {newest_id + 1} was slipped in")
    return ChainReport(previous_id)


def _checked_detail(happening: Happening) -> dict[str, Any]:
    unknown = sorted(set(happening.detail) - DETAIL_KEYS)
    if unknown:
        raise AuditDetailError(f"{unknown[0]} is not among the audit trail's detail keys")
    for name in ("actor_kind", "actor_id", "action", "object_kind", "object_id", "purpose"):
        _check_text(getattr(happening, name))
    for text in (happening.unit_id or "", *happening.subject_ids):
        _check_text(text)
    for value in happening.detail.values():
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, str):
                _check_text(part)
    return dict(happening.detail)


def _check_text(text: str) -> None:
    is_storable = "\0" not in text and text.isprintable()
    if not is_storable or len(text) > _LONGEST:
        raise AuditDetailError("a text for the audit trail is too long or holds control characters")


def _end_of_chain(session: Session) -> tuple[int, str]:
    last_id, last_hash = session.execute(select(AuditHead.last_id, AuditHead.last_hash)).one()
    return last_id, last_hash


def _walk(session: Session) -> Iterator[tuple[AuditEvent, set[str]]]:
    """Read every event in order, with the people it is listed with; one batch at a time in memory."""
    after = None
    while True:
        query = select(AuditEvent).order_by(AuditEvent.id).limit(_BATCH)
        events = session.scalars(query if after is None else query.where(AuditEvent.id > after)).all()
        listed = defaultdict[int, set[str]](set)
        if events:
            between = AuditSubject.event_id.between(events[0].id, events[-1].id)
            for event_id, subject_id in session.execute(
                select(AuditSubject.event_id, AuditSubject.subject_id).where(between)
            ):
                listed[event_id].add(subject_id)
        for event in events:
            yield event, listed[event.id]
            session.expunge(event)
        if len(events) < _BATCH:
            return
        after = events[-1].id


def _subjects_of(event: AuditEvent) -> set[str]:
    return {event.object_id, *event.detail.get(_SUBJECTS, ())} - {""}


def _fault(event: AuditEvent, previous_id: int, previous_hash: str) -> str:
    if event.id != previous_id + 1:
        return f"follows event {previous_id}: something between was removed"
    if event.previous_hash != previous_hash:
        return f"does not follow event {previous_id}"
    return "" if event_hash(event) == event.hash else "was changed"
