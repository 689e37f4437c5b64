"""How a participant can be reached: shown here and nowhere else."""

from typing import Final

from fastapi import APIRouter, Response

from app.core.errors import S_, InvalidInputError
from app.core.permissions import SEE_CONTACT
from app.people.actions.contact import NewContact, add_contact, remove_contact
from app.people.forms.contact import ContactForm
from app.people.models.participants import ContactKind
from app.people.queries.contact import find_contact, open_contacts
from app.people.queries.participants import Found, find_participant
from app.people.routes.participants import path_of
from app.people.rules.contact import NAMES, shown_contact
from app.people.rules.participants import shown_code
from app.web.confirm import Question, ask
from app.web.done import Done
from app.web.forms import Sent, parse
from app.web.guard import Page, Visit, form_page, guarded

router = APIRouter()


@router.get("/staff/participants/{participant_id}/contact")
@guarded(SEE_CONTACT)
def show(visit: Visit, participant_id: str) -> Page:
    found = find_participant(visit.session, visit.reach, participant_id)
    return _page(visit, found)


@router.post("/staff/participants/{participant_id}/contact")
@guarded(SEE_CONTACT)
def add(visit: Visit, participant_id: str, sent: Sent) -> Page | Response:
    found = find_participant(visit.session, visit.reach, participant_id)
    keyring = visit.request.app.state.keyring
    try:
        form = parse(ContactForm, sent)
        new = NewContact(form.contact, is_shared=form.is_shared is not None)
        kind = add_contact(visit.session, participant_id, new, keyring, visit.now)
    except InvalidInputError as fault:
        return form_page(_page(visit, found), fault, sent)
    visit.record("contact.changed", "contact", participant_id, unit_id=found.unit.id, field=kind.value)
    return visit.redirect(f"{path_of(participant_id)}/contact", Done.SAVED)


@router.get("/staff/participants/{participant_id}/contact/{contact_id}/remove")
@guarded(SEE_CONTACT)
def ask_to_remove(visit: Visit, participant_id: str, contact_id: str) -> Page:
    found = find_participant(visit.session, visit.reach, participant_id)
    contact = find_contact(visit.session, participant_id, contact_id)
    visit.record("participant.viewed", "participant", participant_id, unit_id=found.unit.id)
    asked = _REMOVE_PHONE if contact.kind == ContactKind.PHONE else _REMOVE_EMAIL
    return ask(visit, asked, back=f"{path_of(participant_id)}/contact", step=f"/{contact_id}/remove")


@router.post("/staff/participants/{participant_id}/contact/{contact_id}/remove")
@guarded(SEE_CONTACT)
def remove(visit: Visit, participant_id: str, contact_id: str) -> Response:
    found = find_participant(visit.session, visit.reach, participant_id)
    contact = find_contact(visit.session, participant_id, contact_id)
    remove_contact(visit.session, contact)
    visit.record(
        "contact.changed",
        "contact",
        participant_id,
        unit_id=found.unit.id,
        field=contact.kind,
        to_state="removed",
    )
    return visit.redirect(f"{path_of(participant_id)}/contact", Done.REMOVED)


_AFTER: Final = (S_("It cannot be brought back."), S_("You can write a new one at any time."))
_YES: Final = S_("Yes, remove")
_REMOVE_PHONE: Final = Question(S_("Remove this telephone number?"), _AFTER, _YES, is_final=True)
_REMOVE_EMAIL: Final = Question(S_("Remove this e-mail address?"), _AFTER, _YES, is_final=True)


def _page(visit: Visit, found: Found) -> Page:
    """The page with all that is known, and its event: who opens it sees it, even when a form was wrong."""
    participant_id = found.participant.id
    opened = open_contacts(visit.session, participant_id, visit.request.app.state.keyring)
    shown = [
        (contact, None if contact.text is None else shown_contact(contact.kind, contact.text))
        for contact in opened
    ]
    context = {"contacts": shown, "names": NAMES, "code": shown_code(found.participant.code)}
    visit.record("contact.viewed", "contact", participant_id, unit_id=found.unit.id, count=len(opened))
    return Page("people/staff/contact.html", context | {"home": path_of(participant_id)})
