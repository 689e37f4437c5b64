"""Staff: who works here; inviting somebody, and each person's page with roles, a way back in, and the end."""

from functools import partial
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Response
from markupsafe import Markup

from app.core.dates import date_and_time, local, short_date
from app.core.errors import S_, InvalidInputError, NotFoundError
from app.core.permissions import MANAGE_STAFF, SEE_STAFF
from app.people.actions.accounts import NewAccount, close_account, help_back_in, invite
from app.people.actions.roles import grant_role, revoke_role
from app.people.forms.accounts import EVERYWHERE, GrantForm, InviteForm
from app.people.models.accounts import Account, AccountState, LinkKind, Role
from app.people.queries.accounts import (
    HeldRole,
    StaffFilter,
    StaffMember,
    find_grant,
    find_staff_member,
    list_staff,
)
from app.people.queries.parties import list_parties
from app.people.queries.units import units_within
from app.people.routes.gate import lead_to_fresh_sign_in
from app.people.rules.roles import NAMES
from app.people.rules.sessions import link_life
from app.people.rules.staff import STANDING_NAMES, STATE_NAMES, standing_of
from app.people.rules.units import places_of
from app.settings import Settings
from app.web.confirm import Question, ask
from app.web.done import Done
from app.web.forms import Sent, parse
from app.web.guard import Page, Visit, form_page, guarded

router = APIRouter()

_LIST: Final = "/staff/accounts"


@router.get("/staff/accounts")
@guarded(SEE_STAFF)
def show_staff(
    visit: Visit,
    text: Annotated[str, Query(max_length=200)] = "",
    role: Role | Literal[""] = "",
    state: AccountState | Literal[""] = "",
    cursor: str | None = None,
) -> Page:
    # An address may hold signs that no form sends and a database refuses.
    searched = "".join(sign for sign in text if sign.isprintable()).strip()
    wanted = StaffFilter(searched, role, state)
    page = list_staff(visit.session, visit.reach, wanted, cursor=cursor, now=visit.now)
    context = {"page": page, "wanted": wanted, "role_names": NAMES, "state_names": STATE_NAMES}
    context |= {"may_manage": visit.actor.may(MANAGE_STAFF)}
    return Page("people/staff/accounts.html", context, block="list")


@router.get("/staff/accounts/invite")
@guarded(MANAGE_STAFF)
def show_invitation(visit: Visit) -> Page:
    lead_to_fresh_sign_in(visit, f"{_LIST}/invite")
    return _invitation(visit)


@router.post("/staff/accounts/invite")
@guarded(MANAGE_STAFF)
def send_invitation(visit: Visit, sent: Sent) -> Page:
    lead_to_fresh_sign_in(visit, f"{_LIST}/invite")
    try:
        form = parse(InviteForm, sent)
        who = NewAccount(form.name, form.email, form.party)
        invited = invite(visit.session, visit.actor, who, form.wanted_role(), now=visit.now)
    except InvalidInputError as fault:
        return form_page(_invitation(visit), fault, sent)
    account, grant = invited.account, invited.grant
    visit.record("account.invited", "account", account.id)
    visit.record(
        "role.granted", "role", account.id, unit_id=grant.unit_id, role=grant.role, lang=grant.language
    )
    return _link_page(visit, account, LinkKind.INVITATION, invited.token)


@router.get("/staff/accounts/{account_id}")
@guarded(SEE_STAFF)
def show_account(visit: Visit, account_id: str) -> Page:
    return _account_page(visit, _member(visit, account_id))


@router.post("/staff/accounts/{account_id}/roles")
@guarded(MANAGE_STAFF)
def give_role(visit: Visit, account_id: str, sent: Sent) -> Page | Response:
    member = _member(visit, account_id)
    lead_to_fresh_sign_in(visit, f"{_LIST}/{account_id}")
    try:
        wanted = parse(GrantForm, sent).wanted_role()
        grant = grant_role(visit.session, visit.actor, account_id, wanted, now=visit.now)
    except InvalidInputError as fault:
        return form_page(_account_page(visit, member), fault, sent)
    visit.record(
        "role.granted", "role", account_id, unit_id=grant.unit_id, role=grant.role, lang=grant.language
    )
    return visit.redirect(f"{_LIST}/{account_id}", Done.ADDED)


@router.get("/staff/accounts/{account_id}/roles/{grant_id}/revoke")
@guarded(MANAGE_STAFF)
def ask_to_revoke(visit: Visit, account_id: str, grant_id: str) -> Page:
    member, held = _member(visit, account_id), _held_role(visit, account_id, grant_id)
    lead_to_fresh_sign_in(visit, f"{_LIST}/{account_id}/roles/{grant_id}/revoke")
    where = () if held.unit is None else (held.unit.name,)
    about = _joined(member.account.name, visit.locale.gettext(NAMES[held.role]), *where)
    return ask(visit, _REVOKE, back=f"{_LIST}/{account_id}", step=f"/roles/{grant_id}/revoke", about=about)


@router.post("/staff/accounts/{account_id}/roles/{grant_id}/revoke")
@guarded(MANAGE_STAFF)
def revoke(visit: Visit, account_id: str, grant_id: str) -> Response:
    held = _held_role(visit, account_id, grant_id)
    lead_to_fresh_sign_in(visit, f"{_LIST}/{account_id}/roles/{grant_id}/revoke")
    was_held = revoke_role(visit.session, held.grant, now=visit.now)
    grant = held.grant
    visit.record(
        "role.revoked", "role", account_id, unit_id=grant.unit_id, role=grant.role, count=int(was_held)
    )
    return visit.redirect(_way_back(visit, account_id), Done.REMOVED)


