"""The YAML subset: what it reads, and every trick it refuses with a line."""

import time
from contextlib import suppress

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.content.rules.yaml_subset import Parsed, YamlError, read_yaml

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + step)}: &{chr(98 + step)} [{','.join(f'*{chr(97 + step)}' for _ in range(9))}]\n"
    for step in range(9)
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1\nb: true\nc: null\nd: text\n", {"a": 1, "b": True, "c": None, "d": "text"}),
        (
            "a: no\nb: 2026-03-09\nc: 1.5\nd: 0x1f\ne: 010\n",
            {"a": "no", "b": "2026-03-09", "c": "1.5", "d": "0x1f", "e": "010"},
        ),
        ("a: '1'\nb: \"true\"\n", {"a": "1", "b": "true"}),
        ("a: [x, y]\nb:\n  - 1\n  - 2\n", {"a": ["x", "y"], "b": [1, 2]}),
        ("a: >\n  en\n  två\n", {"a": "en två\n"}),
        ("- id: a\n  b: c # not read\n", [{"id": "a", "b": "c"}]),
        ("a:\n", {"a": None}),
        ("", None),
        ("a: s:0123456789 t:0123456789 machine @anna", {"a": "s:0123456789 t:0123456789 machine @anna"}),
    ],
)
def test_read_yaml_reads(text: str, value: object) -> None:
    assert read_yaml(text).value == value


def test_read_yaml_knows_lines() -> None:
    parsed = read_yaml("a: 1\nb:\n  c:\n    - x\n    - y\n")
    assert [parsed.line_of(place) for place in [("a",), ("b", "c", 1), ("b", "d"), ("z",)]] == [1, 5, 2, 1]


def test_line_of_without_lines_is_the_first() -> None:
    assert Parsed().line_of(("a", "b")) == 1


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (BOMB, 1, "anchors and aliases"),
        ("a: x\nb: *c\n", 2, "anchors and aliases"),
        ("a: x\na: y\n", 2, "the key 'a' comes twice"),
        ("a:\n  b: 1\n  b: 2\n", 3, "the key 'b' comes twice"),
        ("a: 1\n\tb: 2\n", 2, "a tab stands here"),
        ("a: !!python/object:os.system x\n", 1, "tags"),
        ("a: !x [1]\n", 1, "tags"),
        ("!x a: 1\n", 1, "must be a plain word"),
        ("[a]: 1\n", 1, "must be a plain word"),
        ("a: 1\n---\nb: 2\n", 2, "a second YAML document"),
        ("a: [[[[[[[[x]]]]]]]]\n", 1, "nested more than 6 deep"),
        ("a: " + "[" * 10_000, 1, "nested more than 6 deep"),
        ("a: {b: {c: {d: {e: {f: {g: 1}}}}}}\n", 1, "nested more than 6 deep"),
        ("a: x\nb: [1\nc: 2\n", 3, "did not find expected"),
        ("a: b: c\n", 1, "mapping values"),
        ("a: 'x\n", 2, "unexpected end"),
        ("a: 1\nb: \x00\n", 2, "a character stands here"),
        ("a: @x\n", 1, "cannot start any token"),
    ],
)
def test_read_yaml_refuses_with_a_line(text: str, line: int, message: str) -> None:
    start = time.process_time()
    with pytest.raises(YamlError, match=message) as raised:
        read_yaml(text)
    assert raised.value.line == line
    assert time.process_time() - start < 1


simple = st.text(alphabet="abcåäö :-#'\"[]{}&*!|>%@`0123456789.\n", max_size=40)


@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,8}", fullmatch=True), simple | st.integers(0, 999) | st.booleans(), max_size=6
    )
)
def test_read_yaml_reads_what_a_writer_dumped(values: dict[str, object]) -> None:
    assert (read_yaml(yaml.safe_dump(values, allow_unicode=True)).value or {}) == values


@given(st.text(alphabet="ab:-[]{}&*!|>\"' \n#?,", max_size=60))
def test_read_yaml_raises_nothing_else(text: str) -> None:
    with suppress(YamlError):
        read_yaml(text)
