"""What the pages before signing in share: own transactions, a page without a visitor, the cookies."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse

from app.core.audit import Happening, record_event
from app.core.database import Database
from app.core.errors import AppError, InvalidInputError, RetryLaterError
from app.core.keyring import Keyring
from app.core.locales import Locale
from app.core.permissions import OWN_ACCOUNT, STAFF
from app.people.actions.sign_in import Entered, sign_in, sign_out
from app.people.forms.sign_in import PasskeyAnswer, parse_answer
from app.people.queries.visitors import Visitor, find_staff
from app.people.rules.devices import device_name
from app.people.rules.passkeys import Question, Site, site_of
from app.web.address import client_address
from app.web.cookies import (
    DONE_COOKIE,
    SHORT_SECONDS,
    STAFF_COOKIE,
    STEP_COOKIE,
    drop_cookie,
    read_cookie,
    set_cookie,
)
from app.web.done import words_of
from app.web.locale import best_locale
from app.web.navigation import staff_frame
from app.web.paths import safe_path


@dataclass(frozen=True)
class Entrance:
    """One request of somebody who is not signed in yet, or need not be."""

    request: Request
    database: Database
    keyring: Keyring
    locale: Locale
    now: datetime

    @property
    def address(self) -> str:
        """Give the network address, for limits only."""
        return client_address(self.request)

    @property
    def device(self) -> str:
        """Name the browser."""
        return device_name(self.request.headers.get("user-agent"))

    @property
    def site(self) -> Site:
        """Name the site as passkeys know it."""
        return site_of(self.request.app.state.settings.public_url, str(self.request.base_url))

    @property
    def step_token(self) -> str:
        """Give the cookie of the step that the browser is at; empty without one."""
        return read_cookie(self.request, STEP_COOKIE) or ""

    def visitor(self, session: Session) -> Visitor | None:
        """Find who is signed in, if anybody is."""
        token = read_cookie(self.request, STAFF_COOKIE)
        return find_staff(session, token, now=self.now, keeps=False) if token else None

    def record(self, session: Session, account_id: str, action: str, object_id: str, **detail: str) -> None:
        """Write an event of this account into the audit trail, last of all; the kind stands in the action."""
        happening = Happening(
            actor_kind=STAFF,
            actor_id=account_id,
            action=action,
            object_kind=action.partition(".")[0],
            object_id=object_id,
            purpose=OWN_ACCOUNT.name,
            detail=detail,
        )
        record_event(session, happening, clock=lambda: self.now)

    def let_in(self, session: Session, account_id: str, method: str) -> Entered:
        """Sign an account in, in place of whoever was signed in in this browser, and record it."""
        before = read_cookie(self.request, STAFF_COOKIE)
        ended = sign_out(session, before) if before else None
        entered = sign_in(session, account_id, method=method, device=self.device, now=self.now)
        if ended is not None:
            self.record(session, ended.account_id, "session.ended", ended.session_id)
        self.record(session, account_id, "session.started", entered.session_id)
        return entered


def open_entrance(request: Request) -> Entrance:
    """Take from the request what the pages before signing in need."""
    state = request.app.state
    locale = best_locale(request.scope, state.locales, state.staff_locales)
    return Entrance(request, state.database, state.keyring, locale, state.clock())


def show(entrance: Entrance, template: str, context: Mapping[str, Any], *, status: int = 200) -> Response:
    """Draw a page for somebody who is not signed in; nobody keeps it."""
    request = entrance.request
    done = words_of(read_cookie(request, DONE_COOKIE))
    values = {"errors": {}, "form": {}, "now": entrance.now} | staff_frame(request.scope) | {"done": done}
    response = HTMLResponse(
        request.app.state.renderer.html(template, entrance.locale, values | dict(context)),
        status_code=status,
        headers={"vary": "Cookie, HX-Request"},
    )
    if done is not None:
        drop_cookie(response, request, DONE_COOKIE)
    return response


def show_fault(
    entrance: Entrance, template: str, context: Mapping[str, Any], fault: InvalidInputError
) -> Response:
    """Draw a form again with its faults."""
    return show(entrance, template, {**context, "errors": fault.fields}, status=fault.status)


def lead_on(entrance: Entrance, path: str, *, step: str | None = None) -> Response:
    """Lead to the next page of a step."""
    response = RedirectResponse(path, status_code=303)
    return response if step is None else with_step(entrance, response, step)


def with_step(entrance: Entrance, response: Response, token: str) -> Response:
    """Give the browser the cookie that its step is found by."""
    set_cookie(response, entrance.request, STEP_COOKIE, token, seconds=SHORT_SECONDS)
    return response


def welcome(entrance: Entrance, entered: Entered, response: Response) -> Response:
    """Give the browser its session's cookie, gone when it closes; the step is over."""
    set_cookie(response, entrance.request, STAFF_COOKIE, entered.token)
    drop_cookie(response, entrance.request, STEP_COOKIE)
    return response


def ask(entrance: Entrance, question: Question, token: str) -> Response:
    """Send the question to the browser's passkeys, with the cookie of the step that waits for the answer."""
    response = Response(question.options, media_type="application/json")
    return with_step(entrance, response, token)


def path_after(wanted: object) -> str:
    """Say where to go after signing in: a page of the staff's, never another site."""
    return safe_path(wanted if isinstance(wanted, str) else None, "/staff", within="/staff")


async def _read_answer(request: Request) -> bytes:
    return await request.body()


Body = Annotated[bytes, Depends(_read_answer)]
"""A route's parameter: what was sent, as it was sent."""


def read_answer(request: Request, body: bytes) -> PasskeyAnswer:
    """Read a passkey's answer; raises as `parse_answer`."""
    return parse_answer(request.headers.get("content-type", ""), body)


def told_in_json(endpoint: Callable[..., Response]) -> Callable[..., Response]:
    """Answer the faults of a route that a script calls as JSON, with words in the reader's language."""

    @functools.wraps(endpoint)
    def answer(request: Request, **given: Any) -> Response:
        try:
            return endpoint(request, **given)
        except AppError as fault:
            state = request.app.state
            locale = best_locale(request.scope, state.locales, state.staff_locales)
            headers = {"retry-after": str(fault.retry_after)} if isinstance(fault, RetryLaterError) else {}
            words = locale.gettext(fault.message_id)
            return JSONResponse({"message": words}, status_code=fault.status, headers=headers)

    return answer
