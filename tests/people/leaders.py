"""Course leaders for tests, and what they leave behind: forms, participants, events."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from app.core.audit import AuditEvent
from app.people.models.accounts import Role
from app.people.models.participants import Participant
from app.people.models.units import Party, Unit
from tests.factories.people import give_role, make_account, make_participant, signed_in

ENGLISH: Final = {"accept-language": "en"}
UNKNOWN: Final = "0" * 16


@contextmanager
def leading(
    site: FastAPI, party: Party, unit: Unit | None, role: Role = Role.COURSE_LEADER
) -> Iterator[TestClient]:
    """A browser in which somebody with a role in a unit is signed in."""
    with site.state.database.writing() as session:
        account = make_account(session, party)
        give_role(session, account, role, unit)
    with signed_in(site, account) as client:
        yield client


def registered(site: FastAPI, unit: Unit, count: int = 1) -> list[Participant]:
    with site.state.database.writing() as session:
        return [make_participant(session, unit) for _ in range(count)]


def events(site: FastAPI) -> list[AuditEvent]:
    with site.state.database.reading() as session:
        return list(session.scalars(select(AuditEvent).order_by(AuditEvent.id)))


def actions(site: FastAPI) -> list[str]:
    return [happened.action for happened in events(site)]


def hidden(page: str, name: str) -> str:
    """The value of a form's hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found.group(1)
