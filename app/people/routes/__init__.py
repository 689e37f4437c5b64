"""Staff: signing in, accounts, participants, the log. Participants: the card."""

from fastapi import APIRouter

from app.core.errors import S_
from app.core.permissions import (
    COUNT_SEATS,
    MANAGE_UNITS,
    OWN_ACCOUNT,
    REVIEW_LOG,
    SEE_ACCESS,
    SEE_PARTICIPANTS,
    SEE_STAFF,
)
from app.people.routes import (
    access,
    account,
    accounts,
    card,
    cards,
    choices,
    contact,
    entry,
    home,
    log,
    participants,
    passkeys,
    seats,
    sign_in,
    units,
)
from app.web.navigation import Entry

# Before the participants' pages, whose /{lang} would take /staff for a language.
start_router = home.router
router = APIRouter()
for part in (
    sign_in,
    passkeys,
    entry,
    account,
    accounts,
    units,
    access,
    participants,
    contact,
    choices,
    cards,
    seats,
    log,
    card,
):
    router.include_router(part.router)

navigation = (
    Entry("/staff", S_("Start page"), "home", OWN_ACCOUNT),
    Entry("/staff/participants", S_("Participants"), "people", SEE_PARTICIPANTS),
    Entry("/staff/seats", S_("Seats"), "seat", COUNT_SEATS),
    Entry("/staff/accounts", S_("Staff"), "card", SEE_STAFF),
    Entry("/staff/units", S_("Programmes and groups"), "list", MANAGE_UNITS),
    Entry("/staff/access", S_("Who sees what"), "shield", SEE_ACCESS),
    Entry("/staff/log", S_("Log reviews"), "log", REVIEW_LOG),
    Entry("/staff/account", S_("My account"), "passkey", OWN_ACCOUNT),
)
