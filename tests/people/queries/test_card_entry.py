"""What a card opens: the card that is valid now, and whose it is."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.core.keyring import Keyring
from app.people.actions.cards import issue_card, revoke_cards
from app.people.models.card import CardContents
from app.people.models.participants import Card
from app.people.queries.card_entry import find_card, find_holder, no_contents
from app.people.rules.sessions import CARD_LIFE
from tests.factories.people import NOW, make_participant, make_places

pytestmark = pytest.mark.data
KEYRING = Keyring(["s" * 40])


def test_find_card_finds_one_that_an_old_secret_made(session: Session) -> None:
    person = make_participant(session, make_places(session).group)
    digits = issue_card(session, person.id, KEYRING, NOW)
    rotated = Keyring(["new" * 20, "s" * 40])
    found = find_card(session, rotated.digests("card", digits), now=NOW)
    assert found is not None
    assert found.participant_id == person.id
    assert find_card(session, Keyring(["new" * 20]).digests("card", digits), now=NOW) is None


def test_find_card_finds_none_that_is_wrong_blocked_or_too_old(session: Session) -> None:
    person = make_participant(session, make_places(session).group)
    digests = KEYRING.digests("card", issue_card(session, person.id, KEYRING, NOW))
    last = NOW + CARD_LIFE - timedelta(seconds=1)
    assert find_card(session, digests, now=last) is not None
    assert find_card(session, digests, now=NOW + CARD_LIFE) is None
    assert find_card(session, KEYRING.digests("card", "000000000000"), now=NOW) is None
    assert find_card(session, KEYRING.digests("other", "000000000000"), now=NOW) is None
    revoke_cards(session, person.id, NOW)
    assert find_card(session, digests, now=NOW) is None
    session.execute(update(Card).values(revoked_at=None))
    assert find_card(session, digests, now=NOW) is not None


def test_find_holder_reads_the_person_and_her_group(session: Session) -> None:
    places = make_places(session)
    make_participant(session, places.other_group)
    person = make_participant(session, places.group)
    holder = find_holder(session, person.id)
    assert (holder.participant.code, holder.unit.name) == (person.code, "Tisdagsgruppen")


def test_no_contents_plans_nothing(session: Session) -> None:
    assert no_contents(session, "somebody", "ti") == CardContents(None, None)
