"""Jobs of the slice: a lecture through all its stages, what was published, and what is left lying about."""

import time
from datetime import timedelta
from typing import Final

import structlog

from app.captions.actions.drafts import Draft, create_draft
from app.captions.actions.publishing import PROJECT_JOB, project_lecture
from app.captions.actions.runs import PROCESS_JOB, Ending, begin_stage, end_run, end_stage, note_progress
from app.captions.actions.sweep import sweep_uploads
from app.captions.models.cues import ProfileName
from app.captions.models.lectures import Lecture, Run, RunState
from app.captions.queries.runs import is_cancel_asked
from app.captions.rules.places import lecture_folder, published_root, source_file
from app.captions.rules.runs import Stage, StageState
from app.captions.tasks.chain import Chain, Options, Recording, Watch, machine_of
from app.captions.tasks.faults import DamagedOriginalError, ending_of
from app.captions.tasks.store import StageStore, hash_of
from app.core.durable import sweep_halves
from app.core.errors import S_
from app.core.jobs import JobContext, JobRegistry
from app.core.supervise import CommandCancelledError

jobs = JobRegistry()

GIVEN_UP: Final = S_(
    "The work broke off three times at the same place and was given up. Tell the administrator: the file may "
    "need more memory than the machine has."
)
NO_SPEECH: Final = S_("Nobody speaks in this recording, as far as the machine can hear.")

_GO_ON: Final = "go on"
_STOP: Final = "stop"
_LOOK_SECONDS: Final = 1.0
_HALF_LIFE: Final = timedelta(days=1)
"""Longer than any stage writes at one file."""
_log = structlog.get_logger(__name__)


@jobs.job(PROCESS_JOB)
def process_lecture(context: JobContext, run_id: str) -> None:
    """Run the stages in their order until one stops; what is done is not done again after a crash."""
    for stage in Stage:
        if context.step(stage.value, _run_stage, context, run_id, stage) == _STOP:
            return
    context.step("finish", _finish, context, run_id)


@jobs.job(PROJECT_JOB)
def write_published(context: JobContext, lecture_id: str) -> None:
    """Write what readers get of a lecture, as the database says now."""

    def write() -> None:
        with context.database.reading() as session:
            project_lecture(session, lecture_id, context.settings.data_dir)

    context.step("write", write)


@jobs.scheduled("captions.sweep", "20 4 * * *")
def sweep(context: JobContext) -> None:
    """Each night remove uploads that ran out, and files that a crash left half made."""
    data = context.settings.data_dir
    with context.database.writing() as session:
        sweep_uploads(session, data, now=context.clock())
    for folder in (data / "lectures", published_root(data)):
        sweep_halves(folder, older_than=(context.clock() - _HALF_LIFE).timestamp())


def _run_stage(context: JobContext, run_id: str, stage: Stage) -> str:
    with context.database.writing() as session:
        run = session.get(Run, run_id)
        if run is None or run.state == RunState.CANCELLED:
            return _STOP
        may_begin = begin_stage(session, run_id, stage, now=context.clock())
    if not may_begin:
        return _stop(context, run_id, stage, Ending(RunState.FAILED, GIVEN_UP))
    try:
        _do(context, run_id, stage)
    except Exception as fault:  # noqa: BLE001 - whatever went wrong, somebody waits for a sentence about it
        ending = ending_of(fault)
        if ending.state == RunState.FAILED:
            _log.warning("lecture_stage_failed", stage=stage.value, error=type(fault).__name__)
        return _stop(context, run_id, stage, ending)
    with context.database.writing() as session:
        end_stage(session, run_id, stage, StageState.DONE, now=context.clock())
    return _GO_ON


def _do(context: JobContext, run_id: str, stage: Stage) -> None:
    lecture, chain, meter = _open(context, run_id)
    if meter.is_cancelled():
        raise CommandCancelledError("before the stage began")
    match stage:
        case Stage.RECEIVE:
            _check_original(context, lecture, meter)
        case Stage.PROBE:
            duration = chain.info().duration
            with context.database.writing() as session:
                session.get_one(Lecture, lecture.id).duration = duration
        case Stage.MEDIA:
            chain.media()
        case Stage.SPEECH:
            chain.speech()
        case Stage.TRANSCRIBE:
            chain.transcript()
        case Stage.CLEAN:
            chain.cleaned()
        case Stage.SEGMENT:
            chain.cues()
        case Stage.QC:
            chain.findings()


