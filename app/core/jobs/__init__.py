"""Work that outlives a request, and the only door to DBOS: the web enqueues, `smartskola worker` runs.

A slice declares its jobs in `tasks.py` with a JobRegistry; actions call `enqueue` inside their own
transaction.
"""

from app.core.jobs.heartbeat import WorkerHeartbeat
from app.core.jobs.queue import enqueue, is_own_table, prepare_job_tables
from app.core.jobs.registry import JobContext, JobRegistry, UnknownJobError
from app.core.jobs.worker import Worker

__all__ = [
    "JobContext",
    "JobRegistry",
    "UnknownJobError",
    "Worker",
    "WorkerHeartbeat",
    "enqueue",
    "is_own_table",
    "prepare_job_tables",
]
