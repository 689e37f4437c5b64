"""Scripts: a text in another one is seen, a foreign name in it is not."""

import pytest

from app.captions.rules.scripts import is_foreign, own_letters


@pytest.mark.parametrize(
    ("text", "language", "foreign"),
    [
        ("Hej på er", "sv", False),
        ("Hej på er", "ar", True),
        ("مرحبا IRP", "ar", False),
        ("مُرحبا", "sv", True),
        ("ሰላም ንዓኹም", "ti", False),
        ("ሰላም ንዓኹም", "so", True),
        ("SIP", "ar", False),
        ("1177, 112", "ar", False),
        ("Привет", "xx", False),
    ],
)
def test_most_letters_decide(text: str, language: str, foreign: bool) -> None:
    assert is_foreign(text, language, least=4) is foreign


def test_letters_are_counted() -> None:
    assert own_letters("aåع 5", "sv") == (2, 3)
    assert own_letters("", "sv") == (0, 0)
