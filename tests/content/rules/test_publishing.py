"""Publishing: what readers see in each state, in both modes."""

import pytest

from app.content.models.documents import State
from app.content.models.pages import Text
from app.content.rules.canonical import digest
from app.content.rules.publishing import may_show, published_blocks, published_text
from tests.content.files import block


@pytest.mark.parametrize(
    ("state", "approved_only", "labelled"),
    [
        (State.MISSING, False, False),
        (State.DRAFT, False, False),
        (State.OUTDATED, False, True),
        (State.MACHINE, False, True),
        (State.NEEDS_REVIEW, False, True),
        (State.APPROVED, True, True),
    ],
)
def test_may_show(state: State, approved_only: bool, labelled: bool) -> None:
    assert may_show(state, draft=False, unreviewed_shown=False) is approved_only
    assert may_show(state, draft=False, unreviewed_shown=True) is labelled
    assert not may_show(state, draft=True, unreviewed_shown=True)


def test_published_blocks_in_swedish_are_as_they_are() -> None:
    one, two = block("A", marker="b:7k2mf safety"), block("B", marker="b:q0d4x")
    shown = published_blocks((one, two), None, lang="sv", unreviewed_shown=False)
    assert [(item.number, item.block, item.lang, item.state, item.fallback) for item in shown] == [
        (1, one, "sv", State.APPROVED, False),
        (2, two, "sv", State.APPROVED, False),
    ]
    assert [(item.safety, item.source_beside) for item in shown] == [(True, False), (False, False)]


@pytest.mark.parametrize(
    ("words", "unreviewed_shown", "lang", "fallback", "beside"),
    [
        ("approved", False, "ar", False, False),
        ("approved", True, "ar", False, False),
        ("machine", False, "sv", True, False),
        ("machine", True, "ar", False, True),
        ("needs_review", True, "ar", False, True),
        ("draft", True, "sv", True, False),
    ],
)
def test_published_blocks_of_a_safety_block(
    words: str, unreviewed_shown: bool, lang: str, fallback: bool, beside: bool
) -> None:
    source = block("Ring 112.", marker="b:7k2mf safety")
    target = block("112", marker=f"b:7k2mf s:{source.digest} t:{digest('112')} {words} @a", lang="ar")
    (shown,) = published_blocks((source,), (target,), lang="ar", unreviewed_shown=unreviewed_shown)
    assert (shown.lang, shown.fallback, shown.source_beside) == (lang, fallback, beside)
    assert shown.block is (source if fallback else target)
    assert (shown.source, shown.safety, shown.id) == (source, True, "7k2mf")


def test_published_blocks_without_translation_fall_back() -> None:
    source = block("A")
    (shown,) = published_blocks((source,), (), lang="ti", unreviewed_shown=True)
    assert (shown.lang, shown.state, shown.fallback) == ("sv", State.MISSING, True)


def test_published_blocks_hide_an_outdated_draft() -> None:
    source = block("A")
    target = block("B", marker="b:7k2mf s:0000000000 draft @a", lang="ar")
    (shown,) = published_blocks((source,), (target,), lang="ar", unreviewed_shown=True)
    assert (shown.state, shown.fallback) == (State.OUTDATED, True)


def test_published_text() -> None:
    swedish = Text("Smärta", "sv", State.APPROVED)
    machine = Text("الألم", "ar", State.MACHINE)
    assert published_text("Smärta", machine, draft=False, unreviewed_shown=True) is machine
    assert published_text("Smärta", machine, draft=False, unreviewed_shown=False) == swedish
    assert published_text("Smärta", machine, draft=True, unreviewed_shown=True) == swedish
    assert published_text("Smärta", None, draft=False, unreviewed_shown=True) == swedish
