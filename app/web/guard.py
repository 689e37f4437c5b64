"""The one way into a route that is not open to all: who asks, what she may, the work and its trail, at once.

`@guarded(permission)` runs the route function within a single transaction, in a single thread: the rights are
read, the work is done, the audit events are written, all is committed, and only then is the page drawn. So a
right that was taken back cannot be used a moment later, and no page of personal data leaves without a trace.
"""

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Concatenate, Final, ParamSpec, Protocol

from fastapi import Request, Response
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, RedirectResponse

from app.core.audit import Happening, record_event, recorded_events
from app.core.database import Database
from app.core.errors import InvalidInputError
from app.core.locales import Locale
from app.core.permissions import STAFF, Actor, Permission, Reach
from app.web.cookies import DONE_COOKIE, drop_cookie, read_cookie, set_cookie
from app.web.done import Done, words_of
from app.web.locale import best_locale
from app.web.navigation import staff_frame
from app.web.permissions import GUARD
from app.web.render import Renderer, wants_fragment

_SAFE: Final = frozenset({"GET", "HEAD"})

P = ParamSpec("P")


class UnrecordedError(RuntimeError):
    """A route showed personal data or changed something and left no event: a mistake in the program.

    Nothing is sent and nothing is stored.
    """


class _UndoneError(Exception):
    """Ends the transaction of a request that is refused by a page."""

    def __init__(self, visit: "Visit", answer: "Page | Response") -> None:
        super().__init__()
        self.visit = visit
        self.answer = answer


class Gate(Protocol):
    """Finds who is asking and what she may do at this moment; `people` provides it."""

    def admit(self, session: Session, request: Request, permission: Permission, now: datetime) -> Actor:
        """Give the actor, with rights read within this transaction.

        Raises SignInNeeded when nobody is signed in, WriteNeeded when it must write and this transaction only
        reads (`session.info["writes"]`).
        """
        ...


class SignInNeeded(Exception):  # noqa: N818 - not a fault, but a way to go
    """Nobody is signed in: the reader is led to `path` first."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class WriteNeeded(Exception):  # noqa: N818 - not a fault either
    """The request is to be entered again, with a transaction that writes."""


@dataclass(frozen=True)
class Page:
    """A page to be drawn when its transaction is over; `block` is the part that htmx asks for, if any.

    `shows_nobody` says of a page behind a permission for personal data that there is none on it, such as an
    empty form: then nothing has to be recorded. A page that refuses (a status from 400) and left no event
    undoes what was written before it, unless `keeps` says that this is to stand, such as a spent try.
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    block: str | None = None
    shows_nobody: bool = False
    keeps: bool = False


@dataclass(frozen=True)
class Visit:
    """One admitted request: who, in which transaction, with which permission, in which language, and when."""

    request: Request
    session: Session
    actor: Actor
    permission: Permission
    locale: Locale
    now: datetime

    @property
    def reach(self) -> Reach:
        """Say where the actor holds this route's permission."""
        return self.actor.reach(self.permission)

    def record(
        self,
        action: str,
        object_kind: str,
        object_id: str = "",
        *,
        unit_id: str | None = None,
        subject_ids: Sequence[str] = (),
        **detail: str | int | bool | None,
    ) -> None:
        """Write an event of this actor into the audit trail; call it last, it holds the end of the chain."""
        happening = Happening(
            actor_kind=self.actor.kind,
            actor_id=self.actor.id,
            action=action,
            object_kind=object_kind,
            object_id=object_id,
            unit_id=unit_id,
            subject_ids=subject_ids,
            purpose=self.permission.name,
            detail=detail,
        )
        record_event(self.session, happening, clock=lambda: self.now)

    def redirect(self, path: str, done: Done | None = None) -> Response:
        """Lead on to another page, which confirms what was done."""
        response = RedirectResponse(path, status_code=303)
        if done is not None:
            set_cookie(response, self.request, DONE_COOKIE, done.value)
        return response


