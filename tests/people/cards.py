"""Cards for tests: issued to a participant, and opened on a phone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from fastapi import FastAPI
from httpx2 import Response
from markupsafe import escape
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.core.audit import AuditEvent, Happening, record_event
from app.core.database import Database
from app.people.actions.cards import issue_card

SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


def phone(site: FastAPI) -> TestClient:
    """A phone's browser without any cookie; follows no redirect."""
    return TestClient(site, follow_redirects=False, headers=SAME_ORIGIN)


def give_card(site: FastAPI, participant_id: str) -> str:
    with site.state.database.writing() as session:
        return issue_card(session, participant_id, site.state.keyring, site.state.clock())


def type_code(client: TestClient, code: str, lang: str = "ti") -> Response:
    return client.post(f"/{lang}/card/open", data={"code": code})


def opened(site: FastAPI, participant_id: str) -> TestClient:
    """A phone on which a new card of this participant is open."""
    client = phone(site)
    assert type_code(client, give_card(site, participant_id)).status_code == 303
    return client


@contextmanager
def selects(database: Database) -> Iterator[list[str]]:
    """The queries that are sent to a database while the context lasts."""
    sent: list[str] = []

    def note(*arguments: object) -> None:
        statement = str(arguments[2])
        if statement.startswith("SELECT"):
            sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.engine, "before_cursor_execute", note)


def leave_trace(
    session: Session,
    action: str,
    object_id: str = "",
    *,
    at: datetime,
    actor_id: str = "nobody",
    actor_kind: str = "staff",
    unit_id: str | None = None,
    subject_ids: tuple[str, ...] = (),
    purpose: str = "see_participants",
) -> AuditEvent:
    happening = Happening(
        actor_kind=actor_kind,
        actor_id=actor_id,
        action=action,
        object_kind=action.partition(".")[0],
        object_id=object_id,
        unit_id=unit_id,
        subject_ids=subject_ids,
        purpose=purpose,
    )
    return record_event(session, happening, clock=lambda: at)


def trail(site: FastAPI) -> list[AuditEvent]:
    """Everything in the audit trail, the oldest first."""
    with site.state.database.reading() as session:
        return list(session.scalars(select(AuditEvent).order_by(AuditEvent.id)))


def said(site: FastAPI, lang: str, message: str) -> str:
    """A marked message as it stands in a page of this language."""
    return str(escape(site.state.locales[lang].gettext(message)))
