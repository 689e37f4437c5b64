"""What hangs on people, for tests: cards, contact details, choices, reviews, links and keys."""

from datetime import datetime, timedelta

from fastapi import FastAPI
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.core.ids import new_id, new_token
from app.core.keyring import Keyring
from app.people.actions.sessions import start_card_session
from app.people.models.accounts import Account, EntryLink, LinkKind, Passkey, StaffSession
from app.people.models.participants import Card, Choice, ContactPoint, Participant
from app.people.models.reviews import LogReview
from app.people.rules.sessions import CARD_LIFE, LINK_LIFE, token_hash
from tests.factories.people import NOW


def make_card(session: Session, participant: Participant, *, now: datetime = NOW) -> Card:
    """A valid card whose digits nobody knows."""
    card = Card(
        id=new_id(),
        participant_id=participant.id,
        code_digest=new_id(),
        issued_at=now,
        expires_at=now + CARD_LIFE,
        revoked_at=None,
    )
    session.add(card)
    session.flush()
    return card


def make_contact(
    session: Session, participant: Participant, keyring: Keyring, *, number: str = "+46701234567"
) -> ContactPoint:
    own = new_id()
    contact = ContactPoint(
        id=own,
        participant_id=participant.id,
        kind="phone",
        sealed=keyring.seal("contact", number, bound_to=f"contact_points:{own}"),
        is_shared=False,
        created_at=NOW,
    )
    session.add(contact)
    session.flush()
    return contact


def make_choice(session: Session, participant: Participant, *, purpose: str = "sms") -> Choice:
    choice = Choice(
        id=new_id(),
        participant_id=participant.id,
        purpose=purpose,
        is_yes=True,
        text_version="2026-11",
        language="ti",
        given_how="paper",
        given_at=NOW,
        withdrawn_at=None,
    )
    session.add(choice)
    session.flush()
    return choice


def make_review(session: Session, reviewer: Account, *, event_ids: tuple[int, ...] = ()) -> LogReview:
    """A sample that was drawn and not yet judged."""
    review = LogReview(
        id=new_id(),
        reviewer_id=reviewer.id,
        drawn_at=NOW,
        since=NOW - timedelta(days=30),
        event_ids=list(event_ids),
        finding=None,
        reviewed_at=None,
    )
    session.add(review)
    session.flush()
    return review


def make_passkey(session: Session, account: Account) -> Passkey:
    """A key that nobody can sign in with: it only stands in the list."""
    passkey = Passkey(
        id=new_id(),
        account_id=account.id,
        credential_id=new_id(),
        public_key=b"no key",
        sign_count=0,
        name="Telefonen",
        created_at=NOW,
        last_used_at=None,
    )
    session.add(passkey)
    session.flush()
    return passkey


def make_staff_session(session: Session, account: Account, *, now: datetime = NOW) -> StaffSession:
    """Another browser of the account, whose cookie nobody has."""
    opened = StaffSession(
        id=new_id(),
        token_hash=token_hash(new_token()),
        account_id=account.id,
        created_at=now,
        last_seen_at=now,
        method="passkey",
        device="Chrome, Windows",
    )
    session.add(opened)
    session.flush()
    return opened


def make_link(session: Session, account: Account, *, now: datetime = NOW) -> str:
    """A link to enter with; gives the token of its address."""
    token = new_token()
    session.add(
        EntryLink(
            token_hash=token_hash(token),
            account_id=account.id,
            kind=LinkKind.INVITATION,
            created_at=now,
            expires_at=now + LINK_LIFE,
        )
    )
    session.flush()
    return token


def with_card(site: FastAPI, card: Card) -> TestClient:
    """A phone on which a card is open since a moment ago; follows no redirect."""
    with site.state.database.writing() as session:
        token = start_card_session(session, card.id, now=site.state.clock())
    client = TestClient(site, follow_redirects=False, headers={"sec-fetch-site": "same-origin"})
    client.cookies.set("card", token)
    return client
