"""Staff for the tests of the pages about staff: an administrator, others, and what the pages left behind."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.core.audit import AuditEvent
from app.people.models.accounts import Account, Role, RoleGrant
from app.people.models.units import Unit
from tests.factories.people import Places, give_role, make_account, signed_in

T = TypeVar("T")
LIST = "/staff/accounts"
UNKNOWN = "0000000000000000"


def staff_member(
    site: FastAPI, places: Places, role: Role, unit: Unit | None = None, *, name: str = "Eva Berg"
) -> Account:
    with site.state.database.writing() as session:
        account = make_account(session, places.party, name=name)
        give_role(session, account, role, unit)
    return account


def browser_of(site: FastAPI, account: Account) -> TestClient:
    client = signed_in(site, account)
    client.cookies.set("staff_language", "en")
    return client


def read(site: FastAPI, work: Callable[[Session], T]) -> T:
    with site.state.database.reading() as session:
        return work(session)


def events(site: FastAPI) -> Sequence[AuditEvent]:
    return read(site, lambda session: session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all())


def actions(site: FastAPI) -> list[tuple[str, str]]:
    return [(event.action, event.object_id) for event in events(site)]


def grants(site: FastAPI, account: Account) -> Sequence[RoleGrant]:
    return read(
        site, lambda session: session.scalars(select(RoleGrant).filter_by(account_id=account.id)).all()
    )


def main_part(text: str) -> str:
    """The page's own part, without the menu and the addresses that name the page itself."""
    return text.partition("<main")[2]
