import pytest

from app.captions.models.lectures import RunState
from app.captions.rules.runs import (
    RUN_STATE_NAMES,
    STAGE_NAMES,
    STAGE_STATE_NAMES,
    Stage,
    StageState,
    may_cancel,
    may_retry,
    seconds_left,
)


def test_everything_has_a_name_for_staff() -> None:
    assert set(STAGE_NAMES) == set(Stage)
    assert set(STAGE_STATE_NAMES) == set(StageState)
    assert set(RUN_STATE_NAMES) == set(RunState)


@pytest.mark.parametrize("state", RunState)
def test_a_run_can_be_cancelled_or_run_again_but_never_both(state: RunState) -> None:
    assert may_cancel(state) is (state in {RunState.QUEUED, RunState.RUNNING})
    assert may_retry(state) is not may_cancel(state)


@pytest.mark.parametrize(
    ("done", "seconds", "left"),
    [(0.5, 60, 60), (0.25, 30, 90), (1.0, 30, 0), (0.0, 30, None), (0.01, 500, None), (0.5, 0.4, None)],
)
def test_what_is_left_is_guessed_once_something_is_known(
    done: float, seconds: float, left: float | None
) -> None:
    assert seconds_left(done, seconds) == left
