"""Telephone numbers and e-mail addresses: one way to write each, and plain words for the rest."""

import time

import pytest
from hypothesis import given, settings, strategies

from app.core.errors import InvalidInputError
from app.people.models.participants import ContactKind
from app.people.rules.contact import bound_to, read_contact, shown_contact


def _refused(text: str) -> str:
    with pytest.raises(InvalidInputError) as caught:
        read_contact(text)
    assert set(caught.value.fields) == {"contact"}
    assert caught.value.__context__ is None or caught.value.__suppress_context__
    return caught.value.fields["contact"]


@pytest.mark.parametrize(
    "text",
    [
        "0701740605",
        "070-174 06 05",
        "070 174 06 05",
        " 070\u00a0174\u00a006\u00a005 ",
        "+46701740605",
        "+46 (0)70-174 06 05",
        "0046701740605",
        "00 46 70 174 06 05",
        "070–174.06.05",
        "٠٧٠١٧٤٠٦٠٥",
        "۰۷۰۱۷۴۰۶۰۵",
        "０７０１７４０６０５",
    ],
)
def test_a_swedish_number_has_one_form_however_it_is_written(text: str) -> None:
    assert read_contact(text) == (ContactKind.PHONE, "+46701740605")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("+47 21 03 05 00", "+4721030500"),
        ("0047 21030500", "+4721030500"),
        ("+252 61 2345678", "+252612345678"),
        ("+291 7 123 456", "+2917123456"),
        ("+49 30 901820", "+4930901820"),
        ("013-20 60 00", "+4613206000"),
    ],
)
def test_numbers_of_other_countries_and_of_homes_are_taken(text: str, kept: str) -> None:
    assert read_contact(text) == (ContactKind.PHONE, kept)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "112",
        "1177",
        "90 000",
        "070",
        "070 174 06",
        "070 174 06 05 99",
        "1" * 30,
        "+" + "4" * 30,
        "+999 123 456 789",
        "call 070 174 06 05",
        "0701740605 ext 5",
        "tel:0701740605;phone-context=x",
        "0701740605\0",
        "070174\u202e0605",
        "0701740605\n0701740606",
        "+",
        "()",
        "19121212-1212",
        "1" * 10**5,
    ],
)
def test_what_is_no_number_is_refused_in_plain_words(text: str) -> None:
    assert _refused(text).startswith("This is not a telephone number")


@pytest.mark.parametrize("text", ["0900 123 45 67", "0939 123 45 67", "+46 900 123 45 67", "0077 12345678"])
def test_a_number_that_costs_extra_is_never_taken(text: str) -> None:
    _refused(text)


def test_a_premium_number_is_told_from_a_wrong_one() -> None:
    assert _refused("0900 123 45 67").startswith("This number costs extra")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("name@example.se", "name@example.se"),
        (" Name.Last+tag@Example.SE ", "Name.Last+tag@example.se"),
        ("o'neil@mail.example.com", "o'neil@mail.example.com"),
        ("åsa@räksmörgås.se", "åsa@räksmörgås.se"),
        ("name＠example.se", "name@example.se"),
    ],
)
def test_an_email_address_keeps_its_name_and_lowers_its_host(text: str, kept: str) -> None:
    assert read_contact(text) == (ContactKind.EMAIL, kept)


@pytest.mark.parametrize(
    "text",
    [
        "@",
        "name@",
        "@example.se",
        "name@example",
        "name@@example.se",
        "a@b@example.se",
        "name@example..se",
        "name@.se",
        "name@example.se.",
        "na me@example.se",
        "name@exa mple.se",
        "name@-example.se",
        ".name@example.se",
        "name.@example.se",
        "Name <name@example.se>",
        "a@example.se,b@example.se",
        "name\r\nBcc:x@example.se",
        "name\0@example.se",
        "n" * 65 + "@example.se",
        "name@" + "e" * 250 + ".se",
        "name@" + "." * 10**5,
        "@" * 10**5,
    ],
)
def test_what_is_no_whole_email_address_is_refused_in_plain_words(text: str) -> None:
    assert _refused(text).startswith("This is not a whole e-mail address")


@settings(max_examples=150, deadline=None)
@given(
    strategies.text(alphabet="0123456789+-() .@aåا٣\0\u202e\n", max_size=40) | strategies.text(max_size=40)
)
def test_reading_gives_one_form_or_plain_words_and_its_form_reads_as_itself(text: str) -> None:
    try:
        kind, kept = read_contact(text)
    except InvalidInputError:
        return
    assert read_contact(kept) == (kind, kept)
    assert shown_contact(kind, kept)


def test_a_long_text_is_refused_at_once() -> None:
    began = time.process_time()
    for text in ("0" * 10**6, "+" * 10**6, "a" * 10**6 + "@", "@" + "a." * 10**5):
        _refused(text)
    assert time.process_time() - began < 20


def test_numbers_are_shown_as_people_write_them() -> None:
    assert shown_contact(ContactKind.PHONE, "+46701740605") == "070-174 06 05"
    assert shown_contact(ContactKind.PHONE, "+4721030500") == "+47 21 03 05 00"
    assert shown_contact(ContactKind.EMAIL, "name@example.se") == "name@example.se"


def test_every_row_has_its_own_name_to_be_sealed_for() -> None:
    assert bound_to("a") != bound_to("b")
