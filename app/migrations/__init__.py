"""The history of the tables, one file per change under `versions`, and `upgrade` to run what is missing."""

from app.core import jobs
from app.core.database import Database, upgrade_schema


def upgrade(database: Database) -> None:
    """Bring our tables and the job library's to what this program needs; harmless when nothing is missing."""
    upgrade_schema(database.engine)
    jobs.prepare_job_tables(database)
