"""Giving participants their cards: printed at once, since nobody can read the digits later."""

from typing import Final

from fastapi import APIRouter, Response

from app.core.errors import S_
from app.core.locales import SOURCE_LANGUAGE
from app.core.permissions import GIVE_CARDS
from app.people.actions.cards import issue_card, revoke_cards
from app.people.queries.participants import Found, find_participant
from app.people.routes.participants import path_of
from app.people.rules.card_codes import in_groups
from app.people.rules.participants import shown_code
from app.web.confirm import Question, ask
from app.web.done import Done
from app.web.guard import Page, Visit, guarded
from app.web.qr import draw_qr

router = APIRouter()

_BLOCK: Final = Question(
    S_("Block the card?"),
    (
        S_("The card does not open anything any more, on any phone."),
        S_("You can print a new card at any time."),
    ),
    S_("Yes, block the card"),
)


@router.post("/staff/participants/{participant_id}/card")
@guarded(GIVE_CARDS)
def issue(visit: Visit, participant_id: str) -> Page:
    found = find_participant(visit.session, visit.reach, participant_id)
    digits = issue_card(visit.session, participant_id, visit.request.app.state.keyring, visit.now)
    visit.record("card.issued", "card", participant_id, unit_id=found.unit.id)
    return _paper(visit, found, digits)


@router.get("/staff/participants/{participant_id}/card/revoke")
@guarded(GIVE_CARDS)
def ask_to_revoke(visit: Visit, participant_id: str) -> Page:
    found = find_participant(visit.session, visit.reach, participant_id)
    visit.record("participant.viewed", "participant", participant_id, unit_id=found.unit.id)
    code = shown_code(found.participant.code)
    return ask(visit, _BLOCK, back=path_of(participant_id), step="/card/revoke", about=code)


@router.post("/staff/participants/{participant_id}/card/revoke")
@guarded(GIVE_CARDS)
def revoke(visit: Visit, participant_id: str) -> Response:
    found = find_participant(visit.session, visit.reach, participant_id)
    count = revoke_cards(visit.session, participant_id, visit.now)
    if count:
        visit.record("card.revoked", "card", participant_id, unit_id=found.unit.id, count=count)
    else:
        visit.record("participant.viewed", "participant", participant_id, unit_id=found.unit.id)
    return visit.redirect(path_of(participant_id), Done.SAVED)


def _paper(visit: Visit, found: Found, digits: str) -> Page:
    """The card to print, in the participant's language, with the leader's buttons in hers."""
    state = visit.request.app.state
    locale = state.locales[found.participant.read_language]
    site = (state.settings.public_url or str(visit.request.base_url)).rstrip("/")
    context = {
        "locale": locale,
        "swedish": None if locale.is_source else state.locales[SOURCE_LANGUAGE],
        "staff_locale": visit.locale,
        "groups": in_groups(digits),
        # The digits stand behind a #, which browsers do not send: no server on the way writes them down.
        "qr": draw_qr(f"{site}/{locale.tag}/card/open#{digits}"),
        "shown_address": f"{site}/{locale.tag}/card".partition("://")[2],
        "code": shown_code(found.participant.code),
        "back": path_of(found.participant.id),
    }
    return Page("people/card_paper.html", context)
