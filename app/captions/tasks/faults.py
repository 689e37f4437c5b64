"""How a run ends when a stage fails: which sentence the person gets, and what the administrator."""

import traceback

from app.captions.actions.runs import Ending
from app.captions.engines.faults import ModelUnusableError
from app.captions.models.lectures import RunState
from app.core.errors import S_, AppError
from app.core.supervise import CommandCancelledError


class DamagedOriginalError(AppError):
    """The uploaded file is gone, or not the one that came."""

    status = 422
    message_id = S_(
        "The uploaded file is missing or damaged on our disk. Upload it again. What was published stays."
    )


def ending_of(fault: BaseException) -> Ending:
    """Turn what a stage raised into the run's end; whatever is not known is told in general words.

    A model that is missing or cannot be used is no failure: the run waits for it, and people can type.
    """
    tail = str(getattr(fault, "tail", "") or getattr(fault, "detail", ""))
    if isinstance(fault, CommandCancelledError):
        return Ending(RunState.CANCELLED)
    if isinstance(fault, ModelUnusableError):
        return Ending(RunState.WAITING, fault.message_id, tail)
    if isinstance(fault, AppError):
        return Ending(RunState.FAILED, fault.message_id, tail)
    return Ending(RunState.FAILED, AppError.message_id, "".join(traceback.format_exception(fault)))
