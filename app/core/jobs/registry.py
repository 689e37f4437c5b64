"""The list of jobs, and what a job is given when it runs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from app.core.clock import Clock
from app.core.database import Database
from app.settings import Settings

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
JobFunction = TypeVar("JobFunction", bound=Callable[..., object])


class UnknownJobError(ValueError):
    """The list of jobs is wrong: a name used twice, an unreadable schedule, or a name nobody declared."""


@dataclass(frozen=True)
class JobContext:
    """What every job gets as its first argument; it opens its own transactions."""

    database: Database
    settings: Settings
    clock: Clock
    job_id: str

    def step(
        self,
        name: str,
        function: Callable[Parameters, Result],
        *arguments: Parameters.args,
        **named: Parameters.kwargs,
    ) -> Result:
        """Run one step and store its JSON result: when the worker dies, finished steps are not run again.

        The step that was under way is, so it writes to a temporary place and renames. Steps are told apart by
        their order, so a job must always take the same ones for the same arguments.
        """
        from dbos import DBOS, StepOptions  # noqa: PLC0415 - only a worker needs it, and has it

        return DBOS.run_step(StepOptions(name=name), function, *arguments, **named)


@dataclass(frozen=True)
class Job:
    """One declared job; `cron` is None for those that somebody enqueues."""

    name: str
    function: Callable[..., object]
    cron: str | None = None


class JobRegistry:
    """The jobs of one slice, or of several together."""

    def __init__(self, parts: Iterable["JobRegistry"] = ()) -> None:
        self._jobs: dict[str, Job] = {}
        for part in parts:
            for job in part.jobs:
                self._add(job)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """All jobs, by name."""
        return tuple(self._jobs[name] for name in sorted(self._jobs))

    def job(self, name: str) -> Callable[[JobFunction], JobFunction]:
        """Declare a function of (JobContext, plain JSON values...) as the job `name`; the name is stored with
        waiting work, so it is never changed."""

        def declare(function: JobFunction) -> JobFunction:
            self._add(Job(name, function))
            return function

        return declare

    def scheduled(self, name: str, cron: str) -> Callable[[JobFunction], JobFunction]:
        """Declare a function of (JobContext) that runs at the Swedish times `cron` names (five fields, or six
        with seconds first), once however many workers there are; times missed while none ran are left out."""
        from croniter import croniter  # type: ignore[import-untyped]  # noqa: PLC0415 - ships no types; as in step

        if not croniter.is_valid(cron, second_at_beginning=True):
            raise UnknownJobError(f"{cron} is not a schedule for {name}")

        def declare(function: JobFunction) -> JobFunction:
            self._add(Job(name, function, cron))
            return function

        return declare

    def _add(self, job: Job) -> None:
        if job.name in self._jobs:
            raise UnknownJobError(f"the job {job.name} is declared twice")
        self._jobs[job.name] = job