@router.get("/staff/accounts/{account_id}/recover")
@guarded(MANAGE_STAFF)
def ask_to_recover(visit: Visit, account_id: str) -> Page:
    account = _member(visit, account_id).account
    lead_to_fresh_sign_in(visit, f"{_LIST}/{account_id}/recover")
    words = _INVITE_AGAIN if account.state == AccountState.INVITED else _RECOVER
    return ask(
        visit,
        words,
        back=f"{_LIST}/{account_id}",
        step="/recover",
        about=_joined(account.name, account.email),
    )


@router.post("/staff/accounts/{account_id}/recover")
@guarded(MANAGE_STAFF)
def recover(visit: Visit, account_id: str) -> Page:
    _member(visit, account_id)
    lead_to_fresh_sign_in(visit, f"{_LIST}/{account_id}/recover")
    made = help_back_in(visit.session, account_id, now=visit.now)
    visit.record("account.recovered", "account", account_id)
    return _link_page(visit, made.account, made.kind, made.token)


@router.get("/staff/accounts/{account_id}/close")
@guarded(MANAGE_STAFF)
def ask_to_close(visit: Visit, account_id: str) -> Page:
    account = _member(visit, account_id).account
    lead_to_fresh_sign_in(visit, f"{_LIST}/{account_id}/close")
    return ask(
        visit,
        _CLOSE,
        back=f"{_LIST}/{account_id}",
        step="/close",
        about=_joined(account.name, account.email),
    )


@router.post("/staff/accounts/{account_id}/close")
@guarded(MANAGE_STAFF)
def close(visit: Visit, account_id: str) -> Response:
    _member(visit, account_id)
    lead_to_fresh_sign_in(visit, f"{_LIST}/{account_id}/close")
    ended = close_account(visit.session, account_id, now=visit.now)
    visit.record("account.closed", "account", account_id, count=ended)
    return visit.redirect(_way_back(visit, account_id), Done.ENDED)


_REVOKE: Final = Question(
    S_("Take this role back?"),
    (S_("The role ends at once. The log keeps that it was held."),),
    S_("Yes, take it back"),
)
_INVITE_AGAIN: Final = Question(
    S_("Make a new invitation?"),
    (S_("You get a new link and send it yourself."), S_("The earlier link stops working.")),
    S_("Yes, make a new link"),
)
_RECOVER: Final = Question(
    S_("Help this person back in?"),
    (
        S_("First make sure that it is this person who asks: meet, or call a number that you know."),
        S_("You get a link and send it yourself. An earlier link stops working."),
        S_("The person is signed out everywhere at once."),
        S_("When the link is used, the old password, codes and passkeys stop working."),
    ),
    S_("Yes, make a link"),
)
_CLOSE: Final = Question(
    S_("Close this account?"),
    (
        S_("All roles end, and the person is signed out everywhere."),
        S_("The name stays in the log. The e-mail address is removed. Whoever comes back is invited anew."),
    ),
    S_("Yes, close it"),
    is_final=True,
)


def _joined(*names: str) -> Markup:
    return Markup(" · ").join(Markup("<bdi>{}</bdi>").format(name) for name in names)


def _member(visit: Visit, account_id: str) -> StaffMember:
    member = find_staff_member(visit.session, visit.reach, account_id, now=visit.now)
    if member is None:
        raise NotFoundError
    return member


def _held_role(visit: Visit, account_id: str, grant_id: str) -> HeldRole:
    held = find_grant(visit.session, account_id, grant_id)
    if held is None:
        raise NotFoundError
    return held


def _way_back(visit: Visit, account_id: str) -> str:
    """The person's page; whoever did it to herself may have lost the right to see that."""
    return "/staff" if account_id == visit.actor.id else f"{_LIST}/{account_id}"


def _invitation(visit: Visit) -> Page:
    parties = [(party.id, party.name) for party in list_parties(visit.session)]
    return Page("people/staff/invite.html", {"parties": parties} | _role_choices(visit))


def _account_page(visit: Visit, member: StaffMember) -> Page:
    may_manage = visit.actor.may(MANAGE_STAFF) and member.account.state != AccountState.CLOSED
    today = local(visit.now).date()
    context: dict[str, Any] = {
        "member": member,
        "may_manage": may_manage,
        "state_names": STATE_NAMES,
        "standing_of": lambda grant: standing_of(grant, today),
        "standing_names": STANDING_NAMES,
        "day": partial(short_date, visit.locale.tag),
        "role_names": NAMES,
    }
    return Page("people/staff/account_detail.html", context | (_role_choices(visit) if may_manage else {}))


def _role_choices(visit: Visit) -> dict[str, Any]:
    """What the fields of a role offer."""
    places = places_of(units_within(visit.session, visit.reach))
    return {
        "roles": [(role.value, visit.locale.gettext(name)) for role, name in NAMES.items()],
        "places": [(EVERYWHERE, visit.locale.gettext(S_("Everywhere")))]
        + [(place.unit.id, place.label) for place in places],
        "languages": [(tag, other.autonym) for tag, other in visit.request.app.state.locales.items()],
    }


def _link_page(visit: Visit, account: Account, kind: LinkKind, token: str) -> Page:
    settings: Settings = visit.request.app.state.settings
    site = settings.public_url or str(visit.request.base_url).rstrip("/")
    context = {
        "account": account,
        "link": f"{site}/staff/enter/{token}",
        "until": date_and_time(visit.locale.tag, visit.now + link_life(kind)),
    }
    return Page("people/staff/entry_link.html", context)
