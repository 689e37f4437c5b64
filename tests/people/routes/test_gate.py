"""The gate: staff with one cookie, card holders with another, everybody else to the way in."""

from datetime import timedelta

import pytest
from fastapi import FastAPI, Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import SignedOutError
from app.core.permissions import MANAGE_STAFF, OWN_ACCOUNT, OWN_CARD, PARTICIPANT, STAFF, Permission
from app.people.actions.sessions import start_card_session, start_staff_session
from app.people.models.accounts import Role, StaffSession
from app.people.models.participants import CardSession
from app.people.routes.gate import PeopleGate
from app.people.rules.sessions import SEEN_AGAIN
from app.settings import Settings
from app.web.guard import SignInNeeded, WriteNeeded
from tests.factories.people import NOW, give_role, make_account, make_participant, make_places
from tests.factories.records import make_card

pytestmark = pytest.mark.data

LATER = NOW + SEEN_AGAIN


class Tokens:
    """The cookies of a member of staff and of a card, and whose they are."""

    def __init__(self, session: Session) -> None:
        places = make_places(session)
        account = make_account(session, places.party)
        give_role(session, account, Role.STAFF_LEARNER)
        participant = make_participant(session, places.group)
        card = make_card(session, participant)
        self.account_id, self.participant_id = account.id, participant.id
        self.staff = start_staff_session(session, account.id, method="passkey", device="x", now=NOW)
        self.card = start_card_session(session, card.id, now=NOW)


@pytest.fixture
def tokens(session: Session) -> Tokens:
    made = Tokens(session)
    session.info["writes"] = True
    return made


def _request(
    cookie: str = "",
    *,
    method: str = "GET",
    path: str = "/staff",
    query: str = "",
    public_url: str | None = None,
) -> Request:
    app = FastAPI()
    app.state.settings = Settings(public_url=public_url)
    return Request(
        {
            "type": "http",
            "app": app,
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": [(b"host", b"testserver"), (b"cookie", cookie.encode())],
            "path_params": {"lang": "ar"},
            "server": ("testserver", 80),
            "scheme": "http",
        }
    )


@pytest.mark.parametrize("permission", [OWN_ACCOUNT, MANAGE_STAFF])
def test_admit_staff(session: Session, tokens: Tokens, permission: Permission) -> None:
    # Whether she may is for the guard to say: the gate tells who she is.
    actor = PeopleGate().admit(session, _request(f"staff={tokens.staff}"), permission, NOW)
    assert (actor.kind, actor.id) == (STAFF, tokens.account_id)
    assert actor.may(OWN_ACCOUNT)
    assert not actor.may(MANAGE_STAFF)


def test_admit_a_card_holder(session: Session, tokens: Tokens) -> None:
    actor = PeopleGate().admit(session, _request(f"card={tokens.card}"), OWN_CARD, NOW)
    assert (actor.kind, actor.id, actor.name) == (PARTICIPANT, tokens.participant_id, "")


def test_admit_whoever_the_page_is_for_when_both_are_here(session: Session, tokens: Tokens) -> None:
    request = _request(f"staff={tokens.staff}; card={tokens.card}")
    assert PeopleGate().admit(session, request, OWN_ACCOUNT, NOW).kind == STAFF
    assert PeopleGate().admit(session, request, OWN_CARD, NOW).kind == PARTICIPANT


@pytest.mark.parametrize(
    ("cookie", "permission", "path"),
    [
        ("", OWN_ACCOUNT, "/staff/sign-in?next=%2Fstaff"),
        ("staff=", OWN_ACCOUNT, "/staff/sign-in?next=%2Fstaff"),
        ("staff=nonsense", OWN_ACCOUNT, "/staff/sign-in?next=%2Fstaff"),
        ("staff={card}", OWN_ACCOUNT, "/staff/sign-in?next=%2Fstaff"),
        ("card={card}", OWN_ACCOUNT, "/staff/sign-in?next=%2Fstaff"),
        ("card={staff}", OWN_CARD, "/ar/card/open"),
        ("staff={staff}", OWN_CARD, "/ar/card/open"),
        ("", OWN_CARD, "/ar/card/open"),
    ],
)
def test_admit_nobody(
    session: Session, tokens: Tokens, cookie: str, permission: Permission, path: str
) -> None:
    request = _request(cookie.format(staff=tokens.staff, card=tokens.card))
    with pytest.raises(SignInNeeded) as caught:
        PeopleGate().admit(session, request, permission, NOW)
    assert caught.value.path == path


@pytest.mark.parametrize(
    ("path", "query", "way"),
    [
        ("/staff/a/b", "", "%2Fstaff%2Fa%2Fb"),
        ("/staff/a", "b=c&d=%2F", "%2Fstaff%2Fa%3Fb%3Dc%26d%3D%252F"),
        ("/staff/a&x=1", "", "%2Fstaff%2Fa%26x%3D1"),
    ],
)
def test_admit_nobody_and_remember_where_she_was_going(
    session: Session, path: str, query: str, way: str
) -> None:
    with pytest.raises(SignInNeeded) as caught:
        PeopleGate().admit(session, _request(path=path, query=query), OWN_ACCOUNT, NOW)
    assert caught.value.path == f"/staff/sign-in?next={way}"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_admit_nobody_who_sends_something(session: Session, method: str) -> None:
    with pytest.raises(SignedOutError):
        PeopleGate().admit(session, _request(method=method), OWN_ACCOUNT, NOW)


def test_admit_over_https_by_the_strict_name_only(session: Session, tokens: Tokens) -> None:
    https = "https://skola.example"
    gate = PeopleGate()
    strict = _request(f"__Host-staff={tokens.staff}", public_url=https)
    assert gate.admit(session, strict, OWN_ACCOUNT, NOW).id == tokens.account_id
    with pytest.raises(SignInNeeded):
        gate.admit(session, _request(f"staff={tokens.staff}", public_url=https), OWN_ACCOUNT, NOW)


def _seen(session: Session) -> tuple[object, object]:
    staff = session.scalars(select(StaffSession.last_seen_at)).one()
    return staff, session.scalars(select(CardSession.last_seen_at)).one()


def test_admit_notes_when_somebody_was_here(session: Session, tokens: Tokens) -> None:
    gate = PeopleGate()
    gate.admit(session, _request(f"staff={tokens.staff}"), OWN_ACCOUNT, LATER)
    assert _seen(session) == (LATER, NOW)
    gate.admit(session, _request(f"card={tokens.card}"), OWN_CARD, LATER + timedelta(seconds=1))
    assert _seen(session) == (LATER, LATER + timedelta(seconds=1))


def test_admit_notes_nothing_a_moment_later(session: Session, tokens: Tokens) -> None:
    almost = LATER - timedelta(seconds=1)
    PeopleGate().admit(session, _request(f"staff={tokens.staff}"), OWN_ACCOUNT, almost)
    assert _seen(session) == (NOW, NOW)


@pytest.mark.parametrize(("name", "permission"), [("staff", OWN_ACCOUNT), ("card", OWN_CARD)])
def test_admit_asks_for_a_transaction_that_writes(
    session: Session, tokens: Tokens, name: str, permission: Permission
) -> None:
    session.info["writes"] = False
    request = _request(f"{name}={getattr(tokens, name)}")
    PeopleGate().admit(session, request, permission, LATER - timedelta(seconds=1))
    with pytest.raises(WriteNeeded):
        PeopleGate().admit(session, request, permission, LATER)
    assert _seen(session) == (NOW, NOW)
