"""Jobs of the slice: a lecture through all its stages, what was published, and what is left lying about."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final, TypeVar

import structlog
from sqlalchemy.orm import Session

from app.captions.actions.drafts import Draft, create_draft
from app.captions.actions.publishing import PROJECT_JOB, project_lecture
from app.captions.actions.runs import PROCESS_JOB, Ending, begin_stage, end_run, end_stage, note_progress
from app.captions.actions.sweep import sweep_uploads
from app.captions.models.cues import ProfileName
from app.captions.models.lectures import Lecture, Run, RunState
from app.captions.queries.publishing import published_lectures
from app.captions.queries.runs import is_cancel_asked
from app.captions.rules.places import lecture_folder, published_root, source_file
from app.captions.rules.runs import ACTIVE, Stage, StageState
from app.captions.tasks.chain import Chain, Options, Recording, Watch, machine_of
from app.captions.tasks.faults import DamagedOriginalError, ending_of
from app.captions.tasks.store import StageStore, hash_of
from app.core.durable import sweep_halves
from app.core.errors import S_, AppError, UnavailableError
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
_LONGEST_WAIT: Final = 30.0
_AFTER_MEDIA: Final = frozenset({Stage.SPEECH, Stage.TRANSCRIBE, Stage.CLEAN, Stage.SEGMENT, Stage.QC})
_HALF_LIFE: Final = timedelta(days=1)
"""Longer than any stage writes at one file."""
_log = structlog.get_logger(__name__)

T = TypeVar("T")


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


@jobs.scheduled("captions.project_all", "40 4 * * *")
def write_all_published(context: JobContext) -> None:
    """Each night write anew what readers get of every lecture, where a full disk or a crash kept it from
    being written: what was withdrawn must go, whatever went wrong."""
    with context.database.reading() as session:
        lectures = published_lectures(session)
    for lecture_id in lectures:
        try:
            with context.database.reading() as session:
                project_lecture(session, lecture_id, context.settings.data_dir)
        except (OSError, AppError) as fault:
            _log.warning("lecture_not_written", error=type(fault).__name__)


def _run_stage(context: JobContext, run_id: str, stage: Stage) -> str:
    def begin(session: Session) -> bool | None:
        run = session.get(Run, run_id)
        if run is None or run.state not in ACTIVE:
            return None
        return begin_stage(session, run_id, stage, now=context.clock())

    may_begin = _stored(context, begin)
    if may_begin is None:
        return _STOP
    if not may_begin:
        return _stop(context, run_id, stage, Ending(RunState.FAILED, GIVEN_UP))
    try:
        _do(context, run_id, stage)
    except Exception as fault:  # noqa: BLE001 - whatever went wrong, somebody waits for a sentence about it
        return _stop(context, run_id, stage, _ending(fault, stage.value))
    _stored(context, lambda session: end_stage(session, run_id, stage, StageState.DONE, now=context.clock()))
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
            _stored(context, lambda session: _note_duration(session, lecture.id, duration))
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


def _note_duration(session: Session, lecture_id: str, duration: int) -> None:
    session.get_one(Lecture, lecture_id).duration = duration


def _finish(context: JobContext, run_id: str) -> None:
    """Store the draft, and end the run: both or neither; whatever keeps it from that ends the run, too."""
    try:
        lecture, chain, _ = _open(context, run_id)
        cues, flags, provenance = chain.cues(), chain.cleaned().flags, chain.provenance()
        draft = Draft(lecture.language, chain.options.profile, cues, flags, provenance)
        ending = Ending(RunState.SUCCEEDED, None if cues else NO_SPEECH)
        _stored(context, lambda session: _end(session, run_id, ending, draft, now=context.clock()))
    except Exception as fault:  # noqa: BLE001 - a run that nobody ends could be neither waited for nor retried
        failed = _ending(fault, "finish")
        _stored(context, lambda session: _end(session, run_id, failed, None, now=context.clock()))


def _stop(context: JobContext, run_id: str, stage: Stage, ending: Ending) -> str:
    stage_state = StageState.LEFT_OUT if ending.state == RunState.CANCELLED else StageState.FAILED

    def stop(session: Session) -> None:
        end_stage(session, run_id, stage, stage_state, now=context.clock())
        run = session.get_one(Run, run_id)
        draft = None
        if stage in _AFTER_MEDIA and ending.state != RunState.CANCELLED:
            # Without a machine's words, people can still write them: the track is there, and empty.
            language = session.get_one(Lecture, run.lecture_id).language
            draft = Draft(language, ProfileName(run.parameters["profile"]), ())
        _end(session, run_id, ending, draft, now=context.clock())

    _stored(context, stop)
    return _STOP


def _end(session: Session, run_id: str, ending: Ending, draft: Draft | None, *, now: datetime) -> None:
    """End a run that goes on, with what became of it."""
    run = session.get_one(Run, run_id)
    if run.state not in ACTIVE:
        return
    if draft is not None:
        create_draft(session, run.lecture_id, draft, now=now)
    end_run(session, run_id, ending, now=now)


def _ending(fault: Exception, place: str) -> Ending:
    ending = ending_of(fault)
    if ending.state == RunState.FAILED:
        _log.warning("lecture_stage_failed", stage=place, error=type(fault).__name__)
    return ending


def _stored(context: JobContext, work: Callable[[Session], T]) -> T:
    """Do `work` in a transaction, and again for as long as the database is away or busy: an hour's work is
    not thrown away for a restart of the database, and no run is left that nobody ends."""
    wait = _LOOK_SECONDS
    while True:
        try:
            with context.database.writing() as session:
                return work(session)
        except UnavailableError as fault:
            _log.warning("lecture_waits_for_database", error=type(fault).__name__)
            time.sleep(wait)
            wait = min(2 * wait, _LONGEST_WAIT)


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
    def find(session: Session) -> tuple[Run, Lecture]:
        run = session.get_one(Run, run_id)
        return run, session.get_one(Lecture, run.lecture_id)

    run, lecture = _stored(context, find)
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
        # Progress is for the eye: a database that is away for a while stops no work.
        with suppress(UnavailableError), self._context.database.writing() as session:
            note_progress(session, self._run_id, stage, done, now - self._began)

    def is_cancelled(self) -> bool:
        now = time.monotonic()
        if not self._cancelled and now - self._looked >= _LOOK_SECONDS:
            self._looked = now
            with suppress(UnavailableError), self._context.database.reading() as session:
                self._cancelled = is_cancel_asked(session, self._run_id)
        return self._cancelled
