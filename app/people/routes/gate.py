"""Finds out who is asking, from the cookie, on every request anew."""

from datetime import datetime
from typing import Final
from urllib.parse import quote

from fastapi import Request
from sqlalchemy.orm import Session

from app.core.errors import SignedOutError
from app.core.permissions import OWN_CARD, Actor, Permission
from app.people.actions.own_account import SignInAgainError, require_fresh
from app.people.actions.sessions import note_seen
from app.people.queries.visitors import find_card_holder, find_staff
from app.web.cookies import CARD_COOKIE, STAFF_COOKIE, read_cookie
from app.web.guard import SignInNeeded, Visit, WriteNeeded

SIGN_IN_PATH: Final = "/staff/sign-in"
_SAFE = frozenset({"GET", "HEAD"})


class PeopleGate:
    """Staff come with one cookie, card holders with another; neither opens the other's pages."""

    def admit(self, session: Session, request: Request, permission: Permission, now: datetime) -> Actor:
        """Give who is asking; raise SignInNeeded, SignedOutError where something was sent, or WriteNeeded."""
        writes = bool(session.info.get("writes"))
        if permission is OWN_CARD:
            token = read_cookie(request, CARD_COOKIE)
            visitor = find_card_holder(session, token, now=now) if token else None
        else:
            token = read_cookie(request, STAFF_COOKIE)
            visitor = find_staff(session, token, now=now, keeps=writes) if token else None
        if visitor is None:
            raise _way_in(request, permission)
        if visitor.is_due and not writes:
            raise WriteNeeded
        if visitor.is_due:
            note_seen(session, visitor.actor, now=now)
        return visitor.actor


def lead_to_fresh_sign_in(visit: Visit, back: str) -> None:
    """Go on when the actor signed in a short while ago; else raise SignInNeeded.

    It leads to signing in again and from there to `back`, the page that she was on. What was written in this
    request is undone.
    """
    try:
        require_fresh(visit.session, visit.actor, now=visit.now)
    except SignInAgainError:
        raise SignInNeeded(f"{SIGN_IN_PATH}?again=1&next={quote(back, safe='')}") from None


def _way_in(request: Request, permission: Permission) -> Exception:
    if permission is OWN_CARD:
        return SignInNeeded(f"/{request.path_params['lang']}/card/{PARTICIPANT_ENTRANCE}")
    if request.method not in _SAFE:
        return SignedOutError()
    path = request.url.path
    query = f"?{request.url.query}" if request.url.query else ""
    return SignInNeeded(f"{SIGN_IN_PATH}?next={quote(path + query, safe='')}")


PARTICIPANT_ENTRANCE: Final = "open"
