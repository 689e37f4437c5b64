"""The cooperating parties."""

import pytest
from sqlalchemy.orm import Session

from app.people.queries.parties import list_parties
from tests.factories.people import make_party

pytestmark = pytest.mark.data


def test_parties_by_name(session: Session) -> None:
    for name in ("Regionen", "Arbetsförmedlingen", "Kommunen"):
        make_party(session, name)
    assert [party.name for party in list_parties(session)] == ["Arbetsförmedlingen", "Kommunen", "Regionen"]
