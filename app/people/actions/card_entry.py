"""Opening a card with its twelve digits, and leaving the phone again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core.errors import N_, InvalidInputError, TooManyRequestsError
from app.core.keyring import Keyring
from app.core.rate_limits import RateLimit, count_attempt, give_back_attempt
from app.people.actions.sessions import start_card_session
from app.people.models.participants import Card, CardSession, Participant
from app.people.queries.card_entry import find_card, find_holder
from app.people.queries.participants import Found
from app.people.rules.card_codes import PURPOSE
from app.people.rules.sessions import token_hash

PER_ADDRESS: Final = RateLimit("card-open", 10, timedelta(minutes=15))
FIRST: Final = RateLimit("card-first", 1, timedelta(hours=1))
"""The one try of each network that WHOLE_SITE neither counts nor refuses."""
WHOLE_SITE: Final = RateLimit("card-open", 5000, timedelta(hours=1))
"""From however many addresses: of 10**12 codes 5 000 are cards, so at 5 000 tries an hour one is guessed in
40 000 hours; the first tries of 5 000 networks more halve that."""

NOT_A_CARD: Final = N_(
    "These numbers do not open a card. Check them one by one. Is the card old? Ask your leader for a new one."
)


@dataclass(frozen=True)
class OpenedCard:
    """The value of the cookie, which is not kept, whose card it is, and whose was closed for it."""

    token: str
    holder: Found
    closed: Found | None


def count_try(session: Session, address: str, network: str, *, keyring: Keyring, now: datetime) -> None:
    """Count one try to open a card, of this address and of everybody; raise TooManyRequestsError.

    The first try of a network within an hour is not counted with everybody's, and goes through when those are
    used up: else one who tries on purpose could shut everybody out, while a participant who types her digits
    right needs one try only. `network` is therefore something that is dear to have many of. The caller
    commits the count before the digits are looked up.
    """
    count_attempt(session, PER_ADDRESS, _key(keyring, address), now=now)
    try:
        count_attempt(session, FIRST, _key(keyring, network), now=now)
    except TooManyRequestsError:
        count_attempt(session, WHOLE_SITE, keyring.digest("rate-limit", "card-open"), now=now)


def give_try_back(session: Session, address: str, *, keyring: Keyring) -> None:
    """Take one try off the count of this address, after a card was opened from it.

    The wrong tries before it stand, else whoever holds a card could guess for ever by opening it in between.
    """
    give_back_attempt(session, PER_ADDRESS, _key(keyring, address))


def open_card(
    session: Session, digits: str, *, keyring: Keyring, old_token: str | None, now: datetime
) -> OpenedCard:
    """Open a card on a phone and close the one that was open there before.

    Raises InvalidInputError with the same words for digits that are wrong, blocked or too old.
    """
    card = find_card(session, keyring.digests(PURPOSE, digits), now=now)
    if card is None:
        raise InvalidInputError({"code": NOT_A_CARD})
    closed = close_card(session, old_token) if old_token is not None else None
    token = start_card_session(session, card.id, now=now)
    return OpenedCard(token, find_holder(session, card.participant_id), closed)


def close_card(session: Session, token: str) -> Found | None:
    """Forget that a card is open on a phone; give whose it was, None when it was open no more.

    A blocked or expired card is closed like any other: a phone can always be left clean.
    """
    row = session.execute(
        select(CardSession.id, Participant.id)
        .join(Card, Card.id == CardSession.card_id)
        .join(Participant, Participant.id == Card.participant_id)
        .where(CardSession.token_hash == token_hash(token))
    ).one_or_none()
    if row is None:
        return None
    session.execute(delete(CardSession).where(CardSession.id == row[0]))
    return find_holder(session, row[1])


def _key(keyring: Keyring, sender: str) -> str:
    return keyring.digest("rate-limit", f"card-open {sender}")
