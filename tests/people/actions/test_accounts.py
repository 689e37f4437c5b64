"""Inviting staff, helping them back in, closing accounts, and the first administrator."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.database import Database
from app.core.errors import InvalidInputError, StartUpError
from app.core.permissions import MANAGE_STAFF, STAFF, Actor, Reach
from app.people.actions.accounts import (
    NewAccount,
    close_account,
    help_back_in,
    invite,
    invite_first_administrator,
    recover_from_console,
)
from app.people.actions.roles import AccountClosedError, LastAdministratorError, WantedRole
from app.people.actions.sessions import start_staff_session
from app.people.actions.steps import begin_step
from app.people.models.accounts import (
    Account,
    AccountState,
    EntryLink,
    LinkKind,
    Role,
    RoleGrant,
    SignInStep,
    StaffSession,
    StepKind,
)
from app.people.models.units import Party, PartyKind
from app.people.rules.sessions import LINK_LIFE, link_life, token_hash
from tests.factories.people import NOW, Places, give_role, make_account, make_places

pytestmark = pytest.mark.data

ACTOR = Actor(STAFF, "admin", "s1", reaches={MANAGE_STAFF: Reach(everywhere=True)})


@pytest.fixture
def here(session: Session) -> Places:
    return make_places(session)


def _count(
    session: Session, table: type[Account | RoleGrant | EntryLink | StaffSession | SignInStep | Party]
) -> int:
    return session.scalars(select(func.count()).select_from(table)).one()


def _link(session: Session, token: str) -> EntryLink:
    return session.scalars(select(EntryLink).where(EntryLink.token_hash == token_hash(token))).one()


def test_an_invitation_makes_account_role_and_link(session: Session, here: Places) -> None:
    who = NewAccount("Eva Berg", "eva@region.example", here.party.id)
    made = invite(session, ACTOR, who, WantedRole(Role.COORDINATOR, here.site.id), now=NOW)
    account = made.account
    assert (account.name, account.email, account.party_id) == (who.name, who.email, here.party.id)
    assert (account.state, account.password_hash, account.totp_sealed) == (AccountState.INVITED, None, None)
    assert (made.grant.account_id, made.grant.role, made.grant.granted_by) == (
        account.id,
        Role.COORDINATOR,
        "admin",
    )
    link = _link(session, made.token)
    assert (link.account_id, link.kind, link.expires_at) == (account.id, LinkKind.INVITATION, NOW + LINK_LIFE)


@pytest.mark.parametrize(
    ("who", "wanted", "field"),
    [
        (
            NewAccount("Eva", "eva@region.example", "0000000000000000"),
            WantedRole(Role.STAFF_LEARNER),
            "party",
        ),
        (NewAccount("Eva", "eva@region.example", ""), WantedRole(Role.COORDINATOR), "unit"),
        (NewAccount("Eva", "taken@region.example", ""), WantedRole(Role.STAFF_LEARNER), "email"),
    ],
)
def test_an_invitation_that_cannot_be_made_leaves_nothing(
    session: Session, here: Places, who: NewAccount, wanted: WantedRole, field: str
) -> None:
    make_account(session, here.party, email="taken@region.example")
    who = NewAccount(who.name, who.email, who.party_id or here.party.id)
    with pytest.raises(InvalidInputError) as caught:
        invite(session, ACTOR, who, wanted, now=NOW)
    assert set(caught.value.fields) == {field}
    assert (_count(session, Account), _count(session, RoleGrant), _count(session, EntryLink)) == (1, 0, 0)


def test_somebody_of_another_party_is_not_invited_to_see_participants(session: Session, here: Places) -> None:
    who = NewAccount("Eva", "eva@kommun.example", here.other_party.id)
    with pytest.raises(InvalidInputError) as caught:
        invite(session, ACTOR, who, WantedRole(Role.COORDINATOR, here.site.id), now=NOW)
    assert set(caught.value.fields) == {"unit"}


def test_the_same_invitation_sent_at_once_makes_one_account(database: Database) -> None:
    with database.writing() as session:
        who = NewAccount("Eva", "eva@region.example", make_places(session).party.id)
    start = threading.Barrier(4)
    ends: list[str] = []

    def run() -> None:
        start.wait()
        try:
            with database.writing() as session:
                invite(session, ACTOR, who, WantedRole(Role.STAFF_LEARNER), now=NOW)
            ends.append("made")
        except InvalidInputError as fault:
            ends.extend(fault.fields)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["email", "email", "email", "made"]
    with database.reading() as session:
        assert (_count(session, Account), _count(session, RoleGrant), _count(session, EntryLink)) == (1, 1, 1)


@pytest.mark.parametrize(
    ("state", "kind"),
    [(AccountState.INVITED, LinkKind.INVITATION), (AccountState.ACTIVE, LinkKind.RECOVERY)],
)
def test_a_way_back_in(session: Session, here: Places, state: AccountState, kind: LinkKind) -> None:
    account = make_account(session, here.party)
    account.state, account.password_hash = state, "kept"
    start_staff_session(session, account.id, method="password", device="", now=NOW)
    first = help_back_in(session, account.id, now=NOW)
    second = help_back_in(session, account.id, now=NOW + timedelta(days=1))
    assert first.token != second.token
    assert _count(session, EntryLink) == 1
    assert (_link(session, second.token).kind, second.kind, second.account) == (kind, kind, account)
    assert _link(session, second.token).expires_at == NOW + timedelta(days=1) + link_life(kind)
    # The ways in stay until the link is used: a link by mistake must not lock anybody out.
    assert (account.state, account.password_hash) == (state, "kept")


def test_a_way_back_into_an_account_in_use_signs_out_at_once(session: Session, here: Places) -> None:
    account, other = make_account(session, here.party), make_account(session, here.party)
    for one in (account, other):
        start_staff_session(session, one.id, method="passkey", device="", now=NOW)
        for kind in (StepKind.CODE, StepKind.NEW_PASSKEY):
            begin_step(session, kind, account_id=one.id, now=NOW)
    help_back_in(session, account.id, now=NOW)
    for table in (StaffSession, SignInStep):
        assert set(session.scalars(select(table.account_id)).all()) == {other.id}


def test_no_way_back_into_a_closed_account(session: Session, here: Places) -> None:
    account = make_account(session, here.party)
    account.state = AccountState.CLOSED
    with pytest.raises(AccountClosedError):
        help_back_in(session, account.id, now=NOW)
    assert _count(session, EntryLink) == 0


def _fill(session: Session, account: Account) -> None:
    help_back_in(session, account.id, now=NOW)
    start_staff_session(session, account.id, method="passkey", device="", now=NOW)
    session.add(
        SignInStep(
            token_hash=account.id,
            kind=StepKind.CODE,
            account_id=account.id,
            challenge=None,
            tries_left=5,
            expires_at=NOW,
        )
    )
    session.flush()


def test_closing_an_account_ends_everything_of_it_and_nothing_else(session: Session, here: Places) -> None:
    account, other = make_account(session, here.party), make_account(session, here.party)
    for each in (account, other):
        give_role(session, each, Role.COORDINATOR, here.site)
        give_role(session, each, Role.TRANSLATOR, language="ti")
        _fill(session, each)
    assert close_account(session, account.id, now=NOW) == 2
    assert (account.state, other.state) == (AccountState.CLOSED, AccountState.ACTIVE)
    held = session.scalars(select(RoleGrant.account_id).where(RoleGrant.revoked_at.is_(None))).all()
    assert held == [other.id, other.id]
    for table in (StaffSession, EntryLink, SignInStep):
        assert session.scalars(select(table.account_id)).all() == [other.id]


def test_closing_twice_changes_nothing(session: Session, here: Places) -> None:
    account = make_account(session, here.party)
    grant = give_role(session, account, Role.COORDINATOR, here.site)
    assert close_account(session, account.id, now=NOW) == 1
    assert close_account(session, account.id, now=NOW + timedelta(days=1)) == 0
    assert (account.state, grant.revoked_at) == (AccountState.CLOSED, NOW)


def test_the_last_administrators_account_stays_open(session: Session, here: Places) -> None:
    account = make_account(session, here.party)
    give_role(session, account, Role.ADMINISTRATOR)
    coordinator = give_role(session, account, Role.COORDINATOR, here.site)
    _fill(session, account)
    with pytest.raises(LastAdministratorError):
        close_account(session, account.id, now=NOW)
    assert (account.state, coordinator.revoked_at) == (AccountState.ACTIVE, None)
    assert (_count(session, StaffSession), _count(session, EntryLink)) == (1, 1)


FIRST = {"name": "Ada", "email": " Ada@Region.example", "party_name": "Regionen"}


def test_the_first_administrator_of_an_empty_site(session: Session) -> None:
    token = invite_first_administrator(session, **FIRST, now=NOW)
    account = session.scalars(select(Account)).one()
    grant = session.scalars(select(RoleGrant)).one()
    party = session.scalars(select(Party)).one()
    assert (account.name, account.email, account.state) == ("Ada", "ada@region.example", AccountState.INVITED)
    assert (party.name, party.kind, account.party_id) == ("Regionen", PartyKind.REGION, party.id)
    assert (grant.role, grant.unit_id, grant.valid_until) == (Role.ADMINISTRATOR, None, None)
    assert (_link(session, token).account_id, _link(session, token).kind) == (account.id, LinkKind.INVITATION)


def test_the_first_administrator_of_a_known_party(session: Session, here: Places) -> None:
    invite_first_administrator(session, **FIRST, now=NOW)
    assert session.scalars(select(Account.party_id)).one() == here.party.id
    assert _count(session, Party) == 2


def test_the_first_administrators_lost_link_is_made_anew(session: Session) -> None:
    first = invite_first_administrator(session, **FIRST, now=NOW)
    second = invite_first_administrator(session, **FIRST, now=NOW + timedelta(days=30))
    assert first != second
    assert (_count(session, Account), _count(session, RoleGrant), _count(session, EntryLink)) == (1, 1, 1)
    assert _link(session, second).expires_at == NOW + timedelta(days=30) + LINK_LIFE


def _events(session: Session) -> list[tuple[str, str, str, str, str]]:
    found = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    return [(one.actor_kind, one.actor_id, one.action, one.object_kind, one.object_id) for one in found]


def test_the_first_invitation_is_the_operators(session: Session) -> None:
    invite_first_administrator(session, **FIRST, now=NOW)
    own = session.scalars(select(Account.id)).one()
    assert _events(session) == [
        ("system", "operator", "account.invited", "account", own),
        ("system", "operator", "role.granted", "role", own),
    ]
    invite_first_administrator(session, **FIRST, now=NOW)
    assert _events(session)[2:] == [("system", "operator", "account.recovered", "account", own)]


@pytest.mark.parametrize(
    ("state", "kind"),
    [(AccountState.INVITED, LinkKind.INVITATION), (AccountState.ACTIVE, LinkKind.RECOVERY)],
)
def test_the_operator_helps_back_in(
    session: Session, here: Places, state: AccountState, kind: LinkKind
) -> None:
    account = make_account(session, here.party, email="ada@region.example")
    account.state = state
    start_staff_session(session, account.id, method="passkey", device="", now=NOW)
    made = recover_from_console(session, " Ada@Region.example", now=NOW)
    assert (made.account, made.kind, _link(session, made.token).kind) == (account, kind, kind)
    assert _count(session, StaffSession) == (1 if state is AccountState.INVITED else 0)
    assert _events(session) == [("system", "operator", "account.recovered", "account", account.id)]


@pytest.mark.parametrize("address", ["nobody@region.example", "ada", "", "{id}@closed.invalid"])
def test_the_operator_finds_nobody(session: Session, here: Places, address: str) -> None:
    account = make_account(session, here.party, email="ada@region.example")
    close_account(session, account.id, now=NOW)
    with pytest.raises(StartUpError, match="nobody here has this e-mail address"):
        recover_from_console(session, address.format(id=account.id), now=NOW)
    assert (_count(session, EntryLink), _events(session)) == (0, [])


def test_no_first_administrator_where_there_is_one(session: Session, here: Places) -> None:
    give_role(session, make_account(session, here.party), Role.ADMINISTRATOR)
    with pytest.raises(StartUpError, match="there is an administrator already"):
        invite_first_administrator(session, **FIRST, now=NOW)
    assert _count(session, Account) == 1


def test_a_first_administrator_where_the_only_one_is_closed(session: Session, here: Places) -> None:
    account = make_account(session, here.party)
    give_role(session, account, Role.ADMINISTRATOR)
    account.state = AccountState.CLOSED
    session.flush()
    assert invite_first_administrator(session, **FIRST, now=NOW)


@pytest.mark.parametrize("state", AccountState)
def test_somebody_elses_account_is_not_made_the_first_administrators(
    session: Session, here: Places, state: AccountState
) -> None:
    account = make_account(session, here.party, email="ada@region.example")
    account.state = state
    session.flush()
    with pytest.raises(StartUpError, match="belongs to another account"):
        invite_first_administrator(session, **FIRST, now=NOW)
    assert (_count(session, EntryLink), _count(session, RoleGrant)) == (0, 0)


def test_a_first_administrator_needs_an_address(session: Session) -> None:
    with pytest.raises(StartUpError, match="no e-mail address"):
        invite_first_administrator(session, name="Ada", email="ada", party_name="Regionen", now=NOW)
    assert _count(session, Party) == 0


def test_close_account_frees_its_address_and_forgets_its_ways_in(session: Session) -> None:
    places = make_places(session)
    administrator = make_account(session, places.party)
    give_role(session, administrator, Role.ADMINISTRATOR)
    leaving = make_account(session, places.party, email="lars@skola.example")
    leaving.password_hash, leaving.totp_sealed = "hash", b"sealed"
    close_account(session, leaving.id, now=NOW)
    kept = session.execute(
        select(Account.email, Account.password_hash, Account.totp_sealed).where(Account.id == leaving.id)
    ).one()
    assert tuple(kept) == (f"{leaving.id}@closed.invalid", None, None)
    make_account(session, places.party, email="lars@skola.example")
