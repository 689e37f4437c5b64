"""Passkeys: signing in with one, and adding and removing one's own."""

from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse

from app.core.errors import S_, NotFoundError
from app.core.permissions import OWN_ACCOUNT, PUBLIC
from app.people.actions.attempts import count_passkey
from app.people.actions.own_account import remove_passkey, require_fresh
from app.people.actions.sign_in import Entered, use_passkey
from app.people.actions.steps import begin_step, take_step
from app.people.actions.ways_in import add_passkey
from app.people.models.accounts import Account, StepKind
from app.people.queries.own_account import find_own_passkey, passkeys_of, read_account
from app.people.queries.sign_in import find_passkey
from app.people.routes.entrance import (
    Body,
    Entrance,
    ask,
    open_entrance,
    path_after,
    read_answer,
    told_in_json,
    welcome,
)
from app.people.routes.gate import SIGN_IN_PATH
from app.people.rules.passkeys import (
    Owner,
    PasskeyRefusedError,
    ask_for_known,
    ask_for_new,
    check_known,
    check_new,
    named_key,
)
from app.web import confirm
from app.web.cookies import DONE_COOKIE, set_cookie
from app.web.done import Done
from app.web.guard import Page, Visit, guarded
from app.web.permissions import requires

router = APIRouter()

OWN_PATH: Final = "/staff/account"
_REMOVE: Final = confirm.Question(
    S_("Remove this passkey?"),
    (S_("You can no more sign in with it."), S_("You are signed out everywhere else.")),
    S_("Yes, remove it"),
    is_final=True,
)
_OPEN = [requires(PUBLIC)]


@router.post(f"{SIGN_IN_PATH}/passkey/options", dependencies=_OPEN)
@told_in_json
def ask_for_passkey(request: Request) -> Response:
    entrance = open_entrance(request)
    question = ask_for_known(entrance.site)
    with entrance.database.writing() as session:
        count_passkey(session, entrance.keyring, entrance.address, now=entrance.now)
        token = begin_step(session, StepKind.PASSKEY, challenge=question.challenge, now=entrance.now)
    return ask(entrance, question, token)


@router.post(f"{SIGN_IN_PATH}/passkey", dependencies=_OPEN)
@told_in_json
def check_passkey(request: Request, body: Body) -> Response:
    entrance = open_entrance(request)
    answer = read_answer(request, body)
    with entrance.database.writing() as session:
        step = take_step(session, entrance.step_token, StepKind.PASSKEY, now=entrance.now)
    if step is None:
        raise PasskeyRefusedError("no question was asked, or too long ago")
    entered = _enter_with_passkey(entrance, answer.credential, step.challenge)
    return welcome(entrance, entered, JSONResponse({"next": path_after(answer.next)}))


@router.get("/staff/account/passkeys/new")
@guarded(OWN_ACCOUNT)
def show_new_passkey(visit: Visit) -> Page:
    require_fresh(visit.session, visit.actor, now=visit.now)
    device = open_entrance(visit.request).device
    return Page("people/staff/passkey_new.html", {"form": {"name": visit.locale.gettext(device)}})


@router.post("/staff/account/passkeys/options")
@told_in_json
@guarded(OWN_ACCOUNT)
def ask_for_own_passkey(visit: Visit) -> Response:
    require_fresh(visit.session, visit.actor, now=visit.now)
    entrance = open_entrance(visit.request)
    account = read_account(visit.session, visit.actor.id)
    known = tuple(passkey.credential_id for passkey in passkeys_of(visit.session, account.id))
    question = ask_for_new(entrance.site, owner_of(account, known))
    token = begin_step(
        visit.session,
        StepKind.NEW_PASSKEY,
        account_id=account.id,
        challenge=question.challenge,
        now=visit.now,
    )
    visit.record("passkey.begun", "passkey", account.id)
    return ask(entrance, question, token)


@router.post("/staff/account/passkeys")
@told_in_json
@guarded(OWN_ACCOUNT)
def add_own_passkey(visit: Visit, body: Body) -> Response:
    require_fresh(visit.session, visit.actor, now=visit.now)
    entrance = open_entrance(visit.request)
    answer = read_answer(visit.request, body)
    step = take_step(visit.session, entrance.step_token, StepKind.NEW_PASSKEY, now=visit.now)
    if step is None or step.account_id != visit.actor.id:
        raise PasskeyRefusedError("no question was asked, or too long ago")
    key = check_new(entrance.site, answer.credential, step.challenge)
    name = answer.name or entrance.device
    passkey_id = add_passkey(visit.session, visit.actor.id, key, name=name, now=visit.now)
    visit.record("passkey.added", "passkey", passkey_id)
    response = JSONResponse({"next": OWN_PATH})
    set_cookie(response, visit.request, DONE_COOKIE, Done.ADDED.value)
    return response


@router.get("/staff/account/passkeys/{passkey_id}/remove")
@guarded(OWN_ACCOUNT)
def ask_to_remove_passkey(visit: Visit, passkey_id: str) -> Page:
    require_fresh(visit.session, visit.actor, now=visit.now)
    passkey = find_own_passkey(visit.session, visit.actor.id, passkey_id)
    if passkey is None:
        raise NotFoundError
    return confirm.ask(
        visit, _REMOVE, back=OWN_PATH, step=f"/passkeys/{passkey_id}/remove", about=passkey.name
    )


@router.post("/staff/account/passkeys/{passkey_id}/remove")
@guarded(OWN_ACCOUNT)
def remove_own_passkey(visit: Visit, passkey_id: str) -> Response:
    if not remove_passkey(visit.session, visit.actor, passkey_id, now=visit.now):
        raise NotFoundError
    visit.record("passkey.removed", "passkey", passkey_id)
    return visit.redirect(OWN_PATH, Done.REMOVED)


def owner_of(account: Account, known_ids: tuple[str, ...] = ()) -> Owner:
    """Say for whom a passkey is to be made."""
    return Owner(account.id, account.email, account.name, known_ids)


def _enter_with_passkey(entrance: Entrance, credential: dict[str, object], challenge: bytes) -> Entered:
    credential_id, owner_id = named_key(credential)
    with entrance.database.reading() as session:
        passkey = find_passkey(session, credential_id)
    if passkey is None or passkey.account_id != owner_id:
        raise PasskeyRefusedError("an unknown key, or another's")
    count = check_known(
        entrance.site,
        credential,
        challenge,
        public_key=passkey.public_key,
        sign_count=passkey.sign_count,
    )
    with entrance.database.writing() as session:
        account = use_passkey(
            session, passkey.id, seen_count=passkey.sign_count, new_count=count, now=entrance.now
        )
        if account is None:
            raise PasskeyRefusedError("used, removed or closed meanwhile")
        return entrance.let_in(session, account.id, "passkey")
