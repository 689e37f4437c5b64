"""Contents: what is compared between languages."""

from collections import Counter

import pytest

from app.content.rules.contents import Contents, Shape, contents_of, numbers_in, placeholders_in, prose


def test_contents_of_text() -> None:
    text = (
        "Du har [larm](term:alarm-system), `kod` och\n[mer](https://x.se).  \nRad ![En klocka](/media/a.svg)"
    )
    assert contents_of(text) == Contents(
        leaves=("Du har larm,  och mer.\nRad",),
        links=("term:alarm-system", "https://x.se"),
        pictures=(("/media/a.svg", "En klocka"),),
    )


def test_contents_of_a_check() -> None:
    text = "::: check\nVad?\n\n- [ ] Ett\n\n  Nej.\n\n- [x] Två\n\n  Ja.\n:::"
    assert contents_of(text) == Contents(
        leaves=("Vad?", "Ett", "Nej.", "Två", "Ja."), shape=Shape(lists=((False, 2),), answers=(False, True))
    )


def test_contents_of_lists_and_tables() -> None:
    assert contents_of("1. a\n   - b\n   - c\n2. d").shape == Shape(lists=((True, 2), (False, 2)))
    assert contents_of("|a|b|\n|-|-|\n|1|2|\n|3|4|").shape == Shape(tables=((3, 2),))


def test_contents_of_a_container_has_its_attributes() -> None:
    shape = contents_of("::: exercise minutes=3\n**a**\n\nb\n:::").shape
    assert dict(shape.attributes) == {"minutes": "3"}


def test_contents_text_and_heard() -> None:
    contents = contents_of("A ![B](/media/a.svg)")
    assert (contents.text, contents.heard) == ("A", "A\nB")


def test_contents_of_nothing() -> None:
    assert contents_of("") == Contents(leaves=())


def test_prose_has_no_addresses() -> None:
    assert prose("Se 1177.se, https://x.se/a och a@b.se kl 10.30") == "Se ,  och  kl 10.30"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("3 av 10", ["3", "10"]),
        ("٣ من ١٠", ["3", "10"]),
        ("۳", ["3"]),
        ("1,5 och 1.5", ["1.5", "1.5"]),
        ("1 000 och 1.000 och 1,000", ["1000", "1000", "1000"]),
        ("10 000 000", ["10000000"]),
        ("08-123 45 67", ["08", "123", "45", "67"]),
        ("14:05–15:30", ["14", "05", "15", "30"]),
        ("2aad iyo 10.", ["2", "10"]),
        ("inga", []),
    ],
)
def test_numbers_in(text: str, numbers: list[str]) -> None:
    assert numbers_in(text) == Counter(numbers)


def test_placeholders_in() -> None:
    assert placeholders_in("{count} av {total} {} {1}") == Counter(["{count}", "{total}"])
