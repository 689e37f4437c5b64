"""Inviting staff, helping them back in, closing their accounts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.audit import Happening, record_event
from app.core.dates import local
from app.core.errors import S_, InvalidInputError, StartUpError
from app.core.ids import new_id
from app.core.permissions import MANAGE_STAFF, SYSTEM, Actor, Reach
from app.people.actions.entry import make_entry_link
from app.people.actions.roles import (
    AccountClosedError,
    WantedRole,
    check_role,
    grant_role,
    hold_account,
    revoke_roles,
)
from app.people.actions.sessions import end_other_staff_sessions
from app.people.actions.ways_in import forget_ways_in
from app.people.models.accounts import (
    Account,
    AccountState,
    EntryLink,
    LinkKind,
    Role,
    RoleGrant,
    SignInStep,
)
from app.people.models.units import Party, PartyKind
from app.people.rules.administrators import lasts
from app.people.rules.emails import plain_email

# RFC 2606: no address ends like this, so it can neither be typed in nor belong to anybody.
_NO_ADDRESS: Final = "@closed.invalid"


@dataclass(frozen=True)
class NewAccount:
    """Somebody to be invited; `email` is spelt as `plain_email` gives it."""

    name: str
    email: str
    party_id: str


@dataclass(frozen=True)
class Invited:
    """A new account with its first role, and the token of the link to enter with, which is not kept."""

    account: Account
    grant: RoleGrant
    token: str


@dataclass(frozen=True)
class WayIn:
    """A new link: whom it lets in, what it is for, and its token, which is not kept."""

    account: Account
    kind: LinkKind
    token: str

    @property
    def is_recovery(self) -> bool:
        """Whether it replaces how the account signs in."""
        return self.kind is LinkKind.RECOVERY


def invite(session: Session, actor: Actor, who: NewAccount, wanted: WantedRole, *, now: datetime) -> Invited:
    """Add an account with its first role and a link; raise InvalidInputError, and then nothing was added.

    Two invitations to the same address give one account: the later one is told that it is used already.
    """
    if session.get(Party, who.party_id) is None:
        raise InvalidInputError({"party": S_("Choose one of these.")})
    today = local(now).date()
    check_role(session, wanted, party_id=who.party_id, reach=actor.reach(MANAGE_STAFF), today=today)
    account = _add_account(session, who, now=now)
    grant = grant_role(session, actor, account.id, wanted, now=now)
    token = make_entry_link(session, account.id, LinkKind.INVITATION, now=now)
    return Invited(account, grant, token)


def help_back_in(session: Session, account_id: str, *, now: datetime) -> WayIn:
    """Make a new link for somebody who lost the first one or cannot sign in any more.

    An account that was in use is signed out everywhere at once, and half-done sign-ins end: the laptop may be
    stolen. Its password, codes and passkeys go when the link is used. Raises AccountClosedError.
    """
    account = hold_account(session, account_id)
    if account.state == AccountState.CLOSED:
        raise AccountClosedError
    if account.state == AccountState.INVITED:
        kind = LinkKind.INVITATION
    else:
        kind = LinkKind.RECOVERY
        end_other_staff_sessions(session, account_id)
        session.execute(delete(SignInStep).where(SignInStep.account_id == account_id))
    return WayIn(account, kind, make_entry_link(session, account_id, kind, now=now))


def close_account(session: Session, account_id: str, *, now: datetime) -> int:
    """Close an account: its roles, links, ways in and open sessions end at once. Gives how many roles ended.

    The name stays, for the log. The address goes: it is needed no more, and whoever comes back is invited
    anew with it. Raises LastAdministratorError. Closing a closed account changes nothing.
    """
    account = hold_account(session, account_id)
    held = session.scalars(
        select(RoleGrant.id).where(RoleGrant.account_id == account_id, RoleGrant.revoked_at.is_(None))
    ).all()
    ended = revoke_roles(session, held, now=now)
    session.execute(delete(EntryLink).where(EntryLink.account_id == account_id))
    session.execute(delete(SignInStep).where(SignInStep.account_id == account_id))
    end_other_staff_sessions(session, account_id)
    forget_ways_in(session, account_id)
    account.state = AccountState.CLOSED
    account.email = f"{account_id}{_NO_ADDRESS}"
    session.flush()
    return ended


def invite_first_administrator(
    session: Session, *, name: str, email: str, party_name: str, now: datetime
) -> str:
    """Invite the one who lets all others in and give the link's token; the party is made if it is missing.

    It is recorded here, as all that the console does to accounts: no route stands before it.

    Asked again for the same address it gives a new link, as long as the invitation was not accepted. Raises
    StartUpError for an address that is none or belongs to another account, and when there is an
    administrator already.
    """
    address = plain_email(email)
    if address is None:
        raise StartUpError("this is no e-mail address; write it like name@region.example")
    _refuse_when_there_is_one(session, now)
    account = session.scalars(select(Account).where(Account.email == address)).one_or_none()
    if account is None:
        party = _find_or_add_party(session, party_name)
        wanted = WantedRole(Role.ADMINISTRATOR)
        made = invite(session, _OPERATOR, NewAccount(name, address, party.id), wanted, now=now)
        _record(session, "account.invited", made.account.id, now)
        _record(session, "role.granted", made.account.id, now, role=wanted.role.value)
        return made.token
    if account.state != AccountState.INVITED or not _is_administrator(session, account):
        raise StartUpError("this e-mail address belongs to another account; give another one")
    return _help_from_console(session, account.id, now).token


def recover_from_console(session: Session, email: str, *, now: datetime) -> WayIn:
    """Make a link to get back in, for when nobody who could is able to sign in.

    Raises StartUpError for an address that nobody here has; a closed account has none.
    """
    account = session.scalars(
        select(Account).where(
            Account.email == (plain_email(email) or ""), Account.state != AccountState.CLOSED
        )
    ).one_or_none()
    if account is None:
        raise StartUpError("nobody here has this e-mail address; write it as it stands in the list of staff")
    return _help_from_console(session, account.id, now)


_OPERATOR = Actor(SYSTEM, "operator", "", reaches={MANAGE_STAFF: Reach(everywhere=True)})


def _help_from_console(session: Session, account_id: str, now: datetime) -> WayIn:
    made = help_back_in(session, account_id, now=now)
    _record(session, "account.recovered", account_id, now)
    return made


def _record(session: Session, action: str, account_id: str, now: datetime, **detail: str) -> None:
    happening = Happening(
        actor_kind=_OPERATOR.kind,
        actor_id=_OPERATOR.id,
        action=action,
        object_kind=action.partition(".")[0],
        object_id=account_id,
        purpose=MANAGE_STAFF.name,
        detail=detail,
    )
    record_event(session, happening, clock=lambda: now)


def _add_account(session: Session, who: NewAccount, *, now: datetime) -> Account:
    account = Account(
        id=new_id(),
        email=who.email,
        name=who.name,
        party_id=who.party_id,
        state=AccountState.INVITED,
        password_hash=None,
        totp_sealed=None,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(account)
    except IntegrityError:
        raise InvalidInputError({"email": S_("Somebody here has this e-mail address already.")}) from None
    return account


def _refuse_when_there_is_one(session: Session, now: datetime) -> None:
    grants = session.scalars(
        select(RoleGrant)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(RoleGrant.role == Role.ADMINISTRATOR, Account.state == AccountState.ACTIVE)
    )
    if any(lasts(grant, local(now).date()) for grant in grants):
        raise StartUpError("there is an administrator already, who can invite others; nothing was changed")


def _is_administrator(session: Session, account: Account) -> bool:
    held = select(RoleGrant.id).where(
        RoleGrant.account_id == account.id,
        RoleGrant.role == Role.ADMINISTRATOR,
        RoleGrant.revoked_at.is_(None),
    )
    return session.scalars(held).first() is not None


def _find_or_add_party(session: Session, name: str) -> Party:
    party = session.scalars(select(Party).where(Party.name == name)).one_or_none()
    if party is None:
        party = Party(id=new_id(), kind=PartyKind.REGION, name=name, may_hold_personal_data=True)
        session.add(party)
        session.flush()
    return party
