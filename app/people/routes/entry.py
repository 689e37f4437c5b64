"""Entering by a link: choosing a passkey, or a password with codes."""

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse

from app.core.errors import InvalidInputError
from app.core.permissions import PUBLIC
from app.people.actions.attempts import count_link, forget_account_attempts, forget_codes_of_day
from app.people.actions.entry import LinkGoneError, use_link
from app.people.actions.sign_in import Entered
from app.people.actions.steps import Step, begin_step, take_step, use_try
from app.people.actions.ways_in import (
    CodesDraft,
    add_passkey,
    draft_codes,
    open_draft,
    set_codes,
    step_of_first_code,
)
from app.people.forms.entry import NewPasswordForm, check_choice
from app.people.forms.sign_in import CodeForm
from app.people.models.accounts import LinkKind, StepKind
from app.people.queries.entry import Guest, find_guest
from app.people.queries.own_account import passkeys_of
from app.people.queries.sign_in import find_step
from app.people.routes.codes_page import CODES_PAGE, codes_context
from app.people.routes.entrance import (
    Body,
    Entrance,
    ask,
    lead_on,
    open_entrance,
    read_answer,
    show,
    show_fault,
    told_in_json,
    welcome,
)
from app.people.routes.passkeys import owner_of
from app.people.routes.sign_in import START_AGAIN
from app.people.rules.passkeys import NewKey, PasskeyRefusedError, ask_for_new, check_new
from app.people.rules.passwords import hash_password
from app.web.forms import Sent, parse
from app.web.permissions import requires

router = APIRouter(prefix="/staff/enter/{token}", dependencies=[requires(PUBLIC)])

_PAGE: Final = "people/staff/enter.html"


@dataclass(frozen=True)
class _Setup:
    """Codes that a guest is setting up."""

    guest: Guest
    draft: CodesDraft


@router.get("")
def show_invitation(request: Request, token: str) -> Response:
    # Not counted: a GET changes nothing, and 256 random bits cannot be guessed.
    entrance = open_entrance(request)
    guest = _guest(entrance, token)
    return show(entrance, _PAGE, {"guest": guest, "address": _address(token)})


@router.post("/passkey/options")
@told_in_json
def ask_for_first_passkey(request: Request, token: str) -> Response:
    entrance = open_entrance(request)
    guest = _guest(entrance, token, counts=True)
    with entrance.database.reading() as session:
        known = tuple(passkey.credential_id for passkey in passkeys_of(session, guest.account.id))
    # A way back replaces the old passkeys, so the same device may be used for a new one.
    question = ask_for_new(
        entrance.site, owner_of(guest.account, () if guest.kind is LinkKind.RECOVERY else known)
    )
    with entrance.database.writing() as session:
        step = begin_step(
            session,
            StepKind.NEW_PASSKEY,
            account_id=guest.account.id,
            challenge=question.challenge,
            now=entrance.now,
        )
    return ask(entrance, question, step)


@router.post("/passkey")
@told_in_json
def enter_with_passkey(request: Request, token: str, body: Body) -> Response:
    entrance = open_entrance(request)
    answer = read_answer(request, body)
    guest = _guest(entrance, token, counts=True)
    with entrance.database.writing() as session:
        step = take_step(session, entrance.step_token, StepKind.NEW_PASSKEY, now=entrance.now)
    if step is None or step.account_id != guest.account.id:
        raise PasskeyRefusedError("no question was asked, or too long ago")
    key = check_new(entrance.site, answer.credential, step.challenge)
    with entrance.database.writing() as session:
        entered = _let_in_with_key(entrance, session, token, guest, key)
    return welcome(entrance, entered, JSONResponse({"next": "/staff"}))


@router.post("/password")
def choose_password(request: Request, token: str, sent: Sent) -> Response:
    entrance = open_entrance(request)
    guest = _guest(entrance, token, counts=True)
    try:
        form = parse(NewPasswordForm, sent)
        check_choice("password", form.password, guest.account)
    except InvalidInputError as fault:
        return show_fault(entrance, _PAGE, {"guest": guest, "address": _address(token)}, fault)
    account_id = guest.account.id
    draft = draft_codes(entrance.keyring, account_id, password_hash=hash_password(form.password))
    with entrance.database.writing() as session:
        step = begin_step(
            session, StepKind.NEW_CODES, account_id=account_id, challenge=draft, now=entrance.now
        )
    return lead_on(entrance, f"{_address(token)}/codes", step=step)


