"""The job library's tables in our own database, and how work is put into them."""

from typing import Any

from dbos import DBOSClient, DBOSPortableJSONSerializer, EnqueueOptions
from dbos._schemas.system_database import SystemSchema
from dbos._serialization import DefaultSerializer
from dbos._sys_db import SystemDatabase
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.core.database import Database
from app.core.database.sqlite import create_sqlite_engine

APPLICATION = "smartskola"
QUEUE = "smartskola"
SERIALIZER = DBOSPortableJSONSerializer()

_WORKER_BUSY_SECONDS = 30
"""A worker may wait longer for its turn to write than a reader may."""


class PickledJobError(ValueError):
    """A stored job holds a pickle; reading one runs whatever code it names, so it is not read."""


def _refuse_pickle(_serializer: object, _text: object) -> Any:
    raise PickledJobError("a stored job holds a pickle; only JSON is read")


# The library reads a row that calls itself a pickle as one whatever serializer was chosen, which would turn a
# writable job table into code execution. Writing stays: that is how it notes the refusal in such a row.
DefaultSerializer.deserialize = _refuse_pickle  # type: ignore[assignment]  # on purpose, see above


def put_in_queue(session: Session, name: str, *arguments: Any) -> str:
    """Do what `enqueue` says; for it alone."""
    engine = session.get_bind().engine
    client = DBOSClient(
        system_database_engine=engine, serializer=SERIALIZER, application_name=APPLICATION, lazy=True
    )
    options = EnqueueOptions(workflow_name=name, queue_name=QUEUE)
    return client.enqueue_in_transaction(session, options, *arguments).get_workflow_id()


def prepare_job_tables(database: Database) -> None:
    """Create or upgrade the job library's tables, so that the web may enqueue before any worker ran."""
    engine = create_job_engine(database)
    try:
        SystemDatabase.create(
            system_database_url=f"{database.engine.dialect.name}://",
            engine_kwargs={},
            engine=engine,
            schema=None,
            serializer=SERIALIZER,
            executor_id=None,
            use_listen_notify=False,
        ).run_migrations()
    finally:
        if engine is not database.engine:
            engine.dispose()


def create_job_engine(database: Database) -> Engine:
    """The engine for the job library: on SQLite its own, since it sends BEGIN by itself; else the shared
    one."""
    if database.sqlite_file is None:
        return database.engine
    return create_sqlite_engine(database.sqlite_file, begins=False, busy_seconds=_WORKER_BUSY_SECONDS)


def is_own_table(name: str | None, kind: str, _parents: object) -> bool:
    """Whether Alembic should look at a table: not at the job library's, which looks after its own."""
    foreign = {table.name for table in SystemSchema.metadata_obj.tables.values()} | {"dbos_migrations"}
    return kind != "table" or name not in foreign
