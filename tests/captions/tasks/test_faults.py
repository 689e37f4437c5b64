import pytest

from app.captions.actions.runs import Ending
from app.captions.engines.faults import ModelMissingError, ModelTruncatedError
from app.captions.models.lectures import RunState
from app.captions.tasks.faults import DamagedOriginalError, ending_of
from app.core.errors import AppError
from app.core.supervise import CommandCancelledError, CommandError


def test_a_cancelled_program_is_no_fault() -> None:
    assert ending_of(CommandCancelledError("ffmpeg")) == Ending(RunState.CANCELLED)


@pytest.mark.parametrize("fault", [ModelMissingError("small"), ModelTruncatedError("small")])
def test_without_a_usable_model_the_run_waits(fault: AppError) -> None:
    assert ending_of(fault) == Ending(RunState.WAITING, fault.message_id, "small")


def test_a_known_fault_is_told_in_its_own_words_with_the_programs_tail() -> None:
    fault = CommandError("ffmpeg ended with 1", "last line of ffmpeg")
    assert ending_of(fault) == Ending(RunState.FAILED, CommandError.message_id, "last line of ffmpeg")
    assert ending_of(DamagedOriginalError("x")).fault == DamagedOriginalError.message_id


def test_an_unknown_fault_is_told_in_general_words_and_kept_for_the_administrator() -> None:
    ending = ending_of(ZeroDivisionError("nobody knows"))
    assert (ending.state, ending.fault) == (RunState.FAILED, AppError.message_id)
    assert ending.tail.endswith("ZeroDivisionError: nobody knows\n")
