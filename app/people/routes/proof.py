"""Comparing a typed password before the transaction of a guarded route begins: it takes too long inside."""

from typing import Annotated, Final

from fastapi import Depends, Request

from app.core.errors import InvalidInputError
from app.people.actions.attempts import count_password, give_back_password
from app.people.actions.own_account import Proof
from app.people.forms.entry import check_choice
from app.people.forms.own_account import form_for
from app.people.models.accounts import Account
from app.people.queries.own_account import read_account
from app.people.routes.entrance import Entrance, open_entrance
from app.people.rules.passwords import hash_password, matches
from app.web.forms import Sent, parse

_NOBODY: Final = Proof()


def _prove(request: Request, sent: Sent) -> Proof:
    return _proof(open_entrance(request), sent, chooses=False)


def _prove_and_choose(request: Request, sent: Sent) -> Proof:
    return _proof(open_entrance(request), sent, chooses=True)


Proven = Annotated[Proof, Depends(_prove)]
"""A route's parameter: whether the password of now is right; who has none chooses one instead."""

ProvenChoice = Annotated[Proof, Depends(_prove_and_choose)]
"""The same together with a new password."""


def _proof(entrance: Entrance, sent: Sent, *, chooses: bool) -> Proof:
    account = _account(entrance)
    if account is None:
        return _NOBODY
    seen = account.password_hash
    try:
        form = parse(form_for(has_password=seen is not None, chooses=chooses), sent)
        new = getattr(form, "new", None)
        if new is not None:
            check_choice("new", new, account)
    except InvalidInputError as fault:
        return Proof(faults=tuple(fault.fields.items()))
    is_right = seen is not None and _is_right(entrance, account, getattr(form, "current", ""))
    is_hashed = new is not None and (is_right or seen is None)
    return Proof(is_right, seen, hash_password(str(new)) if is_hashed else None)


def _is_right(entrance: Entrance, account: Account, current: str) -> bool:
    with entrance.database.writing() as session:
        count_password(
            session, entrance.keyring, email=account.email, address=entrance.address, now=entrance.now
        )
    is_right = matches(current, account.password_hash)
    if is_right:
        with entrance.database.writing() as session:
            give_back_password(session, entrance.keyring, entrance.address)
    return is_right


def _account(entrance: Entrance) -> Account | None:
    with entrance.database.reading() as session:
        visitor = entrance.visitor(session)
        return None if visitor is None else read_account(session, visitor.actor.id)
