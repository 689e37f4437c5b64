"""The list of jobs."""

import pytest

from app.core.jobs import JobContext, JobRegistry, UnknownJobError


def _job(_context: JobContext) -> None: ...


def test_jobs_of_several_registries_together() -> None:
    first, second = JobRegistry(), JobRegistry()
    assert first.job("b.one")(_job) is _job
    assert second.scheduled("a.two", "30 3 * * *")(_job) is _job
    jobs = JobRegistry([first, second]).jobs
    assert [(job.name, job.cron, job.function) for job in jobs] == [
        ("a.two", "30 3 * * *", _job),
        ("b.one", None, _job),
    ]


def test_job_refuses_a_name_twice() -> None:
    registry = JobRegistry()
    registry.job("a.one")(_job)
    with pytest.raises(UnknownJobError, match=r"^the job a\.one is declared twice$"):
        registry.scheduled("a.one", "* * * * *")(_job)


def test_job_registry_refuses_parts_that_collide() -> None:
    parts = [JobRegistry(), JobRegistry()]
    for part in parts:
        part.job("a.one")(_job)
    with pytest.raises(UnknownJobError):
        JobRegistry(parts)


@pytest.mark.parametrize("cron", ["", "every night", "61 * * * *", "* * * *"])
def test_scheduled_refuses_an_unreadable_schedule(cron: str) -> None:
    with pytest.raises(UnknownJobError, match=r"is not a schedule for a\.one$"):
        JobRegistry().scheduled("a.one", cron)
