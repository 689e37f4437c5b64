"""Forms: whatever is sent, either plain checked values come out or plain words beside the field."""

import io
import unicodedata
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from fastapi import FastAPI, Request, Response
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import AfterValidator, Field
from starlette.datastructures import FormData, UploadFile
from starlette.responses import JSONResponse
from starlette.testclient import TestClient

from app.core.errors import BadRequestError, InvalidInputError
from app.web.forms import (
    BAD_SIGNS,
    CANNOT_USE,
    CHOOSE_ONE,
    FILL_IN,
    MOST_FIELDS,
    TOO_LONG,
    WRONG_DATE,
    FormModel,
    Name,
    Sent,
    Text,
    fault,
    parse,
    values_of,
)
from tests.clients import browser, make_site

ZWNJ, ZWJ = "\u200c", "\u200d"


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


def _no_digits(text: str) -> str:
    if any(sign.isdigit() for sign in text):
        raise fault("Write it without digits.")
    return text


class Probe(FormModel):
    name: Name
    note: Text | None = None
    day: date | None = None
    colour: Colour = Colour.RED
    answer: Literal["yes", "no"] | None = None
    number: Annotated[int, Field(ge=0, le=10)] | None = None
    needs: list[Colour] = Field(default_factory=list)
    word: Annotated[Text, AfterValidator(_no_digits)] | None = None


def _sent(**values: str | list[str]) -> FormData:
    pairs: list[tuple[str, str | UploadFile]] = []
    for name, value in values.items():
        pairs += [(name, one) for one in (value if isinstance(value, list) else [value])]
    return FormData(pairs)


def _faults(**values: str | list[str]) -> dict[str, str]:
    with pytest.raises(InvalidInputError) as caught:
        parse(Probe, _sent(**values))
    return dict(caught.value.fields)


def test_parse_a_whole_form() -> None:
    sent = _sent(
        name=" Sara Lind ",
        note="kommer på tisdag",
        day="2026-03-09",
        colour="green",
        answer="no",
        number="7",
        needs=["red", "green"],
        word="ja",
    )
    assert parse(Probe, sent) == Probe(
        name="Sara Lind",
        note="kommer på tisdag",
        day=date(2026, 3, 9),
        colour=Colour.GREEN,
        answer="no",
        number=7,
        needs=[Colour.RED, Colour.GREEN],
        word="ja",
    )


def test_parse_a_form_with_the_least() -> None:
    left_empty = _sent(name="Sara", note="", day="", colour="", answer="", number="", word="")
    assert parse(Probe, left_empty) == parse(Probe, _sent(name="Sara")) == Probe(name="Sara")


def _faults_of(sent: FormData) -> dict[str, str]:
    try:
        parse(Probe, sent)
    except InvalidInputError as error:
        return dict(error.fields)
    return {}


@pytest.mark.parametrize("name", ["note", "day", "colour", "answer", "number", "word"])
@pytest.mark.parametrize("empty", ["", " ", "\u00a0 \t"])
def test_parse_counts_an_empty_field_as_not_sent(name: str, empty: str) -> None:
    assert parse(Probe, _sent(**{"name": "Sara", name: empty})) == Probe(name="Sara")


@pytest.mark.parametrize("empty", ["", " ", "\u00a0\u2003", "\u3000"])
def test_parse_misses_a_field_that_is_needed(empty: str) -> None:
    assert _faults(name=empty) == {"name": FILL_IN}


def test_parse_misses_a_field_that_was_not_sent_at_all() -> None:
    assert _faults() == {"name": FILL_IN}


