"""The audit trail: what goes in, and that nothing can be changed unseen."""

import hashlib
import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, strategies
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Executable, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from app.core import audit
from app.core.audit import (
    AuditDetailError,
    AuditEvent,
    AuditHead,
    AuditSubject,
    ChainReport,
    Happening,
    record_event,
    recorded_events,
    verify_chain,
)
from app.core.database import Database

pytestmark = pytest.mark.data

NOW = datetime(2026, 3, 2, 9, 30, 0, 5, tzinfo=UTC)
LENGTH = 6


def _happening(number: int = 1) -> Happening:
    return Happening(
        actor_kind="staff",
        actor_id="s7",
        action="view_roll",
        object_kind="session",
        object_id=f"n{number}",
        purpose="lead_group",
        subject_ids=["a", "b"],
        detail={"count": number, "lang": "ti", "role": None},
    )


def _record(database: Database, count: int) -> None:
    with database.writing() as session:
        for number in range(1, count + 1):
            record_event(session, _happening(number), clock=lambda: NOW)


def _verify(database: Database) -> ChainReport:
    with database.reading() as session:
        return verify_chain(session)


def _allow_changes(session: Session) -> None:
    """Do what somebody with full power over the database could do."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ALTER TABLE audit_events DISABLE TRIGGER USER"))
    else:
        for change in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER IF EXISTS audit_events_refuse_{change}"))
    # A copy has neither triggers nor the foreign key that holds the events fast.
    session.execute(text("CREATE TABLE copied AS SELECT * FROM audit_subjects"))
    session.execute(text("DROP TABLE audit_subjects"))
    session.execute(text("ALTER TABLE copied RENAME TO audit_subjects"))


def test_record_event_chains_events(database: Database) -> None:
    _record(database, 2)
    with database.reading() as session:
        first, second = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
        head = session.scalars(select(AuditHead)).one()
    assert (first.id, second.id, head.last_id) == (1, 2, 2)
    assert first.previous_hash == audit.FIRST_HASH
    assert second.previous_hash == first.hash
    assert head.last_hash == second.hash
    assert first.at == NOW
    assert first.detail == {"count": 1, "lang": "ti", "object_ids": ["a", "b"], "role": None}


def test_event_hash_of_a_known_event() -> None:
    event = AuditEvent(
        id=1,
        at=NOW,
        actor_kind="staff",
        actor_id="s7",
        action="view_roll",
        object_kind="session",
        object_id="n1",
        purpose="lead_group",
        unit_id="u3",
        detail={"count": 1},
        previous_hash=audit.FIRST_HASH,
    )
    canonical = (
        '{"action":"view_roll","actor_id":"s7","actor_kind":"staff","at":"2026-03-02T09:30:00.000005+00:00",'
        '"detail":{"count":1},"id":1,"object_id":"n1","object_kind":"session",'
        f'"previous_hash":"{"0" * 64}","purpose":"lead_group","unit_id":"u3"}}'
    )
    assert audit.event_hash(event) == hashlib.sha256(canonical.encode()).hexdigest()


def test_record_event_is_undone_with_the_callers_transaction(database: Database) -> None:
    def fail(session: Session) -> None:
        record_event(session, _happening())
        raise LookupError

    with pytest.raises(LookupError), database.writing() as session:
        fail(session)
    assert _verify(database) == ChainReport(0)


def test_record_event_from_many_threads_keeps_one_chain(database: Database) -> None:
    threads = [threading.Thread(target=_record, args=(database, 3)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _verify(database) == ChainReport(18)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"detail": {"name": "Anna"}}, "name is not among the audit trail's detail keys"),
        (
            {"detail": {"lang": "x" * 201}},
            "a text for the audit trail is too long or holds control characters",
        ),
        (
            {"detail": {"object_ids": ["a"]}},
            "object_ids is not among the audit trail's detail keys",
        ),
        ({"actor_id": "a\nb"}, "a text for the audit trail is too long or holds control characters"),
        ({"purpose": "\ud800"}, "a text for the audit trail is too long or holds control characters"),
        ({"unit_id": "u\0"}, "a text for the audit trail is too long or holds control characters"),
        (
            {"subject_ids": ["p1", "x" * 201]},
            "a text for the audit trail is too long or holds control characters",
        ),
    ],
)
def test_record_event_refuses_what_does_not_belong(
    session: Session, changed: dict[str, object], reason: str
) -> None:
    with pytest.raises(AuditDetailError) as caught:
        record_event(session, Happening(**(vars(_happening()) | changed)))
    assert str(caught.value) == reason
    assert verify_chain(session) == ChainReport(0)
    assert recorded_events(session) == 0


def _subjects(database: Database) -> list[tuple[str, int]]:
    found = select(AuditSubject.subject_id, AuditSubject.event_id)
    with database.reading() as session:
        rows = session.execute(found.order_by(AuditSubject.event_id, AuditSubject.subject_id))
        return [(subject_id, event_id) for subject_id, event_id in rows]


def test_record_event_names_everybody_whom_it_is_about_once(database: Database) -> None:
    listed = Happening(
        **(vars(_happening()) | {"object_id": "", "unit_id": "u3", "subject_ids": ["p1", "p2", "p1"]})
    )
    viewed = Happening(**(vars(_happening()) | {"object_id": "p2", "subject_ids": ["p2", "p3"]}))
    with database.writing() as session:
        first, second = record_event(session, listed), record_event(session, viewed)
    assert _subjects(database) == [("p1", 1), ("p2", 1), ("p2", 2), ("p3", 2)]
    assert (first.unit_id, second.unit_id) == ("u3", None)
    assert first.detail["object_ids"] == ["p1", "p2", "p1"]
    assert _verify(database) == ChainReport(2)


def test_record_event_about_nobody_has_no_subject(database: Database) -> None:
    with database.writing() as session:
        record_event(session, Happening(**(vars(_happening()) | {"object_id": "", "subject_ids": ()})))
    assert _subjects(database) == []


def test_recorded_events_counts_those_of_one_transaction(database: Database) -> None:
    _record(database, 3)
    with database.writing() as session:
        assert recorded_events(session) == 0
        record_event(session, _happening())
        record_event(session, _happening())
        assert recorded_events(session) == 2


def test_audit_subject_belongs_to_an_event(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as session:
        session.add(AuditSubject(subject_id="p1", event_id=1))


@pytest.mark.parametrize(
    "statement",
    [
        update(AuditEvent).values(actor_id="x"),
        delete(AuditEvent),
        delete(AuditHead),
        update(AuditSubject).values(subject_id="x"),
        delete(AuditSubject),
    ],
)
def test_audit_trail_refuses_changes(database: Database, statement: Executable) -> None:
    _record(database, 1)
    with (
        pytest.raises(DBAPIError, match="audit events are never changed or removed"),
        database.writing() as session,
    ):
        session.execute(statement)
    assert _verify(database) == ChainReport(1)


def test_verify_chain_walks_several_batches(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "_BATCH", 2)
    _record(database, LENGTH)
    with database.reading() as session:
        assert verify_chain(session) == ChainReport(LENGTH)
        assert len(session.identity_map) <= 2
    _record(database, 1)
    assert _verify(database) == ChainReport(LENGTH + 1)


_COLUMNS = strategies.sampled_from(
    [
        "at",
        "actor_kind",
        "actor_id",
        "action",
        "object_kind",
        "object_id",
        "unit_id",
        "purpose",
        "detail",
        "previous_hash",
        "hash",
    ]
)
_PLACES = strategies.integers(1, LENGTH)
_TAMPERINGS = strategies.one_of(
    strategies.tuples(strategies.just("edit"), _PLACES, _COLUMNS),
    strategies.tuples(strategies.just("remove"), _PLACES, _PLACES),
    strategies.tuples(strategies.just("swap"), _PLACES, _PLACES).filter(lambda made: made[1] != made[2]),
    strategies.tuples(
        strategies.just("insert"), strategies.sampled_from([0, LENGTH + 1, LENGTH + 5]), _PLACES
    ),
    strategies.tuples(
        strategies.just("forge"), _PLACES, _COLUMNS.filter(lambda column: column not in {"hash"})
    ),
)


def _tamper(session: Session, kind: str, place: int, other: str | int) -> None:
    _allow_changes(session)
    events = AuditEvent.__table__
    if kind == "remove":
        session.execute(delete(AuditEvent).where(AuditEvent.id.between(place, max(place, int(other)))))
    elif kind == "swap":
        session.execute(update(AuditEvent).where(AuditEvent.id == place).values(id=1000))
        session.execute(update(AuditEvent).where(AuditEvent.id == other).values(id=place))
        session.execute(update(AuditEvent).where(AuditEvent.id == 1000).values(id=other))
    elif kind == "insert":
        row = session.execute(select(events).where(events.c.id == other)).mappings().one()
        session.execute(insert(AuditEvent), {**row, "id": place})
    else:
        _edit(session, place, str(other), forge=kind == "forge")


def _edit(session: Session, place: int, column: str, *, forge: bool) -> None:
    event = session.get_one(AuditEvent, place)
    values: dict[str, object] = {"at": NOW + timedelta(microseconds=1), "detail": {"count": 99}}
    setattr(event, column, values.get(column, "f" * 64))
    if forge:
        event.hash = audit.event_hash(event)
    session.flush()


@hypothesis_settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(tampering=_TAMPERINGS)
def test_verify_chain_finds_every_tampering(
    database: Database, tampering: tuple[str, int, str | int]
) -> None:
    with database.writing() as session:
        if session.scalar(select(func.count()).select_from(AuditEvent)) == 0:
            for number in range(1, LENGTH + 1):
                record_event(session, _happening(number), clock=lambda: NOW)
    with database.writing() as session:
        assert verify_chain(session) == ChainReport(LENGTH)
        _tamper(session, *tampering)
        session.expire_all()
        report = verify_chain(session)
        session.rollback()
    assert not report.is_sound
    assert report.broken_id is not None
    assert f"event {report.broken_id}" in report.reason


@pytest.mark.parametrize(
    ("kind", "place", "other", "report"),
    [
        ("edit", 3, "actor_id", ChainReport(2, 3, "event 3 was changed")),
        ("forge", 3, "actor_id", ChainReport(3, 4, "event 4 does not follow event 3")),
        ("forge", 6, "actor_id", ChainReport(5, 6, "event 6 is not the event that was recorded here")),
        ("remove", 3, 4, ChainReport(4, 5, "event 5 follows event 2: something between was removed")),
        ("remove", 5, 6, ChainReport(4, 5, "event 5 is missing")),
        ("remove", 1, 6, ChainReport(0, 1, "event 1 is missing")),
    ],
)
def test_verify_chain_names_the_first_broken_place(
    database: Database, kind: str, place: int, other: str | int, report: ChainReport
) -> None:
    _record(database, LENGTH)
    with database.writing() as session:
        _tamper(session, kind, place, other)
    assert _verify(database) == report


def test_verify_chain_finds_an_event_added_behind_the_end(database: Database) -> None:
    _record(database, LENGTH)
    with database.writing() as session:
        last = session.get_one(AuditEvent, LENGTH)
        told = {name: value for name, value in vars(_happening()).items() if name != "subject_ids"}
        event = AuditEvent(id=LENGTH + 1, at=NOW, previous_hash=last.hash, **told)
        event.hash = audit.event_hash(event)
        session.add(event)
        session.flush()
        session.add(AuditSubject(subject_id=event.object_id, event_id=event.id))
    assert _verify(database) == ChainReport(LENGTH, LENGTH + 1, f"event {LENGTH + 1} was slipped in")


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM audit_subjects WHERE event_id = 3 AND subject_id = 'a'",
        "UPDATE audit_subjects SET subject_id = 'c' WHERE event_id = 3 AND subject_id = 'a'",
        "INSERT INTO audit_subjects (subject_id, event_id) VALUES ('c', 3)",
    ],
)
def test_verify_chain_finds_an_event_that_a_person_would_not_be_shown(
    database: Database, change: str
) -> None:
    _record(database, LENGTH)
    with database.writing() as session:
        _allow_changes(session)
        session.execute(text(change))
    assert _verify(database) == ChainReport(2, 3, "event 3 is not listed with the people it is about")
