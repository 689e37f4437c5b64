"""The people of the demo: one of each role, three who read different languages, made once."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import StartUpError
from app.core.keyring import Keyring
from app.people.actions.cards import issue_card
from app.people.actions.demo import load_demo_people
from app.people.actions.participants import remove_participant
from app.people.models.accounts import Account, AccountState, Role, RoleGrant
from app.people.models.participants import Card, Participant
from app.people.models.units import Unit, UnitKind
from app.people.queries.demo import demo_people
from app.people.rules.card_codes import code_digest
from app.people.rules.passwords import matches
from app.people.rules.roles import GrantScope, fault_of_grant
from tests.factories.people import NOW, make_account, make_party

pytestmark = pytest.mark.data
KEYRING = Keyring(["only for tests"])


def test_load_demo_people_makes_one_of_each_role(session: Session) -> None:
    load_demo_people(session, KEYRING, now=NOW)
    grants = session.scalars(select(RoleGrant)).all()
    assert sorted(grant.role for grant in grants) == sorted(Role)
    assert len({grant.account_id for grant in grants}) == len(Role)


def test_load_demo_people_gives_only_roles_that_could_be_given(session: Session) -> None:
    load_demo_people(session, KEYRING, now=NOW)
    units = {unit.id: unit for unit in session.scalars(select(Unit))}
    for grant, account in session.execute(
        select(RoleGrant, Account).join(Account, Account.id == RoleGrant.account_id)
    ):
        unit = units.get(grant.unit_id or "")
        scope = GrantScope(
            UnitKind(unit.kind) if unit else None, unit.controller_id if unit else None, grant.language
        )
        assert fault_of_grant(Role(grant.role), scope, party_id=account.party_id) == {}, grant.role


def test_load_demo_people_makes_three_participants_with_cards(session: Session) -> None:
    load_demo_people(session, KEYRING, now=NOW)
    assert sorted(session.scalars(select(Participant.read_language))) == ["ar", "so", "ti"]
    digests = {
        digest
        for card in demo_people(session, KEYRING).cards
        for digest in KEYRING.digests("card", card.digits)
    }
    assert set(session.scalars(select(Card.code_digest))) == digests


def test_load_demo_people_again_changes_nothing(session: Session) -> None:
    load_demo_people(session, KEYRING, now=NOW)
    before = [
        session.scalar(select(func.count()).select_from(table)) for table in (Account, Participant, Unit)
    ]
    load_demo_people(session, KEYRING, now=NOW)
    assert [
        session.scalar(select(func.count()).select_from(table)) for table in (Account, Participant, Unit)
    ] == before
    assert before[:2] == [len(Role), 3]


def test_load_demo_people_again_makes_them_what_they_were(session: Session) -> None:
    load_demo_people(session, KEYRING, now=NOW)
    people = demo_people(session, KEYRING)
    administrator, holder = people.staff[0].account, people.cards[0].participant
    close_account_by_hand(session, administrator)
    issue_card(session, holder.id, KEYRING, NOW)
    remove_participant(session, people.cards[1].participant.id)
    load_demo_people(session, KEYRING, now=NOW)
    session.expire_all()
    again = demo_people(session, KEYRING)
    assert [one.account.state for one in again.staff] == [AccountState.ACTIVE] * len(Role)
    assert again.staff[0].account.email == "administrator@demo.example"
    assert [card.participant.read_language for card in again.cards] == ["ar", "so", "ti"]
    valid = session.scalars(select(Card.code_digest).where(Card.revoked_at.is_(None))).all()
    assert sorted(valid) == sorted(code_digest(KEYRING, card.digits) for card in again.cards)


def close_account_by_hand(session: Session, account: Account) -> None:
    account.state, account.email, account.password_hash = AccountState.CLOSED, "gone@closed.invalid", None
    session.flush()


def test_load_demo_people_can_sign_in_with_what_is_printed(session: Session) -> None:
    load_demo_people(session, KEYRING, now=NOW)
    people = demo_people(session, KEYRING)
    assert all(matches(people.password, one.account.password_hash) for one in people.staff)


def test_load_demo_people_never_mixes_with_real_ones(session: Session) -> None:
    make_account(session, make_party(session, "Regionen"))
    with pytest.raises(StartUpError, match=r"^this database holds real accounts; use another"):
        load_demo_people(session, KEYRING, now=NOW)


def test_load_demo_people_again_after_somebody_was_invited(session: Session) -> None:
    load_demo_people(session, KEYRING, now=NOW)
    make_account(session, make_party(session, "Regionen"))
    load_demo_people(session, KEYRING, now=NOW)
    assert len(demo_people(session, KEYRING).staff) == len(Role)