@pytest.mark.parametrize(
    "unseen",
    [
        "\x00",
        "\x01",
        "\x1b",
        "\x7f",
        "\x85",
        "\n",
        "\r\n",
        "\t",
        "\u200b",
        "\u2060",
        "\ufeff",
        "\u00ad",
        "\u061c",
        "\u200e",
        "\u200f",
        "\u202a",
        "\u202e",
        "\u2066",
        "\u2069",
        "\u180e",
        "\U000e0041",
        "\ue000",
        "\U0010fffd",
        "\ud800",
        "\uffff",
        "\u0378",
    ],
    ids=lambda sign: "-".join(f"{ord(one):x}" for one in sign),
)
def test_parse_refuses_what_cannot_be_seen(unseen: str) -> None:
    assert _faults(name=f"Sa{unseen}ra") == {"name": BAD_SIGNS}


@pytest.mark.parametrize(
    ("around", "words"),
    [("{}", FILL_IN), ("Sara{}", None), ("Sa{}ra", BAD_SIGNS)],
    ids=["alone", "end", "within"],
)
@pytest.mark.parametrize("unseen", ["\u2028", "\u2029", "\x0b", "\x0c", "\x85", "\n"], ids=ascii)
def test_parse_refuses_ends_of_lines_within_a_line(unseen: str, around: str, words: str | None) -> None:
    faults = _faults_of(_sent(name=around.format(unseen)))
    assert faults == ({} if words is None else {"name": words})


@pytest.mark.parametrize("joiners", [ZWNJ, ZWJ, ZWNJ * 3, f" {ZWNJ} {ZWJ} "], ids=ascii)
def test_parse_refuses_a_name_of_nothing_but_joiners(joiners: str) -> None:
    assert set(_faults(name=joiners)) == {"name"}


@pytest.mark.parametrize(
    "name",
    [
        f"می{ZWNJ}خواهم",
        f"نوشین{ZWNJ}دخت",
        f"क{ZWJ}ष",
        "محمد",
        "ተስፋይ",
        "Ólafur Þór",
        "Nguyễn Thị Ánh",
        "O’Brien-Åström",
        "Sara 👩🏽‍⚕️",
        "1%_\\'\";--<b>{{ x }}",
        "x" * 80,
    ],
    ids=ascii,
)
def test_parse_keeps_names_as_people_write_them(name: str) -> None:
    assert parse(Probe, _sent(name=name)).name == unicodedata.normalize("NFC", name)


def test_parse_composes_letters() -> None:
    assert parse(Probe, _sent(name="A\u030asa")).name == "Åsa"
    assert parse(Probe, _sent(name="x" + "a\u0308" * 79)).name == "x" + "ä" * 79


@pytest.mark.parametrize(
    ("name", "text"),
    [("name", "x" * 81), ("note", "x" * 201), ("name", "x" * 10**6), ("note", "a\u0301" * 500_000)],
    ids=lambda value: str(len(value)),
)
def test_parse_refuses_what_is_too_long(name: str, text: str) -> None:
    assert _faults(**{"name": "Sara", name: text}) == {name: TOO_LONG}


def test_parse_refuses_a_flood_of_marks_before_composing_them() -> None:
    # 350 000 marks in falling order would take half a minute to sort, while nothing else is answered.
    with pytest.raises(InvalidInputError) as caught:
        parse(Probe, _sent(name="a" + "\u0301\u0316" * 175_000))
    assert caught.value.fields == {"name": TOO_LONG}


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("day", "9/3/2026", WRONG_DATE),
        ("day", "2026-02-30", WRONG_DATE),
        ("day", "2026-3-9", WRONG_DATE),
        ("day", "0000-01-01", WRONG_DATE),
        ("day", "tomorrow", WRONG_DATE),
        ("day", "2026-03-09T12:00", WRONG_DATE),
        ("day", "x" * 10_000, WRONG_DATE),
        ("colour", "blue", CHOOSE_ONE),
        ("colour", "RED", CHOOSE_ONE),
        ("answer", "maybe", CHOOSE_ONE),
        ("needs", "blue", CHOOSE_ONE),
        ("number", "seven", CANNOT_USE),
        ("number", "11", CANNOT_USE),
        ("number", "-1", CANNOT_USE),
        ("number", "9" * 5000, CANNOT_USE),
        ("number", "1e3", CANNOT_USE),
        ("word", "3 dagar", "Write it without digits."),
    ],
)
def test_parse_says_what_to_do_about_each_kind_of_field(name: str, text: str, words: str) -> None:
    assert _faults(**{"name": "Sara", name: text}) == {name: words}


