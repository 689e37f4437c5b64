"""Seats of people who are not registered: a number per group, year and sex, and nothing else."""

from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response

from app.core.dates import local
from app.core.errors import S_, InvalidInputError, NotFoundError
from app.core.permissions import COUNT_SEATS
from app.people.actions.seats import Seats, add_seat, take_seat
from app.people.forms.seats import SeatForm
from app.people.models.participants import Sex
from app.people.queries.seats import list_seats
from app.people.queries.units import units_within
from app.people.rules.participants import UNIT_KINDS
from app.web.done import Done
from app.web.forms import Sent, parse
from app.web.guard import Page, Visit, guarded

router = APIRouter()
_COLUMNS: Final = {Sex.WOMAN.value: S_("Women"), Sex.MAN.value: S_("Men"), "": S_("Not said")}
_CHANGED: Final = S_("The number was changed meanwhile. Look at it, and count again if needed.")


Cursor = Annotated[str | None, Query()]


@router.get("/staff/seats")
@guarded(COUNT_SEATS)
def show(visit: Visit, cursor: Cursor = None) -> Page:
    return _page(visit, cursor)


@router.post("/staff/seats")
@guarded(COUNT_SEATS)
def count(visit: Visit, sent: Sent, cursor: Cursor = None) -> Page | Response:
    form = parse(SeatForm, sent)
    units = units_within(visit.session, visit.reach)
    if not any(unit.id == form.unit and unit.kind in UNIT_KINDS for unit in units):
        raise NotFoundError
    seats = Seats(form.unit, local(visit.now).year, form.sex or "")
    change = add_seat if form.step == "add" else take_seat
    if change(visit.session, seats, shown=form.shown) is None:
        page = _page(visit, cursor)
        return Page(page.template, {**page.context, "changed": _CHANGED}, InvalidInputError.status)
    # Without the number: from one event to the next it would tell whose place became a seat.
    visit.record("seat.counted", "seat", unit_id=form.unit)
    return visit.redirect(_address(cursor), Done.SAVED)


def _page(visit: Visit, cursor: str | None) -> Page:
    year = local(visit.now).year
    page = list_seats(visit.session, visit.reach, year, cursor=cursor or None)
    context = {"page": page, "year": year, "columns": _COLUMNS, "changed": None, "address": _address(cursor)}
    return Page("people/staff/seats.html", context, block="list")


def _address(cursor: str | None) -> str:
    return f"/staff/seats?{urlencode({'cursor': cursor})}" if cursor else "/staff/seats"
