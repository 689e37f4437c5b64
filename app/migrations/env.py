"""Alembic's entry: takes the connection it is handed, else opens the database that the settings name."""

from alembic import context
from sqlalchemy import Connection

from app.captions.models import lectures, tracks
from app.content.models import tables as content_tables
from app.core import audit, rate_limits
from app.core.database import Base, open_database
from app.core.jobs import heartbeat
from app.core.jobs.queue import is_own_table
from app.people.models import accounts, participants, reviews, units
from app.settings import load_settings

WITH_TABLES = (
    accounts,
    audit,
    content_tables,
    heartbeat,
    lectures,
    participants,
    rate_limits,
    reviews,
    tracks,
    units,
)
"""Every module that declares tables is imported here, so that `Base.metadata` is complete."""


def run_migrations(connection: Connection) -> None:
    """Run what was asked for on `connection`, rebuilding tables where SQLite cannot alter them."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        include_name=is_own_table,
    )
    with context.begin_transaction():
        context.run_migrations()


handed_in = context.config.attributes.get("connection")
if handed_in is not None:
    run_migrations(handed_in)
else:
    opened = open_database(load_settings())
    with opened.engine.begin() as own_connection:
        run_migrations(own_connection)
    opened.close()
