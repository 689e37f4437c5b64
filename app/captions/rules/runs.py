"""The stages of a run in their order, and what may still be done to it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from app.captions.models.lectures import RunState
from app.core.errors import S_

MOST_TRIES: Final = 3
"""A stage during which the worker died so often is given up: it may be what kills it."""


class Stage(StrEnum):
    """What is done to a lecture, one after the other."""

    RECEIVE = "receive"
    PROBE = "probe"
    MEDIA = "media"
    SPEECH = "speech"
    TRANSCRIBE = "transcribe"
    CLEAN = "clean"
    SEGMENT = "segment"
    QC = "qc"


class StageState(StrEnum):
    """How far one stage has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    LEFT_OUT = "left_out"
    """Not run: an earlier one failed, was stopped, or found that there is nothing to do."""


STAGE_NAMES: Final[Mapping[Stage, str]] = MappingProxyType(
    {
        Stage.RECEIVE: S_("Check that the file is whole"),
        Stage.PROBE: S_("Look what is in the file"),
        Stage.MEDIA: S_("Make the video small for phones"),
        Stage.SPEECH: S_("Find where somebody speaks"),
        Stage.TRANSCRIBE: S_("Write down what is said"),
        Stage.CLEAN: S_("Mark what is doubtful"),
        Stage.SEGMENT: S_("Cut the text into subtitles"),
        Stage.QC: S_("Check the subtitles"),
    }
)

STAGE_STATE_NAMES: Final[Mapping[StageState, str]] = MappingProxyType(
    {
        StageState.WAITING: S_("not yet"),
        StageState.RUNNING: S_("under way"),
        StageState.DONE: S_("done"),
        StageState.FAILED: S_("stopped"),
        StageState.LEFT_OUT: S_("left out"),
    }
)

RUN_STATE_NAMES: Final[Mapping[RunState, str]] = MappingProxyType(
    {
        RunState.QUEUED: S_("Waiting for its turn"),
        RunState.RUNNING: S_("Being worked on"),
        RunState.WAITING: S_("Waiting for a speech model"),
        RunState.SUCCEEDED: S_("Ready to be corrected"),
        RunState.FAILED: S_("Stopped by a fault"),
        RunState.CANCELLED: S_("Cancelled"),
    }
)

ACTIVE: Final = frozenset({RunState.QUEUED, RunState.RUNNING})
"""States in which a machine works or will."""


def may_cancel(state: RunState) -> bool:
    """Whether there is something to stop."""
    return state in ACTIVE


def may_retry(state: RunState) -> bool:
    """Whether a new run makes sense; finished stages are not run again."""
    return state not in ACTIVE


def seconds_left(done: float, seconds: float) -> float | None:
    """Guess what is left of a stage from the share done and the time it took; None while nothing can be
    said."""
    if not 0.02 <= done <= 1 or seconds < 1:
        return None
    return seconds * (1 - done) / done
