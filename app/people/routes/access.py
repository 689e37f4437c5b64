"""Who can see personal data: which rights there are, and who holds them where."""

from functools import partial

from fastapi import APIRouter

from app.core.dates import short_date
from app.core.permissions import SEE_ACCESS
from app.people.models.accounts import AccountState
from app.people.queries.access import list_onlookers
from app.people.rules.access import permission_table
from app.people.rules.roles import NAMES
from app.people.rules.staff import STATE_NAMES
from app.web.guard import Page, Visit, guarded

router = APIRouter()


@router.get("/staff/access")
@guarded(SEE_ACCESS)
def show_access(visit: Visit, cursor: str | None = None) -> Page:
    context = {
        "permissions": permission_table(),
        "page": list_onlookers(visit.session, visit.reach, cursor=cursor, now=visit.now),
        "role_names": NAMES,
        "state_names": STATE_NAMES,
        "active": AccountState.ACTIVE,
        "day": partial(short_date, visit.locale.tag),
    }
    return Page("people/staff/access.html", context, block="list")
