"""Containers: their pieces, and a sentence for everything that is missing."""

import pytest

from app.content.models.documents import Answer, Image
from app.content.rules.containers import Pieces, container_kind, read_container
from app.content.rules.parsing import split_parts

CHECK = """::: check
Vad är *bäst*?

- [ ] Ligga **still**

  Det känns lätt. Men kroppen mår bra av rörelse.

- [x] Röra sig lite i taget

  Ja, 10–15 minuter räcker.
:::"""


def read(text: str) -> Pieces:
    (part,) = split_parts(text)
    assert part.container is not None
    return read_container(part.container, part.tokens, {"/media/a.svg": (4, 3)})


def test_read_container_of_an_exercise() -> None:
    pieces = read("::: exercise minutes=3 in=4 out=6\n**Andas lugnt**\n\n1. Sitt.\n2. Andas.\n:::")
    assert (pieces.name, pieces.html, pieces.faults) == (
        "Andas lugnt",
        "<ol>\n<li>Sitt.</li>\n<li>Andas.</li>\n</ol>",
        [],
    )
    assert dict(pieces.attributes) == {"minutes": "3", "in": "4", "out": "6"}


def test_read_container_of_a_check() -> None:
    pieces = read(CHECK)
    assert pieces.faults == []
    assert pieces.html == "<p>Vad är <em>bäst</em>?</p>"
    assert pieces.answers == (
        Answer(
            "Ligga <strong>still</strong>",
            correct=False,
            feedback="<p>Det känns lätt. Men kroppen mår bra av rörelse.</p>",
        ),
        Answer(
            "Röra sig lite i taget",
            correct=True,
            feedback='<p>Ja, <bdi dir="ltr">10–15</bdi> minuter räcker.</p>',
        ),
    )


def test_read_container_of_a_figure() -> None:
    pieces = read("::: figure\n![En klocka](/media/a.svg)\n\nKlockan ringer.\n:::")
    assert (pieces.image, pieces.html, pieces.faults) == (
        Image("/media/a.svg", "En klocka", 4, 3),
        "<p>Klockan ringer.</p>",
        [],
    )


def test_read_container_of_a_lecture() -> None:
    pieces = read("::: lecture id=what-is-pain\nEn film.\n:::")
    assert (pieces.html, dict(pieces.attributes), pieces.faults) == (
        "<p>En film.</p>",
        {"id": "what-is-pain"},
        [],
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("::: key\n:::", "the container is empty"),
        ("::: key minutes=3\na\n:::", "'minutes' does not belong to key"),
        ("::: exercise\n**a**\n\nb\n:::", "'minutes=' is missing"),
        ("::: exercise minutes=0\n**a**\n\nb\n:::", "'minutes' must be a whole number from 1 to 120"),
        ("::: exercise minutes=121\n**a**\n\nb\n:::", "'minutes' must be a whole number from 1 to 120"),
        ("::: exercise minutes=3x\n**a**\n\nb\n:::", "'minutes' must be a whole number from 1 to 120"),
        ("::: exercise minutes=3 in=4\n**a**\n\nb\n:::", "a breathing pace needs both 'in' and 'out'"),
        (
            "::: exercise minutes=3 in=4 out=6 pause=9\n**a**\n\nb\n:::",
            "an exercise has either a breathing pace or a pause, not both",
        ),
        (
            "::: exercise minutes=3\na\n\nb\n:::",
            "the first line of an exercise must be its short name in bold, alone in its paragraph",
        ),
        (
            "::: exercise minutes=3\n- a\n:::",
            "the first line of an exercise must be its short name in bold, alone in its paragraph",
        ),
        (
            "::: exercise minutes=3\n**a** **b**\n\nc\n:::",
            "the first line of an exercise must be its short name in bold, alone in its paragraph",
        ),
        ("::: exercise minutes=3\n**a**\n:::", "the exercise has a name but no steps"),
        ("::: figure\nText\n:::", "a figure begins with one picture from /media/, alone in its paragraph"),
        ("::: figure\n- a\n:::", "a figure begins with one picture from /media/, alone in its paragraph"),
        (
            "::: figure\n![a](/media/a.svg)\nText\n:::",
            "a figure begins with one picture from /media/, alone in its paragraph",
        ),
        (
            "::: figure\n![a](https://x.se/a.svg)\n:::",
            "a figure begins with one picture from /media/, alone in its paragraph",
        ),
        ("::: lecture id=What\na\n:::", "a lecture's id is small letters, digits and hyphens"),
        ("::: lecture\na\n:::", "'id=' is missing"),
        (
            CHECK.replace("Vad är *bäst*?", ""),
            "a check is a question followed by one list of answers, and nothing else",
        ),
        (
            CHECK.replace("\n:::", "\n\nMer text.\n:::"),
            "a check is a question followed by one list of answers, and nothing else",
        ),
        ("::: check\nVad?\n:::", "a check is a question followed by one list of answers, and nothing else"),
        (CHECK.replace("[x]", "[ ]"), "exactly one answer must be marked [x]"),
        (CHECK.replace("[ ]", "[X]"), "exactly one answer must be marked [x]"),
        (CHECK.replace("- [ ] ", "- "), "every answer begins with [ ] or [x]"),
        (CHECK.replace("- [ ] Ligga **still**", "- # [ ] Ligga"), "every answer begins with [ ] or [x]"),
        (
            CHECK.replace("  Ja, 10–15 minuter räcker.\n", ""),
            "every answer needs one paragraph of feedback below it, indented by two spaces",
        ),
        (
            CHECK.replace("\n:::", "\n\n- [ ] c\n\n  d\n" * 3 + "\n:::"),
            "a check has 2 to 4 answers; this one has 5",
        ),
        ("::: check\nVad?\n\n- [x] a\n\n  b\n:::", "a check has 2 to 4 answers; this one has 1"),
    ],
)
def test_read_container_names_fault(text: str, fault: str) -> None:
    assert fault in read(text).faults


def test_read_container_with_a_bad_attribute_has_none() -> None:
    assert dict(read("::: exercise minutes=3 in=400 out=6\n**a**\n\nb\n:::").attributes) == {}


def test_read_container_keeps_readable_answers() -> None:
    pieces = read(CHECK.replace("- [ ] ", "- "))
    assert [answer.html for answer in pieces.answers] == ["Röra sig lite i taget"]


def test_container_kind_of_unknown_is_none() -> None:
    assert container_kind("video") is None
    assert container_kind("key") == "key"