@router.get("/codes")
def show_first_codes(request: Request, token: str) -> Response:
    entrance = open_entrance(request)
    guest = _guest(entrance, token)
    with entrance.database.reading() as session:
        found = find_step(session, entrance.step_token, StepKind.NEW_CODES, now=entrance.now)
    step = None if found is None else Step(found.account_id, found.challenge or b"")
    setup = _setup(entrance, guest, step)
    if setup is None:
        return lead_on(entrance, _address(token))
    return show(entrance, CODES_PAGE, _codes_context(token, setup))


@router.post("/codes")
def enter_with_codes(request: Request, token: str, sent: Sent) -> Response:
    entrance = open_entrance(request)
    guest = _guest(entrance, token, counts=True)
    with entrance.database.writing() as session:
        step = use_try(session, entrance.step_token, StepKind.NEW_CODES, now=entrance.now)
    setup = _setup(entrance, guest, step)
    if setup is None:
        start_again = InvalidInputError({"start": START_AGAIN})
        return show_fault(entrance, _PAGE, {"guest": guest, "address": _address(token)}, start_again)
    try:
        entered = _enter_with_first_code(entrance, token, setup, parse(CodeForm, sent).code)
    except InvalidInputError as fault:
        return show_fault(entrance, CODES_PAGE, _codes_context(token, setup), fault)
    return welcome(entrance, entered, lead_on(entrance, "/staff"))


def _guest(entrance: Entrance, token: str, *, counts: bool = False) -> Guest:
    """Find whom the link is for, counted in a transaction of its own where something is sent."""
    if counts:
        with entrance.database.writing() as session:
            count_link(session, entrance.keyring, entrance.address, now=entrance.now)
    with entrance.database.reading() as session:
        guest = find_guest(session, token, now=entrance.now)
    if guest is None:
        raise LinkGoneError("no such link")
    return guest


def _setup(entrance: Entrance, guest: Guest, step: Step | None) -> _Setup | None:
    if step is None or step.account_id != guest.account.id:
        return None
    return _Setup(guest, open_draft(entrance.keyring, guest.account.id, step.challenge))


def _codes_context(token: str, setup: _Setup) -> dict[str, object]:
    address = _address(token)
    return codes_context(
        setup.draft.secret, email=setup.guest.account.email, action=f"{address}/codes", back=address
    )


def _enter_with_first_code(entrance: Entrance, token: str, setup: _Setup, code: str) -> Entered:
    matched = step_of_first_code(setup.draft, code, now=entrance.now)
    account = setup.guest.account
    with entrance.database.writing() as session:
        if take_step(session, entrance.step_token, StepKind.NEW_CODES, now=entrance.now) is None:
            raise LinkGoneError("used in another window")
        kind = use_link(session, token, account.id, now=entrance.now)
        set_codes(session, entrance.keyring, account.id, setup.draft, step=matched)
        forget_account_attempts(session, entrance.keyring, account_id=account.id, email=account.email)
        forget_codes_of_day(session, entrance.keyring, account.id)
        return _let_in(entrance, session, account.id, kind, "password")


def _let_in_with_key(entrance: Entrance, session: Session, token: str, guest: Guest, key: NewKey) -> Entered:
    kind = use_link(session, token, guest.account.id, now=entrance.now)
    add_passkey(session, guest.account.id, key, name=entrance.device, now=entrance.now)
    return _let_in(entrance, session, guest.account.id, kind, "passkey")


def _let_in(entrance: Entrance, session: Session, account_id: str, kind: LinkKind, method: str) -> Entered:
    entered = entrance.let_in(session, account_id, method)
    # "account.recovered" is what the administrator did who made the link.
    entrance.record(session, account_id, "account.entered", account_id, reason_code=kind.value)
    return entered


def _address(token: str) -> str:
    return f"/staff/enter/{token}"
