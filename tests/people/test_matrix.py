"""Every guarded address for every kind of visitor: who comes in, who is refused, who is led to the entrance.

The tables say once more, in words of their own, what the program decides: a new address, a new parameter in
one or another right fails here until somebody has thought about it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from string import Formatter

import pytest
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import iter_route_contexts
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.core.audit import AuditEvent, verify_chain
from app.core.ids import new_id
from app.main import create_app
from app.people.models.accounts import Account, AccountState, Role
from app.people.models.units import Unit
from app.settings import Settings
from app.web.forms import FormModel
from app.web.permissions import declared_permission
from tests.clients import logs  # noqa: F401 - a fixture
from tests.conftest import SECRET, MakeUrl
from tests.factories.people import Places, give_role, make_account, make_participant, make_places, signed_in
from tests.factories.records import (
    make_card,
    make_choice,
    make_contact,
    make_passkey,
    make_review,
    make_staff_session,
    with_card,
)

# Who may come in is decided above the database: once, on SQLite, is enough.

ROUTES = {
    "GET /staff": "own_account",
    "GET /staff/account": "own_account",
    "POST /staff/account/sessions/{session_id}/end": "own_account",
    "POST /staff/account/sessions/end-others": "own_account",
    "GET /staff/account/password": "own_account",
    "POST /staff/account/password": "own_account",
    "GET /staff/account/codes": "own_account",
    "POST /staff/account/codes": "own_account",
    "GET /staff/account/codes/confirm": "own_account",
    "POST /staff/account/codes/confirm": "own_account",
    "GET /staff/account/passkeys/new": "own_account",
    "POST /staff/account/passkeys/options": "own_account",
    "POST /staff/account/passkeys": "own_account",
    "GET /staff/account/passkeys/{passkey_id}/remove": "own_account",
    "POST /staff/account/passkeys/{passkey_id}/remove": "own_account",
    "GET /staff/accounts": "see_staff",
    "GET /staff/accounts/{account_id}": "see_staff",
    "GET /staff/accounts/invite": "manage_staff",
    "POST /staff/accounts/invite": "manage_staff",
    "POST /staff/accounts/{account_id}/roles": "manage_staff",
    "GET /staff/accounts/{account_id}/roles/{grant_id}/revoke": "manage_staff",
    "POST /staff/accounts/{account_id}/roles/{grant_id}/revoke": "manage_staff",
    "GET /staff/accounts/{account_id}/recover": "manage_staff",
    "POST /staff/accounts/{account_id}/recover": "manage_staff",
    "GET /staff/accounts/{account_id}/close": "manage_staff",
    "POST /staff/accounts/{account_id}/close": "manage_staff",
    "GET /staff/units": "manage_units",
    "POST /staff/units": "manage_units",
    "POST /staff/parties": "manage_units",
    "GET /staff/access": "see_access",
    "GET /staff/participants": "see_participants",
    "GET /staff/participants/{participant_id}": "see_participants",
    "GET /staff/participants/{participant_id}/log": "see_participants",
    "GET /staff/participants/new": "edit_participants",
    "POST /staff/participants/new": "edit_participants",
    "GET /staff/participants/{participant_id}/edit": "edit_participants",
    "POST /staff/participants/{participant_id}/edit": "edit_participants",
    "GET /staff/participants/{participant_id}/choices": "edit_participants",
    "GET /staff/participants/{participant_id}/choices/{purpose}": "edit_participants",
    "POST /staff/participants/{participant_id}/choices/{purpose}": "edit_participants",
    "GET /staff/participants/{participant_id}/choices/{purpose}/withdraw": "edit_participants",
    "POST /staff/participants/{participant_id}/choices/{purpose}/withdraw": "edit_participants",
    "GET /staff/participants/{participant_id}/contact": "see_contact",
    "POST /staff/participants/{participant_id}/contact": "see_contact",
    "GET /staff/participants/{participant_id}/contact/{contact_id}/remove": "see_contact",
    "POST /staff/participants/{participant_id}/contact/{contact_id}/remove": "see_contact",
    "POST /staff/participants/{participant_id}/card": "give_cards",
    "GET /staff/participants/{participant_id}/card/revoke": "give_cards",
    "POST /staff/participants/{participant_id}/card/revoke": "give_cards",
    "GET /staff/participants/{participant_id}/remove": "forget_participants",
    "POST /staff/participants/{participant_id}/remove": "forget_participants",
    "GET /staff/seats": "count_seats",
    "POST /staff/seats": "count_seats",
    "GET /staff/log": "review_log",
    "POST /staff/log": "review_log",
    "GET /staff/log/{review_id}": "review_log",
    "POST /staff/log/{review_id}/finding": "review_log",
    "GET /{lang}/card": "own_card",
    "GET /{lang}/card/log": "own_card",
}
ELSEWHERE = ("/staff/lectures", "/staff/tracks")
"""Addresses of other slices, which have matrices of their own."""

# An empty form is enough to come in; this one takes JSON, and says so to who may come in.
ANSWERS_OF_ITS_OWN = {"POST /staff/account/passkeys": {400}}

LEADS = {"see_participants", "edit_participants", "give_cards", "see_contact", "forget_participants"}
RIGHTS: dict[Role, set[str]] = {
    Role.ADMINISTRATOR: {
        *("own_account", "see_staff", "manage_staff", "manage_units", "see_access", "review_log"),
    },
    Role.PROJECT_LEADER: {"own_account", "see_staff", "see_access", "review_log", "count_seats"},
    Role.COORDINATOR: {"own_account", "see_staff", "see_access", "count_seats"} | LEADS,
    Role.COURSE_LEADER: {"own_account", "count_seats"} | LEADS,
    Role.EXTERNAL_LEADER: {"own_account"},
    Role.TRANSLATOR: {"own_account"},
    Role.REVIEWER: {"own_account"},
    Role.STAFF_LEARNER: {"own_account"},
    Role.PARTNER: {"own_account"},
}
# Where the visitors' roles hold, by the field of `Places`; the others hold everywhere.
PLACE_OF = {
    Role.PROJECT_LEADER: "programme",
    Role.COORDINATOR: "programme",
    Role.COURSE_LEADER: "group",
    Role.EXTERNAL_LEADER: "group",
    Role.PARTNER: "programme",
}
# Things lie in the leader's group, in the group beside it, and in another programme.
SPOTS = {"here": "group", "beside": "sister_group", "elsewhere": "other_group"}
SEEN_FROM = {"programme": {"here", "beside"}, "group": {"here"}, None: set(SPOTS)}

VISITORS: dict[str, tuple[Role, ...]] = {role.value: (role,) for role in Role}
VISITORS |= {"two roles": (Role.ADMINISTRATOR, Role.COURSE_LEADER), "no role": ()}
OUTSIDERS = ("nobody", "closed account", "card holder")

# As it stands in an address or a form: no text, signs that no database takes, what is too much or too large.
RUBBISH = [
    "",
    "a%00b",
    "%ED%A0%80",
    "%27%22--%25_%5C%E2%80%AE%0D%0A",
    "-1",
    "9999-99-99",
    "9" * 30,
    "x" * 1000,
]

FORM = {"content-type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Route:
    """One method of one address."""

    method: str
    pattern: str
    permission: str

    @property
    def key(self) -> str:
        return f"{self.method} {self.pattern}"

    @property
    def names(self) -> list[str]:
        """The parameters in the address, in order."""
        return [name for _, name, _, _ in Formatter().parse(self.pattern) if name]


@dataclass
class Walk:
    """One visitor's way through the addresses; `wrong` gathers every answer that was not expected."""

    site: FastAPI
    places: Places
    client: TestClient
    account: Account | None = None
    wrong: list[str] = field(default_factory=list)

    def ask(self, route: Route, values: dict[str, str]) -> tuple[int, str]:
        """Ask once; the answer's text without the ids and the number of the request."""
        path = route.pattern.format(**{"lang": "sv"} | values)
        content = b"" if route.method == "POST" else None
        headers = FORM if route.method == "POST" else {}
        answer = self.client.request(route.method, path, content=content, headers=headers)
        if answer.headers["cache-control"] != "no-store":
            self.wrong.append(f"{route.key} may be kept")
        if "/staff/sign-in" in answer.headers.get("location", ""):
            return 401, "sign-in"
        text = answer.text
        for value in sorted(values.values(), key=len, reverse=True):
            text = text.replace(value, "ID")
        return answer.status_code, text

    def expect(self, route: Route, case: str, status: int, allowed: set[int]) -> None:
        if status not in allowed:
            self.wrong.append(f"{route.key} {case}: {status}, not {sorted(allowed)}")


