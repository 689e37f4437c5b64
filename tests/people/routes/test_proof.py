"""A typed password is compared before the guarded route's transaction begins."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from app.core.rate_limits import RateCount
from app.people.models.accounts import Account
from app.people.rules import passwords
from tests.factories.people import signed_in
from tests.people.ways_in import PASSWORD, Member

pytestmark = pytest.mark.data


def test_nothing_is_hashed_while_others_wait_to_write(
    people_site: FastAPI, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    with people_site.state.database.reading() as session:
        account = session.get_one(Account, member.id)
    hashed = []
    for name in ("hash", "verify"):
        slow: Callable[..., object] = getattr(passwords._hasher(), name)

        def seen(*given: object, slow: Callable[..., object] = slow, name: str = name) -> object:
            with people_site.state.database.writing():  # its turn comes only if nobody else has it
                hashed.append(name)
            return slow(*given)

        monkeypatch.setattr(passwords._hasher(), name, seen)
    with signed_in(people_site, account) as client:
        data = {"current": PASSWORD, "new": "sju lugna kullar till"}
        assert client.post("/staff/account/password", data=data).status_code == 303
    assert hashed[-2:] == ["verify", "hash"]


def test_a_right_password_leaves_no_count_of_its_address(people_site: FastAPI, member: Member) -> None:
    with people_site.state.database.reading() as session:
        account = session.get_one(Account, member.id)
    with signed_in(people_site, account) as client:
        for current, count in (("wrong", 1), (PASSWORD, 1)):
            data = {"current": current, "new": "sju lugna kullar till"}
            client.post("/staff/account/password", data=data)
            with people_site.state.database.reading() as session:
                counted = session.scalars(
                    select(RateCount.count).where(RateCount.kind == "password-address")
                ).all()
            assert counted == [count]


def test_nothing_is_hashed_for_who_is_signed_out(
    client: TestClient, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_password: bytes, _kept: str) -> bool:
        raise AssertionError("hashed")

    monkeypatch.setattr(passwords._hasher(), "verify", fail)
    monkeypatch.setattr(passwords._hasher(), "hash", fail)
    data = {"current": PASSWORD, "new": "sju lugna kullar till"}
    assert client.post("/staff/account/password", data=data).status_code == 401
