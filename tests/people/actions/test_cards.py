"""A card is issued in place of all earlier ones; a blocked one opens nothing."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.database import Database
from app.core.errors import NotFoundError
from app.core.keyring import Keyring
from app.people.actions.cards import issue_card, revoke_cards
from app.people.actions.sessions import start_card_session
from app.people.models.participants import Card, CardSession
from app.people.queries.visitors import find_card_holder
from app.people.rules.card_codes import PURPOSE
from app.people.rules.sessions import CARD_LIFE
from tests.factories.people import NOW, make_participant, make_places

pytestmark = pytest.mark.data

RING = Keyring(["a secret"])


def _cards(session: Session) -> list[Card]:
    return list(session.scalars(select(Card).order_by(Card.issued_at)))


def test_a_card_is_kept_as_a_digest_and_lives_a_year(session: Session) -> None:
    participant = make_participant(session, make_places(session).group)
    digits = issue_card(session, participant.id, RING, NOW)
    (card,) = _cards(session)
    assert len(digits) == 12
    assert card.code_digest in RING.digests(PURPOSE, digits)
    assert (card.participant_id, card.issued_at, card.revoked_at) == (participant.id, NOW, None)
    assert card.expires_at == NOW + CARD_LIFE


def test_a_new_card_blocks_the_earlier_and_closes_it_on_every_phone(session: Session) -> None:
    group = make_places(session).group
    participant, other = make_participant(session, group), make_participant(session, group)
    issue_card(session, participant.id, RING, NOW)
    issue_card(session, other.id, RING, NOW)
    tokens = [start_card_session(session, card.id, now=NOW) for card in _cards(session)]
    later = NOW + timedelta(minutes=1)
    issue_card(session, participant.id, RING, later)
    session.expire_all()
    blocked = [card for card in _cards(session) if card.revoked_at is not None]
    assert [(card.participant_id, card.revoked_at) for card in blocked] == [(participant.id, later)]
    alive = [visitor.actor.id for token in tokens if (visitor := find_card_holder(session, token, now=later))]
    assert alive == [other.id]
    assert len(session.scalars(select(CardSession)).all()) == 1


def test_blocking_says_how_many_were_valid_and_keeps_when(session: Session) -> None:
    participant = make_participant(session, make_places(session).group)
    issue_card(session, participant.id, RING, NOW)
    assert revoke_cards(session, participant.id, NOW + timedelta(hours=1)) == 1
    assert revoke_cards(session, participant.id, NOW + timedelta(hours=2)) == 0
    session.expire_all()
    assert [card.revoked_at for card in _cards(session)] == [NOW + timedelta(hours=1)]


def test_blocking_does_not_count_a_card_that_has_run_out(session: Session) -> None:
    participant = make_participant(session, make_places(session).group)
    issue_card(session, participant.id, RING, NOW)
    assert revoke_cards(session, participant.id, NOW + CARD_LIFE) == 0


def test_nobody_gets_a_card_who_is_not_there(session: Session) -> None:
    with pytest.raises(NotFoundError):
        issue_card(session, "0" * 16, RING, NOW)
    with pytest.raises(NotFoundError):
        revoke_cards(session, "0" * 16, NOW)


def test_two_leaders_who_issue_at_once_leave_one_valid_card(database: Database) -> None:
    with database.writing() as session:
        participant = make_participant(session, make_places(session).group)
    start = threading.Barrier(4)
    given: list[str] = []

    def issue() -> None:
        start.wait()
        with database.writing() as session:
            given.append(issue_card(session, participant.id, RING, NOW))

    threads = [threading.Thread(target=issue) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        valid = [card for card in _cards(session) if card.revoked_at is None]
        assert len(_cards(session)) == 4
    assert len(given) == 4
    assert len(valid) == 1
    assert [RING.digest(PURPOSE, digits) for digits in given].count(valid[0].code_digest) == 1
