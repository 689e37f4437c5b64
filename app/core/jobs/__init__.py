"""Work that outlives a request, and the only door to DBOS: the web enqueues, `smartskola worker` runs.

A slice declares its jobs in `tasks` with a JobRegistry; actions call `enqueue` inside their own transaction.
Nothing here loads the job library (20 MB) before it is needed: `worker` and `queue` do, and stand apart.
"""

from app.core.jobs.enqueueing import enqueue
from app.core.jobs.heartbeat import WorkerHeartbeat
from app.core.jobs.registry import JobContext, JobRegistry, UnknownJobError

__all__ = ["JobContext", "JobRegistry", "UnknownJobError", "WorkerHeartbeat", "enqueue"]
