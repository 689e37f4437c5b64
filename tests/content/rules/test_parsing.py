"""Parsing: bounded before it begins, whole texts, and containers that say what is wrong with them."""

import time

import pytest

from app.content.rules.parsing import MAX_BLOCK_CHARS, inline_text, parse_markdown, refusal, split_parts

HOSTILE = {
    "nested quotes": ">" * 100_000,
    "nested quotes on many lines": "\n".join(">" * depth + " a" for depth in range(200)),
    "nested lists": "- " * 9_000,
    "nested numbered lists": "1. " * 6_000,
    "deep indentation": " " * 200 + "- a",
    "brackets": "[" * 100_000,
    "pictures": "![" * 9_000,
    "links": "[a](" * 100_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_refusal_of_hostile_text_is_fast(text: str) -> None:
    start = time.process_time()
    assert refusal(text) is not None
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    "unit", ["*a ", "**a* ", "_a", "`", "<a", "&a", "[a](b)", "[a]: b\n", "a\n", "*_", "\\*", "[x] "]
)
def test_parse_markdown_of_the_longest_text_is_bounded(unit: str) -> None:
    text = (unit * MAX_BLOCK_CHARS)[:MAX_BLOCK_CHARS]
    assert refusal(text) is None
    start = time.process_time()
    split_parts(text)
    assert time.process_time() - start < 2


def test_refusal_of_ordinary_text_is_none() -> None:
    assert refusal("> Ett citat\n>\n> - med [en länk](https://x.se) och [ ] ruta\n\n1. a\n   - b") is None


def test_refusal_names_the_length() -> None:
    assert refusal("a" * 20_001) == "the block has 20001 characters; at most 20000 are read"


def test_parse_markdown_joins_lines_and_texts() -> None:
    inline = parse_markdown("Ring 08-123\n45 67 &amp; vänta  \nlugnt `x` ![bild\nav oss](/media/a.svg)")[1]
    assert inline.children is not None
    assert inline.children[0].content == "Ring 08-123 45 67 & vänta"
    assert inline_text(inline.children) == "Ring 08-123 45 67 & vänta\nlugnt x bild av oss"


def test_split_parts_of_a_block_is_one_part() -> None:
    assert [
        len(split_parts(text)) for text in ("a\nb", "- a\n\n  b\n- c", "::: key\na\n\nb\n:::", "> a\n> b")
    ] == [1] * 4


def test_split_parts_keeps_lines() -> None:
    parts = split_parts("a\n\n## b\n::: key\nc\n:::\n\nd")
    assert [(part.line, part.container is not None) for part in parts] == [
        (0, False),
        (2, False),
        (3, True),
        (7, False),
    ]


@pytest.mark.parametrize(
    ("text", "name", "attributes", "faults"),
    [
        ("::: key\na\n:::", "key", {}, ()),
        (":::key\na\n:::", "key", {}, ()),
        ("::: exercise minutes=3 in=4\na\n:::", "exercise", {"minutes": "3", "in": "4"}, ()),
        ("::: key\na", "key", {}, ("the container is not closed by a line with :::",)),
        (":::\na\n:::", "", {}, ("the container has no name after :::",)),
        ("::: Key\na\n:::", "", {}, ("the container has no name after :::",)),
        ("::: key a\nb\n:::", "key", {}, ("'a' is not written as name=value",)),
        ('::: key a="1"\nb\n:::', "key", {}, ("'a=\"1\"' is not written as name=value",)),
        ("::: key a=1 a=2\nb\n:::", "key", {"a": "1"}, ("'a' comes twice",)),
        (
            "::: key\n::: key\na\n:::",
            "key",
            {},
            ("a container stands inside another, or its closing ::: is missing",),
        ),
    ],
)
def test_split_parts_reads_container(
    text: str, name: str, attributes: dict[str, str], faults: tuple[str, ...]
) -> None:
    container = split_parts(text)[0].container
    assert container is not None
    assert (container.name, dict(container.attributes), container.faults) == (name, attributes, faults)
