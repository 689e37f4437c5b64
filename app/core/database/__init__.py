"""The one database: how it is opened, what a transaction is, and what keeps two programs from harming it.

A transaction is opened at the edge (a request, a job, a command) by `Database.reading()` or
`Database.writing()` and committed there; code inside may flush, never commit. Relationships are declared with
lazy="raise".
"""

from app.core.database.connection import (
    Database,
    DatabaseBusyError,
    DatabaseUnavailableError,
    ReadOnlySessionError,
    open_database,
)
from app.core.database.lock import DatabaseInUseError, claim_database_for_web
from app.core.database.revision import (
    DatabaseOutdatedError,
    DatabaseTooNewError,
    require_current_revision,
    upgrade_schema,
)
from app.core.database.sqlite import UnsafeSqliteError
from app.core.database.tables import Base, NaiveTimeError, UtcDateTime

__all__ = [
    "Base",
    "Database",
    "DatabaseBusyError",
    "DatabaseInUseError",
    "DatabaseOutdatedError",
    "DatabaseTooNewError",
    "DatabaseUnavailableError",
    "NaiveTimeError",
    "ReadOnlySessionError",
    "UnsafeSqliteError",
    "UtcDateTime",
    "claim_database_for_web",
    "open_database",
    "require_current_revision",
    "upgrade_schema",
]
