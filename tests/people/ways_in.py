"""Staff who can sign in, for tests: with a password and codes, with a passkey, with a link."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pyotp
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import update
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.core.keyring import Keyring
from app.people.actions.entry import make_entry_link
from app.people.actions.ways_in import CodesDraft, add_passkey, set_codes
from app.people.models.accounts import Account, LinkKind, Role
from app.people.rules.codes import STEP_SECONDS, new_secret
from app.people.rules.passkeys import NewKey, Owner, Site, ask_for_new, check_new
from app.people.rules.passwords import hash_password
from tests.factories.people import Places, give_role, make_account
from tests.people.authenticator import Authenticator

NOW = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)
PASSWORD = "fyra gröna kastruller"
SITE = Site("testserver", "http://testserver")


@cache
def password_hash() -> str:
    """Hashing takes a fifth of a second, so all tests share one."""
    return hash_password(PASSWORD)


@dataclass
class Clock:
    """The site's clock, which a test moves."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, step: timedelta) -> None:
        self.now += step


@dataclass(frozen=True)
class Member:
    """One of the staff with what she signs in with."""

    id: str
    email: str
    secret: str

    def code(self, at: datetime, *, step: int = 0) -> str:
        """What her app shows at a moment, or some steps later."""
        return pyotp.TOTP(self.secret).at(at, counter_offset=step)


def make_member(
    session: Session, keyring: Keyring, places: Places, *, email: str = "sara@skola.example"
) -> Member:
    """Add a course leader with a password and codes."""
    account = make_account(session, places.party, email=email)
    give_role(session, account, Role.COURSE_LEADER, places.group)
    secret = new_secret()
    step = int(NOW.timestamp()) // STEP_SECONDS - 100
    set_codes(session, keyring, account.id, CodesDraft(secret, password_hash()), step=step)
    return Member(account.id, account.email, secret)


def make_passkey(session: Session, account: Account, *, counts: bool = True) -> Authenticator:
    """Give an account a passkey."""
    authenticator = Authenticator(counts=counts)
    add_passkey(session, account.id, new_key(account, authenticator), name="Telefonen", now=NOW)
    return authenticator


def new_key(account: Account, authenticator: Authenticator) -> NewKey:
    """Let a device make a key for an account."""
    question = ask_for_new(SITE, Owner(account.id, account.email, account.name))
    return check_new(SITE, authenticator.make(parsed(question.options)), question.challenge)


def parsed(options: str) -> dict[str, Any]:
    """Read a question as a browser does."""
    found: dict[str, Any] = json.loads(options)
    return found


def browser(site: FastAPI) -> TestClient:
    """A browser that shows each answer."""
    return TestClient(site, follow_redirects=False, headers={"sec-fetch-site": "same-origin"})


def invite(site: FastAPI, account: Account, kind: LinkKind = LinkKind.INVITATION) -> str:
    """Make a link for an account and give its address."""
    with site.state.database.writing() as session:
        state = "invited" if kind is LinkKind.INVITATION else "active"
        session.execute(update(Account).where(Account.id == account.id).values(state=state))
        return f"/staff/enter/{make_entry_link(session, account.id, kind, now=site.state.clock())}"


def type_password(client: TestClient, email: str, password: str = PASSWORD, **more: str) -> Response:
    """Send the first form of signing in."""
    return client.post("/staff/sign-in", data={"email": email, "password": password, **more})


def type_code(client: TestClient, code: str, **more: str) -> Response:
    """Send the second form of signing in."""
    return client.post("/staff/sign-in/code", data={"code": code, **more})


def use_passkey(client: TestClient, authenticator: Authenticator, **more: str) -> Response:
    """Sign in with a passkey, as the page's script does."""
    asked = client.post("/staff/sign-in/passkey/options")
    assert asked.status_code == 200, asked.text
    credential = authenticator.use(asked.json())
    return client.post("/staff/sign-in/passkey", json={"credential": credential, **more})


def is_signed_in(client: TestClient) -> bool:
    """Whether the start page opens."""
    return client.get("/staff").status_code == 200
