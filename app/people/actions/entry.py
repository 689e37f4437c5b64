"""Entering by a link: an invitation, or the way back in that an administrator gave."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.core.errors import S_, NotFoundError
from app.core.ids import new_token
from app.people.actions.sessions import end_other_staff_sessions
from app.people.actions.ways_in import forget_ways_in
from app.people.models.accounts import Account, AccountState, EntryLink, LinkKind, SignInStep
from app.people.rules.sessions import link_life, token_hash


class LinkGoneError(NotFoundError):
    """The link is unknown, used or too old, or its account was closed; nobody is told which."""

    message_id = S_(
        "This link cannot be used. It was used already, or it is too old. "
        "Ask your administrator for a new one."
    )


def make_entry_link(session: Session, account_id: str, kind: LinkKind, *, now: datetime) -> str:
    """Make a link for an account and give its token, which is not kept; older links of it stop working.

    The address is `/staff/enter/{token}`.
    """
    session.execute(delete(EntryLink).where(EntryLink.account_id == account_id))
    token = new_token()
    session.add(
        EntryLink(
            token_hash=token_hash(token),
            account_id=account_id,
            kind=kind,
            created_at=now,
            expires_at=now + link_life(kind),
        )
    )
    session.flush()
    return token


def use_link(session: Session, token: str, account_id: str, *, now: datetime) -> LinkKind:
    """Use a link of this account up and let the account in from now on; raise LinkGoneError.

    With a recovery link everything old is gone: password, codes, passkeys, sessions, half-done sign-ins.
    """
    used = session.execute(
        delete(EntryLink)
        .where(
            EntryLink.token_hash == token_hash(token),
            EntryLink.account_id == account_id,
            EntryLink.expires_at > now,
        )
        .returning(EntryLink.kind)
    ).one_or_none()
    opened = session.execute(
        update(Account)
        .where(Account.id == account_id, Account.state != AccountState.CLOSED)
        .values(state=AccountState.ACTIVE)
        .returning(Account.id)
    ).one_or_none()
    if used is None or opened is None:
        raise LinkGoneError("no such link")
    kind = LinkKind(used.kind)
    if kind is LinkKind.RECOVERY:
        forget_ways_in(session, account_id)
        end_other_staff_sessions(session, account_id)
        session.execute(delete(SignInStep).where(SignInStep.account_id == account_id))
    return kind