@pytest.mark.parametrize("text", ["20260309", "260309", "2026", "9", "1e9"])
def test_parse_takes_no_number_for_a_day(text: str) -> None:
    assert _faults(name="Sara", day=text) == {"day": WRONG_DATE}


def test_parse_tells_every_wrong_field_at_once() -> None:
    assert _faults(name="", day="x", colour="blue") == {
        "name": FILL_IN,
        "day": WRONG_DATE,
        "colour": CHOOSE_ONE,
    }


def test_parse_names_what_was_wrong_and_never_quotes_it() -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse(Probe, _sent(name="Sara", day="070-123 45 67"))
    assert str(caught.value) == "day"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_parse_passes_over_fields_that_are_not_declared() -> None:
    values = parse(Probe, _sent(name="Sara", id="other", is_admin="1", __class__="x", model_config="y"))
    assert values.model_dump() == Probe(name="Sara").model_dump()


def test_parse_keeps_the_order_of_a_list() -> None:
    assert parse(Probe, _sent(name="Sara", needs=["green", "red"])).needs == [Colour.GREEN, Colour.RED]


@pytest.mark.parametrize("name", ["name", "colour", "undeclared"])
def test_parse_refuses_a_field_that_was_sent_twice(name: str) -> None:
    with pytest.raises(BadRequestError):
        parse(Probe, _sent(**{"name": "Sara"} | {name: ["red", "red"]}))


@pytest.mark.parametrize("annotation", [list[str], tuple[str, ...], frozenset[str], set[str]])
def test_parse_takes_every_kind_of_list(annotation: Any) -> None:
    class Listing(FormModel):
        needs: annotation = ()

    assert sorted(parse(Listing, _sent(needs=["a", "b"])).needs) == ["a", "b"]
    assert list(parse(Listing, _sent(needs="a")).needs) == ["a"]
    assert not parse(Listing, _sent()).needs


def test_form_model_cannot_be_changed() -> None:
    form = parse(Probe, _sent(name="Sara"))
    with pytest.raises(ValueError, match="frozen"):
        form.name = "Eva"  # type: ignore[misc]  # what is refused


def test_values_of_keeps_what_was_sent_for_showing_it_again() -> None:
    sent = _sent(name=" a\u0308 ", needs=["red", "green"], other="<b>")
    assert values_of(sent, many=frozenset({"needs"})) == {
        "name": " a\u0308 ",
        "needs": ["red", "green"],
        "other": "<b>",
    }


def test_values_of_leaves_files_out() -> None:
    sent = FormData([("needs", UploadFile(io.BytesIO())), ("needs", "red")])
    assert values_of(sent, many=frozenset({"needs"})) == {"needs": ["red"]}


@pytest.mark.parametrize("values", [["\ufffd"], ["a", "b\ufffd"]])
def test_values_of_bytes_that_were_no_text(values: list[str]) -> None:
    with pytest.raises(BadRequestError):
        values_of(_sent(needs=values), many=frozenset({"needs"}))


@given(st.dictionaries(st.sampled_from(sorted(Probe.model_fields)), st.text(max_size=90)))
@settings(max_examples=200)
def test_parse_gives_values_or_one_plain_sentence_per_field(values: dict[str, str]) -> None:
    try:
        form = parse(Probe, FormData(list(values.items())))
    except BadRequestError:
        faults = {}
        is_replaced = any("\ufffd" in text for text in values.values())
        assert is_replaced
    except InvalidInputError as error:
        faults = error.fields
    else:
        faults = {}
        assert form.name == form.name.strip() == unicodedata.normalize("NFC", form.name)
        assert not any(unicodedata.category(sign) in {"Cc", "Cs", "Cn"} for sign in form.name)
    assert set(faults) <= set(Probe.model_fields)
    assert all(words.endswith(".") for words in faults.values())


