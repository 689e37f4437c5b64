"""The form behind the plus and minus of the seats."""

import pytest
from starlette.datastructures import FormData

from app.core.errors import InvalidInputError
from app.people.forms.seats import SeatForm
from app.people.models.participants import Sex
from app.web.forms import parse

GOOD = {"unit": "u", "sex": "woman", "step": "add", "shown": "3"}


def test_a_step_is_read_and_the_sex_may_be_left_out() -> None:
    form = parse(SeatForm, FormData(GOOD))
    assert (form.unit, form.sex, form.step, form.shown) == ("u", Sex.WOMAN, "add", 3)
    assert parse(SeatForm, FormData(GOOD | {"sex": ""})).sex is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("unit", ""), ("sex", "x"), ("step", "double"), ("shown", "-1"), ("shown", "9" * 40), ("shown", "x")],
)
def test_what_does_not_fit_names_its_field(field: str, value: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse(SeatForm, FormData(GOOD | {field: value}))
    assert set(caught.value.fields) == {field}
