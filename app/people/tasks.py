"""Jobs of the slice: what has run out is removed, and the audit trail is walked, every night."""

import structlog

from app.core.audit import verify_chain
from app.core.jobs import JobContext, JobRegistry
from app.core.keyring import open_keyring
from app.people.actions.reseal import reseal
from app.people.actions.sweep import sweep_expired

jobs = JobRegistry()

_log = structlog.get_logger(__name__)


@jobs.scheduled("people.sweep", "20 3 * * *")
def sweep(context: JobContext) -> None:
    """Each night remove sign-ins, steps, links and counts that have run out."""
    with context.database.writing() as session:
        removed = sweep_expired(session, now=context.clock())
    _log.info("expired_removed", count=removed)


@jobs.scheduled("people.reseal", "30 3 * * *")
def seal_anew(context: JobContext) -> None:
    """Each night seal with the present secret what an older one sealed."""
    with context.database.writing() as session:
        resealed = reseal(session, open_keyring(context.settings))
    if resealed:
        _log.info("sealed_anew", count=resealed)


@jobs.scheduled("people.check_log", "40 3 * * *")
def check_log(context: JobContext) -> None:
    """Each night walk the audit trail, and say in the log when an event is not as it was recorded."""
    with context.database.reading() as session:
        report = verify_chain(session)
    if report.is_sound:
        _log.info("audit_trail_sound", count=report.checked)
    else:
        _log.error("audit_trail_broken", count=report.checked)
