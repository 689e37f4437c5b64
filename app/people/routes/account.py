"""One's own account: how one signs in, where one is signed in, another password, new codes."""

from dataclasses import replace
from typing import Final

from fastapi import APIRouter, Response
from starlette.datastructures import FormData

from app.core.dates import date_and_time, full_date
from app.core.errors import InvalidInputError, NotFoundError
from app.core.permissions import OWN_ACCOUNT
from app.people.actions.own_account import change_password, is_fresh, require_proof
from app.people.actions.sessions import end_other_staff_sessions, end_staff_session
from app.people.actions.steps import Step, begin_step, take_step, use_try
from app.people.actions.ways_in import draft_codes, open_draft, set_codes, step_of_first_code
from app.people.forms.sign_in import CodeForm
from app.people.models.accounts import StepKind
from app.people.queries.accounts import roles_of
from app.people.queries.own_account import read_account, read_own_account, signed_in_at
from app.people.queries.sign_in import find_step
from app.people.routes.codes_page import CODES_PAGE, codes_context
from app.people.routes.entrance import open_entrance, with_step
from app.people.routes.proof import Proven, ProvenChoice
from app.people.routes.sign_in import START_AGAIN
from app.people.rules.roles import NAMES
from app.web.cookies import STEP_COOKIE, drop_cookie
from app.web.done import Done
from app.web.forms import Sent, parse
from app.web.guard import Page, Visit, form_page, guarded

router = APIRouter(prefix="/staff/account")

_PATH: Final = "/staff/account"
_EMPTY: Final = FormData()
"""Passwords and codes are never shown again."""
_CONFIRM: Final = f"{_PATH}/codes/confirm"


@router.get("")
@guarded(OWN_ACCOUNT)
def show_account(visit: Visit) -> Page:
    context = {
        "own": read_own_account(visit.session, visit.actor.id, now=visit.now),
        "roles": roles_of(visit.session, visit.actor.id, now=visit.now),
        "role_names": NAMES,
        "is_fresh": is_fresh(signed_in_at(visit.session, visit.actor.session_id), visit.now),
        "full_date": full_date,
        "date_and_time": date_and_time,
    }
    return Page("people/staff/account.html", context)


@router.post("/sessions/{session_id}/end")
@guarded(OWN_ACCOUNT)
def end_session(visit: Visit, session_id: str) -> Response:
    if not end_staff_session(visit.session, visit.actor.id, session_id):
        raise NotFoundError
    visit.record("session.ended", "session", session_id)
    return visit.redirect(_PATH, Done.ENDED)


@router.post("/sessions/end-others")
@guarded(OWN_ACCOUNT)
def end_other_sessions(visit: Visit) -> Response:
    end_other_staff_sessions(visit.session, visit.actor.id, but=visit.actor.session_id)
    visit.record("session.ended", "session", reason_code="all_others")
    return visit.redirect(_PATH, Done.ENDED)


@router.get("/password")
@guarded(OWN_ACCOUNT)
def show_password(visit: Visit) -> Page | Response:
    if read_account(visit.session, visit.actor.id).password_hash is None:
        return visit.redirect(f"{_PATH}/codes")
    return Page("people/staff/password.html")


@router.post("/password")
@guarded(OWN_ACCOUNT)
def change_own_password(visit: Visit, proof: ProvenChoice) -> Page | Response:
    try:
        change_password(visit.session, visit.actor, proof, now=visit.now)
    except InvalidInputError as fault:
        return form_page(Page("people/staff/password.html"), fault, _EMPTY)
    visit.record("password.changed", "password", visit.actor.id)
    return visit.redirect(_PATH, Done.PASSWORD_CHANGED)


@router.get("/codes")
@guarded(OWN_ACCOUNT)
def show_codes_start(visit: Visit) -> Page:
    return _codes_start(visit)


@router.post("/codes")
@guarded(OWN_ACCOUNT)
def begin_codes(visit: Visit, proof: Proven) -> Page | Response:
    try:
        account = require_proof(visit.session, visit.actor, proof, now=visit.now)
    except InvalidInputError as fault:
        return form_page(_codes_start(visit), fault, _EMPTY)
    entrance = open_entrance(visit.request)
    draft = draft_codes(entrance.keyring, account.id, password_hash=proof.new_hash)
    token = begin_step(
        visit.session, StepKind.NEW_CODES, account_id=account.id, challenge=draft, now=visit.now
    )
    visit.record("codes.begun", "codes", account.id)
    return with_step(entrance, visit.redirect(_CONFIRM), token)


@router.get("/codes/confirm")
@guarded(OWN_ACCOUNT)
def show_new_codes(visit: Visit) -> Page | Response:
    token = open_entrance(visit.request).step_token
    found = find_step(visit.session, token, StepKind.NEW_CODES, now=visit.now)
    if found is None or found.account_id != visit.actor.id:
        return visit.redirect(f"{_PATH}/codes")
    return _codes_page(visit, Step(found.account_id, found.challenge or b""))


@router.post("/codes/confirm")
@guarded(OWN_ACCOUNT)
def confirm_codes(visit: Visit, sent: Sent) -> Page | Response:
    entrance = open_entrance(visit.request)
    step = use_try(visit.session, entrance.step_token, StepKind.NEW_CODES, now=visit.now)
    if step is None or step.account_id != visit.actor.id:
        return form_page(_codes_start(visit), InvalidInputError({"start": START_AGAIN}), _EMPTY)
    draft = open_draft(entrance.keyring, visit.actor.id, step.challenge)
    try:
        matched = step_of_first_code(draft, parse(CodeForm, sent).code, now=visit.now)
    except InvalidInputError as fault:
        return replace(form_page(_codes_page(visit, step), fault, _EMPTY), keeps=True)
    take_step(visit.session, entrance.step_token, StepKind.NEW_CODES, now=visit.now)
    set_codes(visit.session, entrance.keyring, visit.actor.id, draft, step=matched)
    end_other_staff_sessions(visit.session, visit.actor.id, but=visit.actor.session_id)
    visit.record("codes.changed", "codes", visit.actor.id)
    response = visit.redirect(_PATH, Done.SAVED)
    drop_cookie(response, visit.request, STEP_COOKIE)
    return response


def _codes_start(visit: Visit) -> Page:
    account = read_account(visit.session, visit.actor.id)
    return Page("people/staff/codes_new.html", {"has_password": account.password_hash is not None})


def _codes_page(visit: Visit, step: Step) -> Page:
    entrance = open_entrance(visit.request)
    draft = open_draft(entrance.keyring, visit.actor.id, step.challenge)
    email = read_account(visit.session, visit.actor.id).email
    context = codes_context(draft.secret, email=email, action=_CONFIRM, back=_PATH)
    return Page(CODES_PAGE, context)
