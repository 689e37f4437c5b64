"""The rules for terms.yaml."""

import pytest

from app.content.models.documents import Term
from app.content.rules.lint.bank import lint_terms

SOURCE = {"nerve": Term("nerve", "nerv", "En tunn tråd, 3 mm.")}


@pytest.mark.parametrize(
    ("term", "text", "rules"),
    [
        (Term("nerve", "عصب", "خيط رفيع 3."), "", []),
        (Term("nerve", "عصب", "خيط رفيع (nerv) 3."), "", []),
        (Term("other", "عصب", "خيط رفيع 3."), "", ["ID1"]),
        (Term("nerve", "nerve", "thin thread 3."), "", ["SC1"]),
        (Term("nerve", "عصب", "En tunn tråd, 3 mm."), "", ["SC1", "SAME"]),
        (Term("nerve", "عصب", "خيط رفيع."), "", ["NUM"]),
        (Term("nerve", "عصب", "خيط رفيع 3."), "a\u202eb", ["BI1"]),
        (Term("nerve", "عصب", "خيط رفيع 3."), "a\u030a", ["UC1"]),
        (Term("nerve", "عصب", "خيط رفيع 3."), "٣", ["DIG"]),
    ],
)
def test_lint_terms(term: Term, text: str, rules: list[str]) -> None:
    found = lint_terms({term.id: term}, SOURCE, lang="ar", path="ar/terms.yaml", text=text)
    assert [problem.rule for problem in found] == rules
    assert {problem.path for problem in found} <= {"ar/terms.yaml"}


def test_lint_terms_in_swedish_is_about_letters_only() -> None:
    assert lint_terms(SOURCE, SOURCE, lang="sv", path="sv/terms.yaml", text="") == []
