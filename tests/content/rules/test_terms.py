"""The term bank's file."""

import pytest

from app.content.models.documents import State, Term
from app.content.rules.terms import read_terms

SWEDISH = """- id: nerve
  term: nerv
  forms: [nerven, nerver]
  explanation: En tunn tråd.
  say: NERV
- id: brain
  term: hjärna
  explanation: Den är i huvudet.
  say: JÄR-na
  note: Organet.
"""


def test_read_terms_in_swedish() -> None:
    assert read_terms(SWEDISH, lang="sv", path="sv/terms.yaml") == (
        (
            Term("nerve", "nerv", "En tunn tråd.", ("nerven", "nerver"), say="NERV", line=1),
            Term("brain", "hjärna", "Den är i huvudet.", say="JÄR-na", note="Organet.", line=6),
        ),
        (),
    )


def test_read_terms_of_a_translation() -> None:
    words = ["id: nerve", "term: عصب", "forbidden: [مجنون]", "explanation: خيط", "say: نيرف"]
    text = "- " + "\n  ".join([*words, "record: s:0123456789 machine @a"])
    (term,), problems = read_terms(text, lang="ar", path="ar/terms.yaml")
    assert problems == ()
    assert term.record is not None
    assert (term.forbidden, term.record.state, term.record.line) == (("مجنون",), State.MACHINE, 6)


@pytest.mark.parametrize(
    ("text", "lang", "problems", "kept"),
    [
        (SWEDISH.replace("brain", "nerve"), "sv", [(6, "the term 'nerve' comes twice")], 1),
        (SWEDISH.replace("  say: NERV\n", ""), "sv", [(1, "'say': Field required")], 1),
        (SWEDISH.replace("term: nerv", "term: 1"), "sv", [(2, "'term': Input should be a valid string")], 1),
        (SWEDISH + "  forbidden: []\n", "sv", [(11, "'forbidden': Extra inputs are not permitted")], 1),
        (SWEDISH + "- text\n", "sv", [(11, None)], 2),
        (SWEDISH + "  record: nonsense\n", "so", [(11, "record: 'nonsense' is not a word of a record")], 2),
        ("a: b\n", "sv", [(1, "the file is not a list of '- id: ...' entries")], 0),
        ("", "sv", [(1, "the file is not a list of '- id: ...' entries")], 0),
        ("- &a [b]\n- *a\n", "sv", [(1, "anchors and aliases (& and *) are not allowed")], 0),
    ],
)
def test_read_terms_names_line_and_fault(
    text: str, lang: str, problems: list[tuple[int, str | None]], kept: int
) -> None:
    terms, found = read_terms(text, lang=lang, path="p")
    assert len(terms) == kept
    assert [problem.line for problem in found] == [line for line, _message in problems]
    for problem, (_line, message) in zip(found, problems, strict=True):
        assert message in (None, problem.message)
        assert (problem.rule, problem.level) == ("FM1", "error")
