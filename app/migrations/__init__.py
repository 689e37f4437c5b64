"""The history of the tables, one file per change under `versions`, and `upgrade` to run what is missing."""

from app.core.database import Database, upgrade_schema
from app.core.jobs.queue import prepare_job_tables


def upgrade(database: Database) -> None:
    """Bring our tables and the job library's to what this program needs; harmless when nothing is missing."""
    upgrade_schema(database.engine)
    prepare_job_tables(database)
