"""The participant's card on her phone: the entrance, the card, who has looked at what, and the way out."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, RedirectResponse

from app.core.audit import Happening, record_event
from app.core.dates import date_and_time, full_date, part_of_day, time_range
from app.core.errors import InvalidInputError
from app.core.locales import Locale
from app.core.permissions import OWN_CARD, PARTICIPANT, PUBLIC
from app.people.actions.card_entry import OpenedCard, close_card, count_try, give_try_back, open_card
from app.people.forms.card_entry import CardEntry
from app.people.models.card import CardContents, NextSession
from app.people.queries.card_entry import find_holder
from app.people.queries.log import extract_page
from app.people.queries.participants import Found
from app.people.queries.visitors import find_card_holder
from app.people.rules.clock_face import draw_clock
from app.people.rules.sessions import CARD_LONGEST
from app.web.address import client_address, client_network
from app.web.cookies import CARD_COOKIE, drop_cookie, read_cookie, set_cookie
from app.web.forms import Sent, parse
from app.web.guard import Page, Visit, WriteNeeded, guarded
from app.web.locale import reader_locale
from app.web.permissions import requires
from app.web.render import Renderer

router = APIRouter()
_LONGEST_SHOWN = 40
# Also what was saved for reading without a network: on a shared phone it tells what its reader came for.
_FORGET_ALL = {"clear-site-data": '"cache", "cookies", "storage"'}


@router.get("/{lang}/card")
@guarded(OWN_CARD)
def show_card(visit: Visit, lang: str) -> Page:
    locale = reader_locale(visit.request, lang)
    holder = find_holder(visit.session, visit.actor.id)
    contents: CardContents = visit.request.app.state.card_contents(
        visit.session, holder.participant.id, locale.tag
    )
    planned = contents.next_session
    meeting = None if planned is None else meeting_words(locale, planned)
    context = {"place": "/card", "unit": holder.unit, "meeting": meeting, "lesson": contents.lesson}
    return Page("people/card.html", context)


@router.get("/{lang}/card/log")
@guarded(OWN_CARD)
def show_own_log(visit: Visit, lang: str, cursor: Annotated[str | None, Query()] = None) -> Page:
    locale = reader_locale(visit.request, lang)
    if not visit.session.info.get("writes"):
        raise WriteNeeded
    holder = find_holder(visit.session, visit.actor.id)
    page = extract_page(visit.session, holder.participant.id, cursor=cursor)
    visit.record("log.viewed", "log", holder.participant.id, unit_id=holder.unit.id)
    context = {"place": "/card/log", "page": page, "moment": lambda at: date_and_time(locale.tag, at)}
    return Page("people/card_log.html", context)


@router.get("/{lang}/card/open", dependencies=[requires(PUBLIC)])
def show_entrance(request: Request, lang: str) -> Response:
    return _entrance(request, reader_locale(request, lang), {}, "")


@router.post("/{lang}/card/open", dependencies=[requires(PUBLIC)])
def enter(request: Request, lang: str, sent: Sent) -> Response:
    locale = reader_locale(request, lang)
    try:
        opened = _open(request, parse(CardEntry, sent).code)
    except InvalidInputError as fault:
        return _entrance(request, locale, fault.fields, _typed(sent))
    response = RedirectResponse(f"/{locale.tag}/card", status_code=303)
    set_cookie(response, request, CARD_COOKIE, opened.token, seconds=int(CARD_LONGEST.total_seconds()))
    return response


@router.post("/{lang}/card/leave", dependencies=[requires(PUBLIC)])
def leave(request: Request, lang: str) -> Response:
    # Open to all: a phone can be left clean also when its card was blocked or is too old.
    locale = reader_locale(request, lang)
    token = read_cookie(request, CARD_COOKIE)
    if token:
        with request.app.state.database.writing() as session:
            closed = close_card(session, token)
            if closed is not None:
                _record(request, session, "card.closed", closed)
    # The page is the answer itself: an address of its own would say "clean" to whoever only goes there.
    renderer: Renderer = request.app.state.renderer
    html = renderer.html("people/card_left.html", locale, {"place": "/card/open"})
    response = HTMLResponse(html, headers=_FORGET_ALL)
    drop_cookie(response, request, CARD_COOKIE)
    return response


def meeting_words(locale: Locale, planned: NextSession) -> dict[str, object]:
    """Give the template a meeting as it is read: the day, the hours, the clock, the place."""
    return {
        "day": full_date(locale.tag, planned.starts_at),
        "hours": time_range(locale.tag, planned.starts_at, planned.ends_at),
        "part_of_day": part_of_day(locale.tag, planned.starts_at),
        "clock": draw_clock(planned.starts_at),
        "place": planned.place,
        "map_link": planned.map_link,
        "cannot_come_path": planned.cannot_come_path,
    }


def _open(request: Request, digits: str) -> OpenedCard:
    state = request.app.state
    address, keyring, now = client_address(request), state.keyring, state.clock()
    with state.database.writing() as session:
        count_try(session, address, client_network(request), keyring=keyring, now=now)
    with state.database.writing() as session:
        old_token = read_cookie(request, CARD_COOKIE)
        opened = open_card(session, digits, keyring=keyring, old_token=old_token, now=now)
        give_try_back(session, address, keyring=keyring)
        if opened.closed is not None:
            _record(request, session, "card.closed", opened.closed)
        _record(request, session, "card.opened", opened.holder)
    return opened


def _record(request: Request, session: Session, action: str, holder: Found) -> None:
    happening = Happening(
        actor_kind=PARTICIPANT,
        actor_id=holder.participant.id,
        action=action,
        object_kind="card",
        object_id=holder.participant.id,
        unit_id=holder.unit.id,
        purpose=OWN_CARD.name,
    )
    record_event(session, happening, clock=request.app.state.clock)


def _entrance(request: Request, locale: Locale, errors: dict[str, str], typed: str) -> Response:
    state = request.app.state
    renderer: Renderer = state.renderer
    token = read_cookie(request, CARD_COOKIE)
    is_open = False
    if token:
        with state.database.reading() as session:
            is_open = find_card_holder(session, token, now=state.clock()) is not None
    context = {"place": "/card/open", "errors": errors, "form": {"code": typed}, "is_open": is_open}
    html = renderer.html("people/card_open.html", locale, context)
    status = InvalidInputError.status if errors else 200
    return HTMLResponse(html, status_code=status, headers={"vary": "Cookie"})


def _typed(sent: FormData) -> str:
    text = sent.get("code")
    return text if isinstance(text, str) and len(text) <= _LONGEST_SHOWN else ""
