"""The entrance's form: twelve digits in any signs, and nothing else."""

import pytest
from hypothesis import given, strategies
from starlette.datastructures import FormData

from app.core.errors import InvalidInputError
from app.people.forms.card_entry import TWELVE, CardEntry
from app.web.forms import parse

DIGITS = "123456789012"
_SCRIPTS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９")


@given(
    digits=strategies.text("0123456789", min_size=12, max_size=12),
    script=strategies.sampled_from(_SCRIPTS),
    between=strategies.sampled_from(["", " ", "-", "\u00a0", "\u2011", "\u200e", "  "]),
)
def test_card_entry_reads_digits_as_people_write_them(digits: str, script: str, between: str) -> None:
    typed = between.join(script[int(digit)] for digit in digits)
    assert parse(CardEntry, FormData({"code": f" {typed}\n"})).code == digits


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"code": ""},
        {"code": DIGITS[:11]},
        {"code": DIGITS + "3"},
        {"code": "x" + DIGITS},
        {"code": "1" * 1_000_000},
        {"code": "\0" * 12},
        {"code": "²" * 12 + "x"},
        {"code": "১" * 12},
        {"other": DIGITS},
    ],
)
def test_card_entry_refuses_anything_else_in_one_sentence(fields: dict[str, str]) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse(CardEntry, FormData(fields))
    assert caught.value.fields == {"code": TWELVE}
