"""Front matter: strict, with a line for every error."""

import pytest

from app.content.models.documents import Kind, State
from app.content.rules.front_matter import MAX_FRONT_MATTER, FrontMatter, read_front_matter
from tests.content.files import source_lesson, source_page, translation


def read(text: str, *, kind: Kind = Kind.PAGE, name: str = "about", lang: str = "sv") -> FrontMatter:
    return read_front_matter(text, kind=kind, name=name, lang=lang, path="p.md")


def test_read_front_matter_of_a_lesson() -> None:
    text = source_lesson("\nbody\n").replace("terms: []", "terms: [nerve, brain]")
    front = read(
        text.replace("ready: true", "ready: false\n  note: Akta dig"), kind=Kind.LESSON, name="pacing"
    )
    assert front.problems == ()
    assert dict(front.values) == {
        "title": "Vad är smärta?",
        "summary": "Du får veta hur larmet fungerar.",
        "course": "pain-school",
        "order": 1,
        "minutes": 45,
        "terms": ("nerve", "brain"),
        "ready": False,
        "note": "Akta dig",
    }
    assert (front.body, front.body_line, front.broken) == ("\nbody\n", 14, False)


def test_read_front_matter_of_a_translation() -> None:
    text = translation("x").replace(
        "  schema: 1\n",
        f"  schema: 1\n  base: {'a' * 40}\n  variant: ER\n  policy: full\n"
        "  fields:\n    title: s:0123456789 t:abcdefabcd machine @anna\n",
    )
    front = read(text, lang="ar")
    assert front.problems == ()
    assert front.values["fields"]["title"].state is State.MACHINE
    assert front.values["fields"]["title"].line == 12
    assert (front.values["base"], front.values["variant"], front.values["policy"]) == ("a" * 40, "ER", "full")


def test_read_front_matter_with_a_bad_record_is_not_broken() -> None:
    text = translation().replace("schema: 1", "schema: 1\n  fields:\n    title: nonsense")
    front = read(text, lang="ar")
    assert [(problem.rule, problem.line) for problem in front.problems] == [("FM1", 9)]
    assert not front.broken


@pytest.mark.parametrize(
    ("change", "line", "message"),
    [
        (("lang: sv\n", ""), 2, "'lang' is missing"),
        (("lang: sv", "lang: sv\ncolour: red"), 4, "'colour' is not a known key here"),
        (("lang: sv", "lang: sv\nlang: sv"), 4, "the key 'lang' comes twice"),
        (("lang: sv", "lang: xx"), 3, "'lang' must be 'sv'"),
        (("lang: sv", "lang:\tsv"), 3, "a tab stands here; use spaces"),
        (("title: Vad är smärta?", "title: 12"), 4, "'title' must be text"),
        (("title: Vad är smärta?", "title: ''"), 4, "'title' is empty"),
        (("title: Vad är smärta?", "title: " + "a" * 201), 4, "'title' is longer than 200 characters"),
        (("title: Vad är smärta?", 'title: "a\\nb"'), 4, "'title': Value error, must be one line"),
        (("ready: true", "ready: 'ja'"), 7, "'l10n.ready' must be true or false"),
        (("ready: true", "ready: true\n  schema: 1"), 8, "'l10n.schema' is not a known key here"),
        (("id: about", "id: About"), 2, "'id' is not written as it must be (^[a-z0-9]+(-[a-z0-9]+)*$)"),
        (("id: about", "id: other"), 2, "the id 'other' is not the file's name 'about'"),
        (("id: about", "id: &x about"), 2, "anchors and aliases (& and *) are not allowed"),
        (("l10n:\n  ready: true", "l10n: 1"), 6, None),
        (("---\nid", "id"), 1, "the file does not begin with a line ---"),
        (
            ("true\n---", "true\n"),
            1,
            f"the front matter has no closing --- within {MAX_FRONT_MATTER} characters",
        ),
    ],
)
def test_read_front_matter_names_line_and_fault(
    change: tuple[str, str], line: int, message: str | None
) -> None:
    front = read(source_page().replace(*change))
    assert front.broken
    assert [problem.line for problem in front.problems] == [line]
    assert message in (None, front.problems[0].message)


@pytest.mark.parametrize(
    "value", ["order: 0", "order: 1000", "order: '1'", "order: true", "order: 1.5", "order: -1"]
)
def test_read_front_matter_refuses_order(value: str) -> None:
    front = read(source_lesson().replace("order: 1", value), kind=Kind.LESSON, name="pacing")
    assert [(problem.line, front.broken) for problem in front.problems] == [(7, True)]


def test_read_front_matter_refuses_lesson_keys_on_pages() -> None:
    front = read(source_lesson(name="about"))
    assert [problem.message for problem in front.problems] == [
        f"'{key}' is not a known key here" for key in ("course", "order", "minutes", "terms")
    ]


def test_read_front_matter_allows_minutes_on_trainings() -> None:
    front = read(source_page(more="minutes: 20\n"), kind=Kind.TRAINING)
    assert (front.problems, front.values["minutes"]) == ((), 20)


def test_read_front_matter_in_another_folder() -> None:
    front = read(translation(lang="so"), lang="ar")
    assert [problem.message for problem in front.problems] == [
        "lang is 'so' but the file lies in the folder of 'ar'"
    ]


def test_read_front_matter_keeps_what_can_be_read() -> None:
    front = read(source_page().replace("lang: sv\n", "").replace("summary: Du", "summary: [Du"))
    assert (front.broken, dict(front.values)) == (True, {})
    front = read(source_page().replace("lang: sv\n", ""))
    assert front.values["title"] == "Vad är smärta?"


@pytest.mark.parametrize("text", ["---\n- a\n---\n", "---\njust text\n---\n", "---\n---\n"])
def test_read_front_matter_of_no_mapping(text: str) -> None:
    assert [problem.message for problem in read(text).problems] == [
        "the front matter is not made of 'key: value' lines"
    ]


@pytest.mark.parametrize("text", ["", "\n", "# Rubrik", "---", "---\n" + "a: b\n" * 10_000 + "---\n"])
def test_read_front_matter_of_no_front_matter(text: str) -> None:
    front = read(text)
    assert (front.broken, [problem.line for problem in front.problems]) == (True, [1])


def test_read_front_matter_without_final_newline() -> None:
    front = read(source_page().rstrip("\n"))
    assert (front.problems, front.body) == ((), "")
