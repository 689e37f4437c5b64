"""Bodies: every block with its line, every fault with its rule, and never an exception."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.models.documents import BlockKind, Body, Image, Problem
from app.content.rules.blocks import blocks_of, body_of, split_segments
from tests.content.files import block, document

KINDS = {
    "## Rubrik": (BlockKind.HEADING, 2),
    "### Rubrik": (BlockKind.HEADING, 3),
    "Text\npå rader": (BlockKind.PARAGRAPH, 0),
    "- a\n- b": (BlockKind.LIST, 0),
    "1. a\n\n   b\n2. c": (BlockKind.LIST, 0),
    "|a|\n|-|\n|b|": (BlockKind.TABLE, 0),
    "> a": (BlockKind.QUOTE, 0),
    "![a](/media/a.svg)": (BlockKind.IMAGE, 0),
    "::: key\na\n:::": (BlockKind.KEY, 0),
    "::: exercise minutes=3\n**a**\n\nb\n:::": (BlockKind.EXERCISE, 0),
    "::: figure\n![a](/media/a.svg)\n:::": (BlockKind.FIGURE, 0),
    "::: lecture id=a\nb\n:::": (BlockKind.LECTURE, 0),
}


def faults(body: Body) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.rule, problem.level) for problem in body.problems]


@pytest.mark.parametrize(("text", "kind"), KINDS.items())
def test_body_of_names_kind(text: str, kind: tuple[BlockKind, int]) -> None:
    body = body_of(document(f"\n<!-- b:7k2mf -->\n{text}\n"))
    assert body.problems == ()
    (found,) = body.blocks
    assert (found.kind, found.level, found.text, found.line, found.id) == (*kind, text, 3, "7k2mf")


def test_body_of_keeps_order_and_lines() -> None:
    body = body_of(document("<!-- b:7k2mf -->\n## A\n\n<!-- b:q0d4x safety -->\n\nB\n\n<!-- b:zzzzz -->\nC"))
    assert [(found.id, found.line, found.record.line, found.record.safety) for found in body.blocks] == [
        ("7k2mf", 2, 1, False),
        ("q0d4x", 6, 4, True),
        ("zzzzz", 9, 8, False),
    ]
    assert (body.problems, body.broken) == ((), False)


def test_body_of_is_remembered() -> None:
    one = document("<!-- b:7k2mf -->\nA")
    assert body_of(one) is body_of(one)
    assert blocks_of(one) is body_of(one).blocks


def test_block_of_an_image_knows_it() -> None:
    assert block("![En klocka](/media/a.svg)").image == Image("/media/a.svg", "En klocka")


def test_body_of_nothing() -> None:
    assert body_of(document("\n\n")) == Body()


@pytest.mark.parametrize(
    ("text", "found", "shown", "broken"),
    [
        ("Text\n", [(1, "ID1", "error")], [], True),
        ("Text\n\n<!-- b:7k2mf -->\nA", [(1, "ID1", "error")], ["7k2mf"], True),
        ("<!-- b:7k2mf -->\n\n", [(1, "ID1", "error")], [], False),
        ("<!-- b:7k2mf -->\n[a]: b\n", [(1, "ID1", "error")], [], False),
        ("<!-- b:7k2mf -->\nA\n\nB", [(4, "ID1", "error")], ["7k2mf"], False),
        ("<!-- b:7k2mf -->\n::: key\nA\n:::\nB", [(5, "ID1", "error")], ["7k2mf"], False),
        ("<!-- b:7k2mf wrong -->\nA", [(1, "ID1", "error")], ["7k2mf"], False),
        ("<!-- b:7k -->\nA", [(1, "ID1", "error")], [], True),
        ("<!-- b:7k2mf -->\nA\n\n<!-- b:7k2mf -->\nB", [(4, "ID1", "error")], ["7k2mf"], True),
        ("<!-- b:7k2mf s:0123456789 -->\nA", [(1, "ID1", "error")], ["7k2mf"], False),
        ("<!-- b:7k2mf+q0d4x -->\nA", [(1, "ID1", "error")], ["7k2mf"], False),
        ("<!-- b:7k2mf -->\n# A", [(2, "ST1", "error")], ["7k2mf"], False),
        ("<!-- b:7k2mf -->\n#### A", [(2, "ST1", "error")], ["7k2mf"], False),
        ("<!-- b:7k2mf -->\n```\nA\n```", [(2, "ST1", "error")], ["7k2mf"], False),
        ("<!-- b:7k2mf -->\n***", [(2, "ST1", "error")], ["7k2mf"], False),
        ("<!-- b:7k2mf -->\n::: video\nA\n:::", [(2, "ST1", "error")], ["7k2mf"], False),
        ("<!-- b:7k2mf -->\n:::\nA\n:::", [(2, "ST1", "error")], ["7k2mf"], False),
        ("<!-- b:7k2mf -->\n::: key\nA", [(2, "ST1", "error")], ["7k2mf"], False),
        ("<!-- b:7k2mf -->\n" + ">" * 100_000, [(2, "ST1", "error")], [], True),
        ("<!-- b:7k2mf -->\n" + "[" * 100_000, [(2, "ST1", "error")], [], True),
    ],
)
def test_body_of_names_fault_in_swedish(
    text: str, found: list[tuple[int, str, str]], shown: list[str], broken: bool
) -> None:
    start = time.process_time()
    body = body_of(document(text))
    assert (faults(body), [block.id for block in body.blocks], body.broken) == (found, shown, broken)
    assert all(problem.message and problem.remedy for problem in body.problems)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<!-- b:7k2mf s:0123456789 t:0123456789 machine @anna -->\nA", []),
        ("<!-- b:7k2mf+q0d4x -->\nA", []),
        ("<!-- b:7k2mf.1 -->\nA\n\n<!-- b:7k2mf.2 -->\nB", []),
        ("<!-- b:+7k2mf local -->\nA", []),
        ("<!-- b:7k2mf -->\nA\n\nB", [(4, "ID1", "warning")]),
        ("<!-- b:7k2mf eq:0123456789 -->\nA", [(1, "ID1", "error")]),
        ("<!-- b:7k2mf.1 -->\nA\n\n<!-- b:7k2mf.1 -->\nB", [(4, "ID1", "error")]),
    ],
)
def test_body_of_names_fault_in_translation(text: str, found: list[tuple[int, str, str]]) -> None:
    assert faults(body_of(document(text, lang="ar"))) == found


def test_body_of_loses_no_text_without_marker() -> None:
    found = block("A\n\n<script>B</script>\n\n- C")
    assert found.html == "<p>A</p>\n<p>&lt;script&gt;B&lt;/script&gt;</p>\n<ul>\n<li>C</li>\n</ul>"


def test_body_of_names_file_line_and_remedy() -> None:
    assert body_of(document("<!-- b:7k2mf -->\n# A")).problems == (
        Problem(
            "sv/lessons/x.md",
            2,
            "ST1",
            "error",
            "a heading of level 1",
            "Use ## or ###; the title is the page's #.",
        ),
    )


def test_split_segments_counts_lines_from_the_first() -> None:
    segments = list(split_segments("\nA\n<!-- b:7k2mf -->\n\nB\n\n", 10))
    assert [(segment.marker, segment.line, segment.text, segment.text_line) for segment in segments] == [
        (None, 10, "A", 11),
        ("<!-- b:7k2mf -->", 12, "B", 14),
    ]


HOSTILE_LINES = """<!-- b:7k2mf -->|<!-- b:q0d4x safety -->|<!-- b|-->|::: key|:::|::: check|- [ ] a||> a|# a
  b|```|<b>|[a](javascript:b)|![a](/media/a)|**|1. a|\u202e"""
pieces = st.sampled_from([*HOSTILE_LINES.replace("\n", "|").split("|"), "|a|b|", "|-|-|"])


@given(st.lists(pieces | st.text(max_size=20), max_size=20).map("\n".join), st.sampled_from(["sv", "ti"]))
def test_body_of_never_raises(text: str, lang: str) -> None:
    body = body_of(document(text.encode("utf-8", "ignore").decode(), lang=lang))
    assert len({(*found.record.block_ids, found.record.part) for found in body.blocks}) == len(body.blocks)