@pytest.fixture(scope="module")
def form_site(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The site with one form, which answers its values or its faults as JSON."""
    site = make_site(tmp_path_factory.mktemp("data"))

    def take(_request: Request, sent: Sent) -> Response:
        try:
            return JSONResponse(parse(Probe, sent).model_dump(mode="json"))
        except InvalidInputError as error:
            return JSONResponse(error.fields, status_code=422)

    site.add_api_route("/staff/probe/form", take, methods=["POST"])
    return site


@pytest.fixture
def post(form_site: FastAPI) -> Iterator[TestClient]:
    with browser(form_site) as client:
        yield client


FORM = {"content-type": "application/x-www-form-urlencoded", "accept-language": "en"}


def test_sent_form_is_read(post: TestClient) -> None:
    answer = post.post("/staff/probe/form", data={"name": "Åsa Öberg & Co", "needs": ["red", "green"]})
    assert answer.status_code == 200
    assert answer.json()["name"] == "Åsa Öberg & Co"
    assert answer.json()["needs"] == ["red", "green"]


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/x-www-form-urlencoded", 200),
        ("Application/X-WWW-Form-Urlencoded ; charset=utf-8", 200),
        ("multipart/form-data; boundary=x", 415),
        ("application/json", 415),
        ("text/plain", 415),
        ("", 415),
        ("application/x-www-form-urlencoded-not", 415),
    ],
)
def test_sent_form_of_another_kind(post: TestClient, kind: str, status: int) -> None:
    answer = post.post("/staff/probe/form", content=b"name=Sara", headers={"content-type": kind})
    assert answer.status_code == status


def test_sent_form_that_does_not_say_its_kind(post: TestClient) -> None:
    assert post.post("/staff/probe/form", content=b"name=Sara").status_code == 415


@pytest.mark.parametrize(
    "body",
    [
        b"name=%ff%fe",
        b"name=%C3",
        b"name=%ED%A0%80",
        b"name=%C0%80",
        b"name=\xc3\x85sa",
        b"name=\xff",
        b"\x00\xff\xfe",
        b"name=Sara&name=Eva",
        b"name=Sara&x=1&x=2",
    ],
)
def test_sent_form_that_no_browser_makes(post: TestClient, body: bytes) -> None:
    answer = post.post("/staff/probe/form", content=body, headers=FORM)
    assert answer.status_code == 400
    assert "<h1>We did not understand</h1>" in answer.text


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", FILL_IN),
        (b"&&&===", FILL_IN),
        (b"name", FILL_IN),
        (b"name=", FILL_IN),
        (b"name=%00", BAD_SIGNS),
        (b"name=Sa%00ra", BAD_SIGNS),
        (b"name=%E2%80%AEaraS", BAD_SIGNS),
        (b"name=Sa%E2%80%8Bra", BAD_SIGNS),
        (b"name=" + b"x" * 1_000_000, TOO_LONG),
        (b"name=" + b"%CC%81%CC%96" * 80_000, TOO_LONG),
    ],
    ids=lambda value: str(value[:30]),
)
def test_sent_form_with_a_fault_beside_the_field(post: TestClient, body: bytes, words: str) -> None:
    answer = post.post("/staff/probe/form", content=body, headers=FORM)
    assert (answer.status_code, answer.json()) == (422, {"name": words})


@pytest.mark.parametrize(("count", "status"), [(MOST_FIELDS - 1, 200), (MOST_FIELDS, 400), (100_000, 400)])
def test_sent_form_with_very_many_fields(post: TestClient, count: int, status: int) -> None:
    body = "name=Sara" + "".join(f"&f{number}=1" for number in range(count))
    assert post.post("/staff/probe/form", content=body[: 2**20], headers=FORM).status_code == status


def test_sent_form_beyond_the_limit(post: TestClient) -> None:
    assert post.post("/staff/probe/form", content=b"name=" + b"x" * 2**20, headers=FORM).status_code == 413
