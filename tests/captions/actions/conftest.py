"""People and a lecture in a transaction of a test's own."""

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from app.captions.models.lectures import Lecture
from app.core.ids import new_id
from app.people.models.accounts import Account
from tests.factories.captions import make_lecture
from tests.factories.people import make_account, make_party


@dataclass(frozen=True)
class Desk:
    """A lecture, and two people who work on it."""

    lecture: Lecture
    lena: Account
    omar: Account


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


def make_desk(session: Session) -> Desk:
    party = make_party(session, f"Regionen {new_id()}")
    lena = make_account(session, party, name="Lena Ek")
    omar = make_account(session, party, name="Omar Berg")
    return Desk(make_lecture(session, lena, slug=f"lecture-{party.id}"), lena, omar)
