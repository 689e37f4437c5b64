"""Ids, codes and tokens: of the promised length and letters, never the same twice."""

import pytest

from app.core.ids import ALPHABET, ID_LENGTH, new_code, new_id, new_token

MANY = 2000


def test_alphabet_is_crockfords() -> None:
    assert len(ALPHABET) == 32
    assert set("0123456789abcdefghijklmnopqrstuvwxyz") - set(ALPHABET) == set("ilou")


def test_new_id_has_sixteen_readable_signs() -> None:
    drawn = [new_id() for _ in range(MANY)]
    assert {len(one) for one in drawn} == {ID_LENGTH} == {16}
    assert set("".join(drawn)) == set(ALPHABET)


def test_new_id_is_never_drawn_twice() -> None:
    assert len({new_id() for _ in range(MANY)}) == MANY


def test_new_id_uses_every_sign_in_every_place() -> None:
    # 2 000 draws miss one of 32 signs in one of 16 places about once in 10^25 runs.
    drawn = [new_id() for _ in range(MANY)]
    assert [len({one[place] for one in drawn}) for place in range(ID_LENGTH)] == [32] * ID_LENGTH


@pytest.mark.parametrize("length", [1, 8, 12])
def test_new_code_has_no_signs_that_are_mistaken_for_others(length: int) -> None:
    drawn = [new_code(length) for _ in range(MANY)]
    assert {len(one) for one in drawn} == {length}
    assert set("".join(drawn)) == set("23456789ABCDEFGHJKMNPQRSTVWXYZ")


def test_new_code_of_eight_signs_is_never_drawn_twice() -> None:
    assert len({new_code(8) for _ in range(MANY)}) == MANY


def test_new_token_fits_into_a_cookie_and_an_address() -> None:
    drawn = [new_token() for _ in range(MANY)]
    assert {len(one) for one in drawn} == {43}
    assert len(set(drawn)) == MANY
    assert all(sign.isascii() and (sign.isalnum() or sign in "-_") for sign in set("".join(drawn)))