def guarded(
    permission: Permission,
) -> Callable[[Callable[Concatenate[Visit, P], Page | Response]], Callable[..., Response]]:
    """Make a route function that only a holder of the permission enters; its first parameter is the Visit.

    The transaction writes when the method does, and also when personal data is shown, since that is recorded.
    What the function raises undoes everything; what it returns is committed.
    """

    def decorate(endpoint: Callable[Concatenate[Visit, P], Page | Response]) -> Callable[..., Response]:
        @functools.wraps(endpoint)
        def enter(request: Request, *args: P.args, **kwargs: P.kwargs) -> Response:
            try:
                visit, answer = _within_transaction(request, permission, endpoint, *args, **kwargs)
            except SignInNeeded as needed:
                return _lead_to_sign_in(request, needed.path)
            return draw(visit, answer) if isinstance(answer, Page) else answer

        signature = inspect.signature(endpoint)
        _, *rest = signature.parameters.values()
        first = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Request)
        # What is sent is a response: FastAPI takes the annotation for a model of what to write out.
        inside = signature.replace(parameters=[first, *rest], return_annotation=Response)
        enter.__signature__ = inside  # type: ignore[attr-defined]
        setattr(enter, GUARD, permission)
        return enter

    return decorate


def draw(visit: Visit, page: Page) -> Response:
    """Render a page for its visitor, with what her last step did; nobody keeps it."""
    renderer: Renderer = visit.request.app.state.renderer
    headers = visit.request.headers
    block = page.block if page.block and wants_fragment(headers) else None
    done = words_of(read_cookie(visit.request, DONE_COOKIE))
    frame = staff_frame(visit.request.scope, visit.actor) if visit.actor.kind == STAFF else {}
    shown = {"errors": {}, "form": {}, "actor": visit.actor, "now": visit.now, "done": done}
    values = frame | shown | dict(page.context)
    response = HTMLResponse(
        renderer.html(page.template, visit.locale, values, block=block),
        status_code=page.status,
        headers={"vary": "Cookie, HX-Request"},
    )
    if done is not None and block is None:
        drop_cookie(response, visit.request, DONE_COOKIE)
    return response


def admit(session: Session, request: Request, permission: Permission) -> Visit:
    """Read within this transaction who asks and what she may do now; raise what the gate raises, or
    ForbiddenError."""
    state = request.app.state
    now: datetime = state.clock()
    actor: Actor = state.gate.admit(session, request, permission, now)
    actor.reach(permission)
    locale = best_locale(request.scope, state.locales, state.staff_locales)
    return Visit(request, session, actor, permission, locale, now)


def form_page(page: Page, fault: InvalidInputError, sent: FormData) -> Page:
    """Show a form again as it was sent, with its faults beside the fields."""
    texts = {name: [text for text in sent.getlist(name) if isinstance(text, str)] for name in sent}
    form = {name: found[0] if len(found) == 1 else found for name, found in texts.items()}
    context = {**page.context, "errors": fault.fields, "form": form}
    return replace(page, context=context, status=InvalidInputError.status, block=None)


def _within_transaction(
    request: Request,
    permission: Permission,
    endpoint: Callable[Concatenate[Visit, P], Page | Response],
    *args: P.args,
    **kwargs: P.kwargs,
) -> tuple[Visit, Page | Response]:
    database: Database = request.app.state.database
    if request.method in _SAFE and not permission.shows_personal_data:
        with suppress(WriteNeeded), database.reading() as session:
            return _enter(session, request, permission, endpoint, *args, **kwargs)
    try:
        with database.writing() as session:
            session.info["writes"] = True
            return _enter(session, request, permission, endpoint, *args, **kwargs)
    except _UndoneError as undone:
        return undone.visit, undone.answer


def _enter(
    session: Session,
    request: Request,
    permission: Permission,
    endpoint: Callable[Concatenate[Visit, P], Page | Response],
    *args: P.args,
    **kwargs: P.kwargs,
) -> tuple[Visit, Page | Response]:
    visit = admit(session, request, permission)
    answer = endpoint(visit, *args, **kwargs)
    if _must_be_recorded(request, permission, answer) and not recorded_events(session):
        raise UnrecordedError(endpoint.__qualname__)
    if session.info.get("writes") and _is_refusal(answer) and not recorded_events(session):
        # What the page shows was read already; the rollback would make it unreadable.
        session.expunge_all()
        raise _UndoneError(visit, answer)
    return visit, answer


def _must_be_recorded(request: Request, permission: Permission, answer: Page | Response) -> bool:
    if isinstance(answer, Page) and answer.shows_nobody:
        return False
    changes = request.method not in _SAFE and not (isinstance(answer, Page) and answer.status >= 400)
    return permission.shows_personal_data or changes


def _is_refusal(answer: Page | Response) -> bool:
    return isinstance(answer, Page) and answer.status >= 400 and not answer.keeps


def _lead_to_sign_in(request: Request, path: str) -> Response:
    if wants_fragment(request.headers):
        return Response(status_code=204, headers={"hx-redirect": path})
    return RedirectResponse(path, status_code=303)
