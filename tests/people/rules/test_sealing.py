"""The places that sealed things are bound to: none opens in another row or another table."""

import pytest

from app.core.keyring import Keyring, UnreadableSecretError
from app.people.rules.sealing import CODES, CONTACT, place_of_codes, place_of_contact

KEYRING = Keyring(["only for tests"])


def test_place_of_contact_and_of_codes_never_meet() -> None:
    assert len({place_of_contact("x"), place_of_contact("y"), place_of_codes("x"), place_of_codes("y")}) == 4


@pytest.mark.parametrize(("purpose", "place"), [(CONTACT, place_of_contact), (CODES, place_of_codes)])
def test_sealed_for_one_row_opens_in_no_other(purpose: str, place: object) -> None:
    assert callable(place)
    sealed = KEYRING.seal(purpose, "secret", bound_to=place("x"))
    assert KEYRING.open(purpose, sealed, bound_to=place("x")) == "secret"
    with pytest.raises(UnreadableSecretError):
        KEYRING.open(purpose, sealed, bound_to=place("y"))
