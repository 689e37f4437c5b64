"""The demo's entrance: sign in as anybody with one tap. Only a site that runs as the demo has it."""

from fastapi import APIRouter, Request, Response
from starlette.responses import HTMLResponse, RedirectResponse

from app.core.audit import Happening, record_event
from app.core.errors import NotFoundError
from app.core.permissions import OWN_ACCOUNT, PUBLIC, STAFF
from app.people.actions.sessions import start_staff_session
from app.people.models.accounts import Account, AccountState
from app.people.queries.demo import demo_people, present_code
from app.people.rules.roles import NAMES
from app.web.cookies import STAFF_COOKIE, set_cookie
from app.web.locale import best_locale
from app.web.navigation import staff_frame
from app.web.permissions import requires

router = APIRouter(dependencies=[requires(PUBLIC)])


@router.get("/staff/demo")
def show_demo(request: Request) -> Response:
    state = request.app.state
    with state.database.reading() as session:
        people = demo_people(session, state.keyring)
    now = state.clock()
    context = staff_frame(request.scope) | {
        "people": people,
        "codes": {one.account.id: present_code(one.code_secret, now) for one in people.staff},
        "role_names": NAMES,
    }
    locale = best_locale(request.scope, state.locales, state.staff_locales)
    return HTMLResponse(state.renderer.html("people/staff/demo.html", locale, context))


@router.post("/staff/demo/{account_id}")
def sign_in_to_demo(request: Request, account_id: str) -> Response:
    state = request.app.state
    now = state.clock()
    with state.database.writing() as session:
        account = session.get(Account, account_id)
        if account is None or not account.is_demo or account.state != AccountState.ACTIVE:
            raise NotFoundError
        token = start_staff_session(session, account.id, method="demo", device="", now=now)
        happening = Happening(
            actor_kind=STAFF,
            actor_id=account.id,
            action="session.started",
            object_kind="session",
            object_id=account.id,
            purpose=OWN_ACCOUNT.name,
        )
        record_event(session, happening, clock=lambda: now)
    response = RedirectResponse("/staff", status_code=303)
    set_cookie(response, request, STAFF_COOKIE, token)
    return response
