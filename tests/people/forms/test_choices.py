"""The form for a yes or no."""

import pytest
from starlette.datastructures import FormData

from app.core.errors import InvalidInputError
from app.people.forms.choices import ChoiceForm
from app.people.models.participants import GivenHow
from app.web.forms import parse

GOOD = {"answer": "yes", "language": "ti", "how": "paper"}


def test_an_answer_is_read() -> None:
    form = parse(ChoiceForm, FormData(GOOD))
    assert (form.answer, form.language, form.how) == ("yes", "ti", GivenHow.PAPER)


@pytest.mark.parametrize(
    ("field", "value"),
    [("answer", ""), ("answer", "true"), ("language", ""), ("language", "x" * 11), ("how", "aloud")],
)
def test_what_does_not_fit_names_its_field(field: str, value: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse(ChoiceForm, FormData(GOOD | {field: value}))
    assert set(caught.value.fields) == {field}
