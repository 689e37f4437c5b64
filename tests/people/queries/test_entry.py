"""Whom an entry link is for, as long as it works."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.people.actions.entry import make_entry_link
from app.people.models.accounts import Account, LinkKind
from app.people.queries.entry import find_guest
from tests.factories.people import make_account, make_party
from tests.people.ways_in import NOW

pytestmark = pytest.mark.data


def test_guest_is_found_for_seven_days_while_the_account_is_not_closed(session: Session) -> None:
    party = make_party(session, "Regionen")
    account = make_account(session, party)
    token = make_entry_link(session, account.id, LinkKind.INVITATION, now=NOW)
    last = NOW + timedelta(days=7) - timedelta(microseconds=1)
    guest = find_guest(session, token, now=last)
    assert guest is not None
    assert (guest.account.id, guest.party.name, guest.kind) == (account.id, "Regionen", LinkKind.INVITATION)
    assert find_guest(session, token, now=NOW + timedelta(days=7)) is None
    assert find_guest(session, "\ud800", now=NOW) is None
    session.execute(update(Account).values(state="closed"))
    assert find_guest(session, token, now=NOW) is None
