"""Opening a card and leaving the phone: what is stored, what is refused, how often it may be tried."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import InvalidInputError, TooManyRequestsError
from app.core.keyring import Keyring
from app.core.rate_limits import RateCount, count_attempt
from app.people.actions.card_entry import (
    FIRST,
    NOT_A_CARD,
    PER_ADDRESS,
    WHOLE_SITE,
    close_card,
    count_try,
    give_try_back,
    open_card,
)
from app.people.actions.cards import issue_card, revoke_cards
from app.people.models.participants import CardSession, Participant
from app.people.models.units import Unit
from app.people.queries.visitors import find_card_holder
from app.people.rules.sessions import CARD_LIFE
from tests.factories.people import NOW, make_participant, make_places

pytestmark = pytest.mark.data
KEYRING = Keyring(["s" * 40])


@pytest.fixture
def person(session: Session) -> Participant:
    return make_participant(session, make_places(session).group)


def _open(session: Session, digits: str, old_token: str | None = None) -> str:
    return open_card(session, digits, keyring=KEYRING, old_token=old_token, now=NOW).token


def _holder_of(session: Session, token: str) -> str | None:
    visitor = find_card_holder(session, token, now=NOW)
    return None if visitor is None else visitor.actor.id


def _tries(session: Session, address: str, count: int, network: str | None = None) -> int:
    """How many of so many tries are let through; an IPv4 address is its own network."""
    passed = 0
    for _ in range(count):
        try:
            count_try(session, address, network or address, keyring=KEYRING, now=NOW)
        except TooManyRequestsError:
            continue
        passed += 1
    return passed


def _use_up_whole_site(session: Session, *, but: int = 0) -> None:
    """Let everybody together have only so many tries left."""
    key = KEYRING.digest("rate-limit", "card-open")
    count_attempt(session, WHOLE_SITE, key, now=NOW)
    session.get_one(RateCount, (WHOLE_SITE.kind, key)).count = WHOLE_SITE.most - but
    session.flush()


def test_open_card_lets_its_holder_in(session: Session, person: Participant) -> None:
    digits = issue_card(session, person.id, KEYRING, NOW)
    opened = open_card(session, digits, keyring=KEYRING, old_token=None, now=NOW)
    assert (opened.holder.participant, opened.holder.unit.name) == (person, "Tisdagsgruppen")
    assert opened.closed is None
    assert _holder_of(session, opened.token) == person.id


def test_open_card_with_an_old_secret_of_the_site(session: Session, person: Participant) -> None:
    digits = issue_card(session, person.id, KEYRING, NOW)
    rotated = Keyring(["new" * 20, "s" * 40])
    opened = open_card(session, digits, keyring=rotated, old_token=None, now=NOW)
    assert opened.holder.participant is person


def test_open_card_refuses_wrong_blocked_replaced_and_old_ones_alike(
    session: Session, person: Participant
) -> None:
    replaced = issue_card(session, person.id, KEYRING, NOW)
    blocked = issue_card(session, person.id, KEYRING, NOW)
    revoke_cards(session, person.id, NOW)
    too_old = issue_card(session, person.id, KEYRING, NOW - CARD_LIFE)
    for digits in (replaced, blocked, too_old, "000000000000", ""):
        with pytest.raises(InvalidInputError) as caught:
            _open(session, digits)
        assert caught.value.fields == {"code": NOT_A_CARD}
    assert session.scalar(select(func.count()).select_from(CardSession)) == 0


def test_open_card_closes_the_one_that_was_open_on_the_phone(session: Session, person: Participant) -> None:
    sister = make_participant(session, session.get_one(Unit, person.unit_id))
    first = _open(session, issue_card(session, person.id, KEYRING, NOW))
    digits = issue_card(session, sister.id, KEYRING, NOW)
    opened = open_card(session, digits, keyring=KEYRING, old_token=first, now=NOW)
    assert opened.closed is not None
    assert opened.closed.participant is person
    assert (_holder_of(session, first), _holder_of(session, opened.token)) == (None, sister.id)


def test_open_card_on_two_phones_keeps_both(session: Session, person: Participant) -> None:
    digits = issue_card(session, person.id, KEYRING, NOW)
    first, second = _open(session, digits), _open(session, digits, "a cookie of nobody")
    assert (_holder_of(session, first), _holder_of(session, second)) == (person.id, person.id)


def test_close_card_ends_one_phone_only(session: Session, person: Participant) -> None:
    digits = issue_card(session, person.id, KEYRING, NOW)
    first, second = _open(session, digits), _open(session, digits)
    closed = close_card(session, first)
    assert closed is not None
    assert closed.participant is person
    assert (_holder_of(session, first), _holder_of(session, second)) == (None, person.id)
    assert close_card(session, first) is None
    assert close_card(session, "\ud800") is None


def test_count_try_stops_one_address_for_a_while(session: Session) -> None:
    assert _tries(session, "192.0.2.1", 15) == PER_ADDRESS.most == 10
    assert _tries(session, "192.0.2.2", 1) == 1
    late, later = NOW + timedelta(minutes=14), NOW + timedelta(minutes=15)
    with pytest.raises(TooManyRequestsError) as caught:
        count_try(session, "192.0.2.1", "192.0.2.1", keyring=KEYRING, now=late)
    assert caught.value.retry_after == 60
    count_try(session, "192.0.2.1", "192.0.2.1", keyring=KEYRING, now=later)


def test_give_try_back_leaves_the_wrong_tries_before_it(session: Session) -> None:
    """Whoever has a card cannot open it in between to guess on."""
    guesses = 0
    while _tries(session, "192.0.2.1", 1):
        guesses += 1
        if _tries(session, "192.0.2.1", 1):
            give_try_back(session, "192.0.2.1", keyring=KEYRING)
    assert guesses == PER_ADDRESS.most


def test_give_try_back_lets_many_open_their_cards_from_one_address(session: Session) -> None:
    for _ in range(3 * PER_ADDRESS.most):
        assert _tries(session, "192.0.2.1", 1) == 1
        give_try_back(session, "192.0.2.1", keyring=KEYRING)
    _tries(session, "192.0.2.2", PER_ADDRESS.most)
    give_try_back(session, "192.0.2.1", keyring=KEYRING)
    assert _tries(session, "192.0.2.2", 1) == 0


def test_count_try_stops_guesses_from_many_addresses(session: Session) -> None:
    """Each address may try ten times, but everybody together has only 50 left, and each network its first."""
    _use_up_whole_site(session, but=50)
    guessing = [f"198.51.100.{number}" for number in range(25)]
    assert sum(_tries(session, address, 12) for address in guessing) == 50 + 25 * FIRST.most
    later = NOW + WHOLE_SITE.window
    count_try(session, "198.51.100.1", "198.51.100.1", keyring=KEYRING, now=later)
    count_try(session, "198.51.100.1", "198.51.100.1", keyring=KEYRING, now=later)


def test_count_try_lets_the_first_of_a_network_through_when_everybody_is_stopped(session: Session) -> None:
    _use_up_whole_site(session)
    assert _tries(session, "192.0.2.1", 3) == 1
    assert _tries(session, "192.0.2.2", 1) == 1
    soon, later = NOW + timedelta(minutes=59), NOW + FIRST.window
    with pytest.raises(TooManyRequestsError):
        count_try(session, "192.0.2.2", "192.0.2.2", keyring=KEYRING, now=soon)
    count_try(session, "192.0.2.2", "192.0.2.2", keyring=KEYRING, now=later)


def test_count_try_gives_all_households_of_a_network_one_first_try(session: Session) -> None:
    _use_up_whole_site(session)
    households = [f"2001:db8:1:{number:x}::/64" for number in range(5)]
    assert [_tries(session, one, 1, "2001:db8:1::/48") for one in households] == [1, 0, 0, 0, 0]


def test_count_try_does_not_count_the_first_of_a_network_with_everybodys(session: Session) -> None:
    _use_up_whole_site(session, but=1)
    assert [_tries(session, f"192.0.2.{number}", 1) for number in range(5)] == [1] * 5
    assert [_tries(session, f"192.0.2.{number}", 1) for number in range(5)] == [1, 0, 0, 0, 0]


def test_count_try_keeps_no_address_in_the_clear(session: Session) -> None:
    _tries(session, "192.0.2.77", 1)
    kept = session.scalars(select(RateCount)).all()
    assert len(kept) == 2
    assert [row for row in kept if "192.0.2" in row.key + row.kind] == []
