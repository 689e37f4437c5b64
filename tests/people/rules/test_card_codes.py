"""The digits of a card: twelve, from all over, and kept as a keyed digest alone."""

import re

from app.core.keyring import Keyring
from app.people.rules.card_codes import PURPOSE, code_digest, draw_digits, in_groups
from app.people.rules.codes import digits_of


def test_digits_are_twelve_and_never_the_same() -> None:
    drawn = {draw_digits() for _ in range(500)}
    assert len(drawn) == 500
    assert all(re.fullmatch("[0-9]{12}", digits) for digits in drawn)


def test_digits_begin_with_every_digit_so_that_no_place_is_lost() -> None:
    assert {draw_digits()[0] for _ in range(500)} == set("0123456789")


def test_groups_are_fours_that_are_read_back_as_the_whole() -> None:
    assert in_groups("001234567890") == ("0012", "3456", "7890")
    assert digits_of(" ".join(in_groups("001234567890"))) == "001234567890"


def test_digest_is_found_again_after_the_secret_was_changed_and_by_no_other_site() -> None:
    before = code_digest(Keyring(["old"]), "001234567890")
    assert before in Keyring(["new", "old"]).digests(PURPOSE, "001234567890")
    assert before not in Keyring(["other"]).digests(PURPOSE, "001234567890")
    assert "001234567890" not in before
