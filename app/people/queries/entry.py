"""Whom an entry link is for, as long as it works."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.people.models.accounts import Account, AccountState, EntryLink, LinkKind
from app.people.models.units import Party
from app.people.rules.sessions import token_hash


@dataclass(frozen=True)
class Guest:
    """The holder of a link that works: her account, and the party she works for."""

    account: Account
    party: Party
    kind: LinkKind


def find_guest(session: Session, token: str, *, now: datetime) -> Guest | None:
    """Find whom a link is for; None when it is unknown, used, too old, or its account was closed."""
    found = session.execute(
        select(Account, Party, EntryLink.kind)
        .join(EntryLink, EntryLink.account_id == Account.id)
        .join(Party, Party.id == Account.party_id)
        .where(
            EntryLink.token_hash == token_hash(token),
            EntryLink.expires_at > now,
            Account.state != AccountState.CLOSED,
        )
    ).one_or_none()
    return None if found is None else Guest(found[0], found[1], LinkKind(found[2]))