def _finish(context: JobContext, run_id: str) -> None:
    """Store the draft, and end the run: both or neither."""
    lecture, chain, _ = _open(context, run_id)
    cues, flags, provenance = chain.cues(), chain.cleaned().flags, chain.provenance()
    with context.database.writing() as session:
        run = session.get_one(Run, run_id)
        if run.state != RunState.RUNNING:
            return
        draft = Draft(lecture.language, chain.options.profile, cues, flags, provenance)
        create_draft(session, lecture.id, draft, now=context.clock())
        end_run(
            session,
            run_id,
            Ending(RunState.SUCCEEDED, None if cues else NO_SPEECH),
            now=context.clock(),
        )


def _stop(context: JobContext, run_id: str, stage: Stage, ending: Ending) -> str:
    stage_state = StageState.LEFT_OUT if ending.state == RunState.CANCELLED else StageState.FAILED
    with context.database.writing() as session:
        end_stage(session, run_id, stage, stage_state, now=context.clock())
        end_run(session, run_id, ending, now=context.clock())
        if ending.state == RunState.WAITING:
            # Without a machine's words, people can still write them: the track is there, and empty.
            run = session.get_one(Run, run_id)
            lecture = session.get_one(Lecture, run.lecture_id)
            draft = Draft(lecture.language, ProfileName(run.parameters["profile"]), ())
            create_draft(session, lecture.id, draft, now=context.clock())
    return _STOP


def _check_original(context: JobContext, lecture: Lecture, meter: "_Meter") -> None:
    """The file on disk is still the one that was sent; raises DamagedOriginalError."""
    size = max(1, lecture.source_size)
    path = source_file(context.settings.data_dir, lecture.source_hash)
    try:
        found = hash_of(path, on_bytes=lambda seen: meter.tell(Stage.RECEIVE, seen / size))
    except OSError as fault:
        raise DamagedOriginalError(type(fault).__name__) from fault
    if found != lecture.source_hash:
        raise DamagedOriginalError("another hash")


def _open(context: JobContext, run_id: str) -> tuple[Lecture, Chain, "_Meter"]:
    with context.database.reading() as session:
        run = session.get_one(Run, run_id)
        lecture = session.get_one(Lecture, run.lecture_id)
        session.expunge_all()
    meter = _Meter(context, run_id)
    data = context.settings.data_dir
    recording = Recording(
        source_file(data, lecture.source_hash),
        lecture.source_hash,
        StageStore(lecture_folder(data, lecture.source_hash)),
    )
    options = Options(
        lecture.language,
        ProfileName(run.parameters["profile"]),
        run.parameters.get("model") or context.settings.speech_model,
        is_forced=bool(run.parameters.get("is_forced")),
    )
    watch = Watch(meter.tell, meter.is_cancelled)
    return lecture, Chain(recording, options, machine_of(context.settings), watch), meter


class _Meter:
    """Notes the progress of a run about once a second, and looks as often whether it is to stop."""

    def __init__(self, context: JobContext, run_id: str) -> None:
        self._context = context
        self._run_id = run_id
        self._began = self._told = time.monotonic()
        self._looked = 0.0
        self._cancelled = False

    def tell(self, stage: Stage, done: float) -> None:
        now = time.monotonic()
        if now - self._told < _LOOK_SECONDS:
            return
        self._told = now
        with self._context.database.writing() as session:
            note_progress(session, self._run_id, stage, done, now - self._began)

    def is_cancelled(self) -> bool:
        now = time.monotonic()
        if not self._cancelled and now - self._looked >= _LOOK_SECONDS:
            self._looked = now
            with self._context.database.reading() as session:
                self._cancelled = is_cancel_asked(session, self._run_id)
        return self._cancelled
