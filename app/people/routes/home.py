"""The staff's first page, and the language of staff pages."""

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from app.core.locales import STAFF_LANGUAGES
from app.core.permissions import OWN_ACCOUNT, PUBLIC
from app.people.queries.accounts import roles_of
from app.people.rules.roles import NAMES
from app.web.forms import Sent
from app.web.guard import Page, Visit, guarded
from app.web.locale import STAFF_LANGUAGE_COOKIE
from app.web.paths import safe_path
from app.web.permissions import requires

router = APIRouter()
_YEAR_SECONDS = 365 * 24 * 3600


@router.get("/staff")
@guarded(OWN_ACCOUNT)
def show_home(visit: Visit) -> Page:
    roles = roles_of(visit.session, visit.actor.id, now=visit.now)
    return Page("people/staff/home.html", {"roles": roles, "role_names": NAMES})


@router.post("/staff/language", dependencies=[requires(PUBLIC)])
def choose_language(request: Request, sent: Sent) -> Response:
    language = sent.get("language")
    back = sent.get("back")
    path = safe_path(back if isinstance(back, str) else None, "/staff", within="/staff")
    response = RedirectResponse(path, status_code=303)
    if language in STAFF_LANGUAGES:
        https = request.app.state.settings.uses_https
        response.set_cookie(
            STAFF_LANGUAGE_COOKIE, str(language), max_age=_YEAR_SECONDS, secure=https, httponly=True
        )
    return response
