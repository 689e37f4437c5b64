"""Putting work in the queue."""

import pytest
from dbos._serialization import deserialize_value
from sqlalchemy.orm import Session

from app.core.database import Database
from app.core.jobs import enqueue
from app.core.jobs.queue import QUEUE, SERIALIZER, PickledJobError, is_own_table
from tests.core.jobs.jobs_for_tests import look_into_queue


def _waiting(database: Database) -> list[tuple[str, str | None, str]]:
    return [(job.workflow_id, job.queue_name, job.name) for job in look_into_queue(database).list_workflows()]


@pytest.mark.data
def test_enqueue_is_stored_with_the_callers_transaction(database: Database) -> None:
    with database.writing() as session:
        job_id = enqueue(session, "content.reindex", "sv", 1, {"ids": [1, 2]}, None)
        assert _waiting(database) == []
    assert _waiting(database) == [(job_id, QUEUE, "content.reindex")]


@pytest.mark.data
def test_enqueue_leaves_nothing_after_a_rollback(database: Database) -> None:
    def fail(session: Session) -> None:
        enqueue(session, "content.reindex")
        raise LookupError

    with pytest.raises(LookupError), database.writing() as session:
        fail(session)
    assert _waiting(database) == []


@pytest.mark.data
def test_enqueue_refuses_what_is_not_json(session: Session) -> None:
    with pytest.raises(TypeError):
        enqueue(session, "content.reindex", object())


def test_stored_pickles_are_not_read() -> None:
    with pytest.raises(PickledJobError):
        deserialize_value("gASVAAA=", "py_pickle", SERIALIZER)


@pytest.mark.parametrize(
    ("name", "kind", "own"),
    [
        ("audit_events", "table", True),
        ("workflow_status", "table", False),
        ("dbos_migrations", "table", False),
        ("name", "column", True),
    ],
)
def test_is_own_table(name: str, kind: str, *, own: bool) -> None:
    assert is_own_table(name, kind, {}) is own
