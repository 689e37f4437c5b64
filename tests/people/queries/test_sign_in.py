"""What is needed to let somebody in."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core.keyring import Keyring
from app.people.actions.steps import begin_step
from app.people.models.accounts import Account, Passkey, StepKind
from app.people.queries.sign_in import KnownPassword, find_passkey, find_password, find_step
from tests.factories.people import make_places
from tests.people.ways_in import NOW, Member, make_member, make_passkey, password_hash

pytestmark = pytest.mark.data


@pytest.fixture
def member(session: Session) -> Member:
    return make_member(session, Keyring(["x" * 40]), make_places(session))


def test_password_is_found_by_the_whole_address(session: Session, member: Member) -> None:
    assert find_password(session, member.email) == KnownPassword(member.id, password_hash())
    for other in ("", "sara", member.email.upper(), "sara@skola.exampl_", "%"):
        assert find_password(session, other) is None


@pytest.mark.parametrize(
    "values", [{"state": "invited"}, {"state": "closed"}, {"totp_sealed": None}, {"password_hash": None}]
)
def test_password_of_an_account_that_cannot_use_it_is_not_found(
    session: Session, member: Member, values: dict[str, str | None]
) -> None:
    session.execute(update(Account).values(values))
    assert find_password(session, member.email) is None


def test_passkey_is_found_while_its_account_is_open(session: Session, member: Member) -> None:
    make_passkey(session, session.get_one(Account, member.id))
    name = session.scalars(select(Passkey.credential_id)).one()
    found = find_passkey(session, name)
    assert found is not None
    assert found.account_id == member.id
    assert find_passkey(session, name[:-1]) is None
    session.execute(update(Account).values(state="closed"))
    assert find_passkey(session, name) is None


def test_step_is_found_until_it_is_too_old(session: Session) -> None:
    token = begin_step(session, StepKind.CODE, now=NOW)
    assert find_step(session, token, StepKind.CODE, now=NOW + timedelta(minutes=9)) is not None
    assert find_step(session, token, StepKind.CODE, now=NOW + timedelta(minutes=10)) is None
    assert find_step(session, token, StepKind.NEW_CODES, now=NOW) is None
    assert find_step(session, "", StepKind.CODE, now=NOW) is None
