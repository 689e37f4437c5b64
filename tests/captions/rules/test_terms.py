"""The term bank's pairs for a translator."""

from app.captions.rules.terms import TermHint, term_hints
from app.content.models.documents import Term


def test_terms_are_paired_by_id_and_what_one_lacks_is_left_out() -> None:
    swedish = {
        "alarm": Term("alarm", "larm", "", forms=("larm", "larmet")),
        "pain": Term("pain", "smärta", ""),
    }
    arabic = {
        "alarm": Term("alarm", "إنذار", "", forms=("الإنذار",), forbidden=("صفارة",)),
        "x": Term("x", "x", ""),
    }
    assert term_hints(swedish, arabic) == (
        TermHint("larm", ("larm", "larmet"), "إنذار", ("إنذار", "الإنذار"), ("صفارة",)),
    )
