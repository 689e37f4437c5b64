"""The digest: blind to how a text is laid out, awake to what it says."""

import unicodedata
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.models.documents import Term
from app.content.rules.canonical import digest, digest_term, digest_words

# Letters only: a rewrapped line that begins with '-' or '1.' would really be a list.
words = st.text(alphabet="abcdeåäöéüñأبتثሀሁሂ", min_size=1, max_size=9)
sentences = st.lists(words, min_size=2, max_size=25)


def spelled(parts: list[str], *, wrap: int, bullet: str, star: str) -> str:
    """A heading, a wrapped paragraph with emphasis and a list, in one of many spellings."""
    lines = [" ".join(parts[place : place + wrap]) for place in range(0, len(parts), wrap)]
    paragraph = "\n".join(lines)
    items = "\n".join(f"{bullet} {word}" for word in parts[:3])
    return f"{paragraph} {star}{parts[0]}{star} {star}{star}{parts[-1]}{star}{star} x\n\n{items}"


@given(sentences, st.integers(1, 9), st.sampled_from("-*+"), st.sampled_from("*_"))
def test_digest_is_unchanged_by_spelling(parts: list[str], wrap: int, bullet: str, star: str) -> None:
    plain = digest(spelled(parts, wrap=100, bullet="-", star="*"))
    text = spelled(parts, wrap=wrap, bullet=bullet, star=star)
    assert digest(text) == plain
    assert digest(text.replace("\n", "\r\n")) == plain
    assert digest(unicodedata.normalize("NFD", text)) == plain
    assert digest(f"{text}\n\n") == plain


@given(sentences, st.data())
def test_digest_changes_with_one_word(parts: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(parts) - 1))
    other = [*parts[:place], parts[place] + "z", *parts[place + 1 :]]
    assert digest(" ".join(parts)) != digest(" ".join(other))


@given(st.lists(sentences.map(" ".join), min_size=2, max_size=5))
def test_digest_changes_with_where_items_end(items: list[str]) -> None:
    joined = [f"{items[0]} {items[1]}", *items[2:]]
    assert digest("\n".join(f"- {item}" for item in items)) != digest(
        "\n".join(f"- {item}" for item in joined)
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("- a\n- b", "- a\n\n- b"),
        ("1. a\n2. b", "1) a\n1) b"),
        ("## Smärta", "Smärta\n---"),
        ("a\nb", "a    b"),
        ("a  \nb", "a\\\nb"),
        ("|a|b|\n|-|-|\n|1|2|", "| a | b |\n|:--|--:|\n| 1 | 2 |"),
        (
            "::: exercise minutes=3 in=4 out=6\n**A**\n\nb\n:::",
            ":::  exercise out=6 in=4 minutes=3\n__A__\n\nb\n:::",
        ),
        ("[a](https://x.se)", "[a]( <https://x.se> )"),
        ("&aring;", "å"),
    ],
)
def test_digest_is_equal(one: str, other: str) -> None:
    assert digest(one) == digest(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("[a](https://x.se/1)", "[a](https://x.se/2)"),
        ("[a](term:nerve)", "[a](term:brain)"),
        ("[a](javascript:1)", "[a](javascript:2)"),
        ("![a](/media/1.svg)", "![a](/media/2.svg)"),
        ("![a](/media/1.svg)", "![b](/media/1.svg)"),
        ("`a`", "`b`"),
        ("`a`", "a"),
        ("a\nb", "a  \nb"),
        ("## a", "### a"),
        ("## a", "a"),
        ("- a", "1. a"),
        ("1. a", "3. a"),
        ("- a b", "- a\n- b"),
        ("- a\n- b", "- a\n  - b"),
        ("|a|b|\n|-|-|\n|1|2|", "|a|b|\n|-|-|\n|12||"),
        ("::: key\na\n:::", "a"),
        ("::: key\na\n:::", "::: figure\na\n:::"),
        ("::: exercise minutes=3\na\n:::", "::: exercise minutes=4\na\n:::"),
        ("> a", "a"),
        ("a b", "ab"),
        ("*a*", "a"),
        ("*a*", "**a**"),
        ("a\n\nb", "a b"),
        ("```\na\n```", "```\nb\n```"),
    ],
)
def test_digest_differs(one: str, other: str) -> None:
    assert digest(one) != digest(other)


def test_digest_is_pinned() -> None:
    # Stored in every translation: these may only change together with the version.
    assert [digest("Ring **112**."), digest_words("Smärta"), digest("::: key\nVila.\n:::")] == [
        "aedc0d7272",
        "82d1c142da",
        "123efc777d",
    ]


def test_digest_is_what_the_module_says() -> None:
    stream = "heading_open\x1fh2\x1etext\x1fKort vila\x1eheading_close\x1fh2\x1e"
    assert digest("##  Kort  vila ##") == sha256(b"b1\0" + stream.encode()).hexdigest()[:10]


def test_digest_words_takes_text_as_it_is() -> None:
    assert digest_words("1. a  b") == digest_words("1. a b")
    assert digest_words("*a*") != digest_words("a")
    assert digest_words("a", "b") != digest_words("a b")


def test_digest_term_follows_what_readers_see() -> None:
    term = Term(id="nerve", term="nerv", explanation="En tråd.", say="NERV")
    assert digest_term(term) == digest_term(
        Term("nerve", "nerv", "En tråd.", say="NERV", note="ny", forms=("x",))
    )
    assert digest_term(term) != digest_term(Term("nerve", "nerv", "En tunn tråd.", say="NERV"))