@contextmanager
def _one_loop(client: TestClient) -> Iterator[None]:
    """Ask everything from one event loop: a new one for each request takes longer than the request."""
    with start_blocking_portal() as portal:
        client.portal = portal
        yield
        client.portal = None


def _routes(site: FastAPI) -> Iterator[Route]:
    for route in iter_route_contexts(site.routes):
        permission = declared_permission(route)
        assert permission is not None
        if permission.name != "public" and not str(route.path).startswith(ELSEWHERE):
            for method in sorted(route.methods or ()):
                yield Route(method, str(route.path), permission.name)


@pytest.fixture(scope="module")
def site(make_url: MakeUrl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """One site and database for the whole walk; what is asked to go is made anew for each request."""
    with make_url() as url:
        folder = tmp_path_factory.mktemp("data")
        built = create_app(Settings(data_dir=folder, database_url=url, secret=SECRET))
        yield built
        built.state.database.close()


@pytest.fixture(scope="module")
def places(site: FastAPI) -> Places:
    with site.state.database.writing() as session:
        return make_places(session)


Things = dict[str, dict[str, str]]


def _make_things(walk: Walk) -> Things:
    """One of everything at every spot, by the name of the address's parameter."""
    with walk.site.state.database.writing() as session:
        return {spot: _make_spot(session, walk, spot) for spot in SPOTS}


def _make_spot(session: Session, walk: Walk, spot: str) -> dict[str, str]:
    places = walk.places
    unit: Unit = getattr(places, SPOTS[spot])
    participant = make_participant(session, unit)
    make_card(session, participant)
    make_choice(session, participant)
    contact = make_contact(session, participant, walk.site.state.keyring)
    account = make_account(session, places.party, name="Eva Ek")
    grant = give_role(session, account, Role.COURSE_LEADER, unit)
    reviewer = make_account(session, places.party, name="Per Ek")
    around = places.other_programme if spot == "elsewhere" else places.programme
    give_role(session, reviewer, Role.PROJECT_LEADER, around)
    owner = walk.account if spot == "here" and walk.account is not None else account
    return {
        "participant_id": participant.id,
        "contact_id": contact.id,
        "purpose": "sms",
        "account_id": account.id,
        "grant_id": grant.id,
        "review_id": make_review(session, reviewer).id,
        "session_id": make_staff_session(session, owner, now=walk.site.state.clock()).id,
        "passkey_id": make_passkey(session, owner).id,
    }


def _picked(route: Route, things: dict[str, str]) -> dict[str, str]:
    return {name: things[name] for name in route.names if name != "lang"}


def _missing(route: Route, things: Things) -> Iterator[tuple[str, dict[str, str]]]:
    """The address with each of its things in turn replaced by one that does not exist, or is another's."""
    here = _picked(route, things["here"])
    for name in here:
        yield f"without {name}", here | {name: new_id()}
    ids = [name for name in here if name != "purpose"]
    if len(ids) > 1:
        yield f"{ids[-1]} of another", here | {ids[-1]: things["beside"][ids[-1]]}


def _spots_seen(roles: tuple[Role, ...], permission: str) -> set[str]:
    if permission == "own_account":
        return {"here"}
    seen: set[str] = set()
    for role in roles:
        if permission in RIGHTS[role]:
            seen |= SEEN_FROM[PLACE_OF.get(role)]
    return seen


def _walk_in(walk: Walk, route: Route, shared: Things, seen: set[str]) -> None:
    """What somebody with the permission meets."""
    success = {200, 303} if route.method == "GET" else {200, 303, 422}
    success = ANSWERS_OF_ITS_OWN.get(route.key, success)
    things = shared if route.method == "GET" else _make_things(walk)
    if not _picked(route, things["here"]):
        walk.expect(route, "open", walk.ask(route, {})[0], success)
        return
    refusals = set()
    for case, values in _missing(route, things):
        status, text = walk.ask(route, values)
        walk.expect(route, case, status, {404})
        refusals.add(text)
    for spot in SPOTS:
        status, text = walk.ask(route, _picked(route, things[spot]))
        walk.expect(route, spot, status, success if spot in seen else {404})
        if spot not in seen:
            refusals.add(text)
    # A thing of somebody else's must look exactly like none: "purpose" is a word in the address, no thing.
    if "purpose" not in route.names and len(refusals) != 1:
        walk.wrong.append(f"{route.key}: {len(refusals)} kinds of refusal")


def _walk_out(walk: Walk, route: Route, shared: Things, status: int) -> None:
    """What somebody without the permission meets: the same, whatever the address names."""
    refusals = set()
    cases = [("here", _picked(route, shared["here"])), *_missing(route, shared)]
    for case, values in cases[:2]:
        answered, text = walk.ask(route, values)
        walk.expect(route, case, answered, {status})
        refusals.add(text)
    if len(refusals) != 1:
        walk.wrong.append(f"{route.key}: {len(refusals)} kinds of refusal")


def _walk(site: FastAPI, places: Places, roles: tuple[Role, ...]) -> Walk:
    with site.state.database.writing() as session:
        account = make_account(session, places.party)
        for role in roles:
            give_role(session, account, role, getattr(places, PLACE_OF[role]) if role in PLACE_OF else None)
        make_passkey(session, account)  # the one that is taken away is not the last
    return Walk(site, places, signed_in(site, account), account)


def _events_of(site: FastAPI, actor_id: str) -> set[str]:
    with site.state.database.reading() as session:
        return set(session.scalars(select(AuditEvent.purpose).where(AuditEvent.actor_id == actor_id)))


def test_table_names_every_guarded_address_and_its_permission(site: FastAPI) -> None:
    found = {route.key: route.permission for route in _routes(site)}
    assert found == ROUTES


def test_table_knows_every_parameter_of_an_address(site: FastAPI, places: Places) -> None:
    known = set(_make_things(Walk(site, places, TestClient(site)))["here"]) | {"lang"}
    assert {name for route in _routes(site) for name in route.names} <= known


@pytest.mark.parametrize("visitor", VISITORS)
def test_staff_come_in_where_their_roles_hold_and_nowhere_else(
    site: FastAPI, places: Places, visitor: str
) -> None:
    roles = VISITORS[visitor]
    walk = _walk(site, places, roles)
    shared = _make_things(walk)
    # Whoever is signed in may look after her own account, also before she has a role.
    held = {"own_account"} | {name for role in roles for name in RIGHTS[role]}
    with _one_loop(walk.client):
        for route in _routes(site):
            if route.permission == "own_card":
                _walk_out(walk, route, shared, 303)
            elif route.permission in held:
                _walk_in(walk, route, shared, _spots_seen(roles, route.permission))
            else:
                _walk_out(walk, route, shared, 403)
    assert walk.wrong == []
    # Who was refused has left no trace of having seen or changed anything.
    assert walk.account is not None
    assert _events_of(site, walk.account.id) <= held


@pytest.mark.parametrize("visitor", OUTSIDERS)
def test_outsiders_are_led_to_the_entrance(site: FastAPI, places: Places, visitor: str) -> None:
    walk = Walk(site, places, TestClient(site, follow_redirects=False))
    shared = _make_things(walk)
    with site.state.database.writing() as session:
        account = make_account(session, places.party)
        give_role(session, account, Role.ADMINISTRATOR)
        participant = make_participant(session, places.group)
        card = make_card(session, participant, now=site.state.clock())
    if visitor == "closed account":
        walk.client = signed_in(site, account)
        with site.state.database.writing() as session:
            session.get_one(Account, account.id).state = AccountState.CLOSED
    if visitor == "card holder":
        walk.client = with_card(site, card)
    with _one_loop(walk.client):
        for route in _routes(site):
            if route.permission != "own_card":
                _walk_out(walk, route, shared, 401)
            elif visitor == "card holder":
                _walk_in(walk, route, shared, set())
            else:
                _walk_out(walk, route, shared, 303)
    assert walk.wrong == []
    assert _events_of(site, account.id) == set()
    assert _events_of(site, participant.id) <= {"own_card"}


def _asked_for(site: FastAPI) -> set[str]:
    """The names of everything that an address's query or a form of the slice may hold."""
    ours = (one for one in iter_route_contexts(site.routes) if not str(one.path).startswith(ELSEWHERE))
    dependants = [getattr(route, "dependant", None) for route in ours]
    names = {parameter.alias for one in dependants if one for parameter in get_flat_params(one)}
    return names | {name for form in _forms(FormModel) for name in form.model_fields}


def _forms(kind: type[FormModel]) -> Iterator[type[FormModel]]:
    for form in kind.__subclasses__():
        if form.__module__.startswith("app.people."):
            yield form
        yield from _forms(form)


@pytest.mark.usefixtures("logs")
@pytest.mark.parametrize("rubbish", RUBBISH, ids=lambda text: text[:12])
def test_rubbish_is_never_a_fault_of_the_program(site: FastAPI, places: Places, rubbish: str) -> None:
    walk = _walk(site, places, VISITORS["two roles"])  # between them they may do everything that staff may
    shared = _make_things(walk)["here"]
    everything = "&".join(f"{name}={rubbish}" for name in sorted(_asked_for(site)))
    with _one_loop(walk.client):
        for route in _routes(site):
            things = {"lang": "sv"} | shared
            path, is_form = route.pattern.format(**things), route.method == "POST"
            asked = {path if is_form else f"{path}?{everything}"}
            asked |= {route.pattern.format(**things | {name: rubbish}) for name in route.names}
            for address in asked:
                content = everything.encode() if is_form else None
                answer = walk.client.request(route.method, address, content=content, headers=FORM)
                if answer.status_code >= 500:
                    walk.wrong.append(f"{route.method} {address[:80]}: {answer.status_code}")
    assert walk.wrong == []


def test_trail_of_the_whole_walk_is_sound(site: FastAPI, places: Places) -> None:
    with site.state.database.writing() as session:
        account = make_account(session, places.party)
        give_role(session, account, Role.COURSE_LEADER, places.group)
    assert signed_in(site, account).get("/staff/participants").status_code == 200
    with site.state.database.reading() as session:
        report = verify_chain(session)
    assert report.is_sound
    assert report.checked > 0
