"""Forms of the log's reviews: one of the choices, nothing else."""

import pytest
from starlette.datastructures import FormData

from app.core.errors import InvalidInputError
from app.people.forms.reviews import PERIODS, Draw, Outcome, Period
from app.people.models.reviews import Finding
from app.web.forms import CHOOSE_ONE, FILL_IN, parse


def test_draw_takes_each_period() -> None:
    assert [parse(Draw, FormData({"period": period})).period for period in ("30", "90")] == list(PERIODS)
    assert set(PERIODS) == set(Period)


@pytest.mark.parametrize(
    ("value", "words"), [("", FILL_IN), ("3000", CHOOSE_ONE), ("-1", CHOOSE_ONE), ("x" * 10**6, CHOOSE_ONE)]
)
def test_draw_refuses_other_periods(value: str, words: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse(Draw, FormData({"period": value}))
    assert caught.value.fields == {"period": words}


def test_outcome_takes_each_finding() -> None:
    assert [parse(Outcome, FormData({"finding": finding.value})).finding for finding in Finding] == list(
        Finding
    )


def test_outcome_refuses_free_text() -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse(Outcome, FormData({"finding": "Sara looked at her neighbour"}))
    assert caught.value.fields == {"finding": CHOOSE_ONE}
