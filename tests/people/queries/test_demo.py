"""What is printed of the demo's people, and that production does not start with them."""

import pytest
from sqlalchemy.orm import Session

from app.core.errors import StartUpError
from app.core.keyring import Keyring
from app.people.actions.demo import load_demo_people
from app.people.models.accounts import Role
from app.people.queries.demo import (
    demo_card_digits,
    demo_code_secret,
    demo_password,
    demo_people,
    present_code,
    refuse_demo_accounts,
)
from app.people.rules.codes import matching_step
from tests.factories.people import NOW, make_account, make_party

KEYRING = Keyring(["only for tests"])
OTHER = Keyring(["another installation"])


def test_demo_secrets_stay_the_same_and_belong_to_the_installation() -> None:
    assert demo_password(KEYRING) == demo_password(KEYRING) != demo_password(OTHER)
    assert demo_card_digits(KEYRING, "ti") == demo_card_digits(KEYRING, "ti") != demo_card_digits(OTHER, "ti")
    secrets = {demo_code_secret(KEYRING, role) for role in Role}
    assert len(secrets) == len(Role)


def test_demo_card_digits_differ_by_language() -> None:
    assert len({demo_card_digits(KEYRING, lang) for lang in ("ar", "so", "ti")}) == 3


def test_present_code_is_one_that_signs_in() -> None:
    secret = demo_code_secret(KEYRING, Role.PARTNER)
    assert matching_step(secret, present_code(secret, NOW), NOW) is not None


@pytest.mark.data
def test_demo_people_in_the_order_of_the_roles(session: Session) -> None:
    load_demo_people(session, KEYRING, now=NOW)
    people = demo_people(session, KEYRING)
    assert [one.role for one in people.staff] == list(Role)
    assert [card.participant.read_language for card in people.cards] == ["ar", "so", "ti"]
    assert {card.unit.name for card in people.cards} == {"Tisdagsgruppen"}


@pytest.mark.data
def test_demo_people_where_there_is_no_demo(session: Session) -> None:
    people = demo_people(session, KEYRING)
    assert (list(people.staff), list(people.cards)) == ([], [])


@pytest.mark.data
def test_refuse_demo_accounts_lets_real_ones_pass(session: Session) -> None:
    make_account(session, make_party(session, "Regionen"))
    refuse_demo_accounts(session)


@pytest.mark.data
def test_refuse_demo_accounts_of_the_demo(session: Session) -> None:
    load_demo_people(session, KEYRING, now=NOW)
    with pytest.raises(StartUpError, match=r"^the database holds demo accounts, which production must not"):
        refuse_demo_accounts(session)
