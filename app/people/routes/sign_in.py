"""Signing in with e-mail address, password and code; signing out."""

from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response

from app.core.errors import S_, InvalidInputError
from app.core.permissions import PUBLIC
from app.people.actions.attempts import (
    count_code,
    count_password,
    forget_account_attempts,
    give_back_password,
)
from app.people.actions.sign_in import Entered, sign_out, use_code
from app.people.actions.steps import begin_step, take_step, use_try
from app.people.actions.ways_in import WRONG_CODE
from app.people.forms.sign_in import CodeForm, SignInForm
from app.people.models.accounts import StepKind
from app.people.queries.sign_in import find_password, find_step
from app.people.routes.entrance import (
    Entrance,
    lead_on,
    open_entrance,
    path_after,
    show,
    show_fault,
    welcome,
)
from app.people.routes.gate import SIGN_IN_PATH
from app.people.rules.passwords import matches
from app.web.cookies import DONE_COOKIE, STAFF_COOKIE, STEP_COOKIE, drop_cookie, read_cookie, set_cookie
from app.web.done import Done
from app.web.forms import Sent, parse
from app.web.permissions import requires

router = APIRouter(dependencies=[requires(PUBLIC)])

CODE_PATH: Final = f"{SIGN_IN_PATH}/code"
WRONG: Final = S_("The e-mail address or the password is not right.")
START_AGAIN: Final = S_("This took too long, or there were too many wrong codes. Start again.")
_PAGE: Final = "people/staff/sign_in.html"
_CODE_PAGE: Final = "people/staff/code.html"


@router.get(SIGN_IN_PATH)
def show_sign_in(
    request: Request,
    wanted: Annotated[str, Query(alias="next")] = "",
    again: Annotated[str, Query()] = "",
) -> Response:
    entrance = open_entrance(request)
    with entrance.database.reading() as session:
        is_here = entrance.visitor(session) is not None
    if is_here and not again:
        return lead_on(entrance, path_after(wanted))
    response = show(entrance, _PAGE, {"next": path_after(wanted), "is_again": is_here})
    if not is_here and read_cookie(request, STAFF_COOKIE):
        drop_cookie(response, request, STAFF_COOKIE)
    return response


@router.post(SIGN_IN_PATH)
def check_password(request: Request, sent: Sent) -> Response:
    entrance = open_entrance(request)
    onward = path_after(sent.get("next"))
    try:
        form = parse(SignInForm, sent)
        account_id = _account_with_password(entrance, form)
    except InvalidInputError as fault:
        context = {"next": onward, "form": {"email": sent.get("email", "")}}
        return show_fault(entrance, _PAGE, context, fault)
    with entrance.database.writing() as session:
        give_back_password(session, entrance.keyring, entrance.address)
        step = begin_step(session, StepKind.CODE, account_id=account_id, now=entrance.now)
    return lead_on(entrance, f"{CODE_PATH}?next={quote(onward, safe='')}", step=step)


@router.get(CODE_PATH)
def show_code(request: Request, wanted: Annotated[str, Query(alias="next")] = "") -> Response:
    entrance = open_entrance(request)
    with entrance.database.reading() as session:
        step = find_step(session, entrance.step_token, StepKind.CODE, now=entrance.now)
    if step is None:
        return lead_on(entrance, f"{SIGN_IN_PATH}?next={quote(path_after(wanted), safe='')}")
    return show(entrance, _CODE_PAGE, {"next": path_after(wanted)})


@router.post(CODE_PATH)
def check_code(request: Request, sent: Sent) -> Response:
    entrance = open_entrance(request)
    onward = path_after(sent.get("next"))
    try:
        form = parse(CodeForm, sent)
        account_id = _account_at_code(entrance)
        if account_id is None:
            fault = InvalidInputError({"start": START_AGAIN})
            return show_fault(entrance, _PAGE, {"next": onward}, fault)
        entered = _enter_with_code(entrance, account_id, form.code)
    except InvalidInputError as fault:
        return show_fault(entrance, _CODE_PAGE, {"next": onward}, fault)
    return welcome(entrance, entered, lead_on(entrance, onward))


@router.post("/staff/sign-out")
def leave(request: Request) -> Response:
    # Open to all: whose session ended by itself gets out as well, and leaves no cookie behind.
    entrance = open_entrance(request)
    token = read_cookie(request, STAFF_COOKIE)
    if token:
        with entrance.database.writing() as session:
            ended = sign_out(session, token)
            if ended is not None:
                entrance.record(session, ended.account_id, "session.ended", ended.session_id)
    response = lead_on(entrance, SIGN_IN_PATH)
    for name in (STAFF_COOKIE, STEP_COOKIE):
        drop_cookie(response, request, name)
    set_cookie(response, request, DONE_COOKIE, Done.SIGNED_OUT.value)
    # "cache" takes the pages that the back button would show. Not "cookies" and not "storage": those would
    # also close a participant's card and throw away saved lessons, where several people share a computer.
    response.headers["clear-site-data"] = '"cache"'
    return response


def _account_with_password(entrance: Entrance, form: SignInForm) -> str:
    """Compare outside of any transaction, alike for known and unknown; count first, in one of its own."""
    with entrance.database.writing() as session:
        count_password(
            session, entrance.keyring, email=form.email, address=entrance.address, now=entrance.now
        )
    with entrance.database.reading() as session:
        known = find_password(session, form.email)
    if not matches(form.password, known.password_hash if known else None) or known is None:
        raise InvalidInputError({"sign_in": WRONG})
    return known.account_id


def _account_at_code(entrance: Entrance) -> str | None:
    """Spend a try before anything is compared; None when the step or its tries are gone."""
    with entrance.database.writing() as session:
        step = use_try(session, entrance.step_token, StepKind.CODE, now=entrance.now)
        if step is None or step.account_id is None:
            return None
        count_code(session, entrance.keyring, step.account_id, now=entrance.now)
    return step.account_id


def _enter_with_code(entrance: Entrance, account_id: str, code: str) -> Entered:
    with entrance.database.writing() as session:
        account = use_code(session, entrance.keyring, account_id, code, now=entrance.now)
        if account is None:
            raise InvalidInputError({"code": WRONG_CODE})
        if take_step(session, entrance.step_token, StepKind.CODE, now=entrance.now) is None:
            raise InvalidInputError({"code": WRONG_CODE})
        forget_account_attempts(session, entrance.keyring, account_id=account.id, email=account.email)
        return entrance.let_in(session, account.id, "password")
