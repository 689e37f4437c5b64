"""One's own account: how one signs in, where one is signed in, another password, new codes."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from fastapi import FastAPI
from sqlalchemy import event, select
from starlette.testclient import TestClient

from app.core.audit import AuditEvent
from app.people.actions.sessions import start_staff_session
from app.people.models.accounts import Account, Role, StaffSession
from app.people.rules import passwords
from tests.factories.people import Places, give_role, make_account, signed_in
from tests.people.ways_in import (
    PASSWORD,
    Clock,
    Member,
    browser,
    is_signed_in,
    make_passkey,
    type_code,
    type_password,
)

pytestmark = pytest.mark.data

NEW = "sju lugna kullar till"


@pytest.fixture
def account(people_site: FastAPI, member: Member) -> Account:
    with people_site.state.database.reading() as session:
        found: Account = session.get_one(Account, member.id)
    return found


@pytest.fixture
def own(people_site: FastAPI, account: Account) -> Iterator[TestClient]:
    with signed_in(people_site, account) as client:
        yield client


@pytest.fixture
def keyed(people_site: FastAPI, places: Places, clock: Clock) -> Iterator[TestClient]:
    """A browser of somebody who has a passkey only."""
    with people_site.state.database.writing() as session:
        account = make_account(session, places.party, email="omar@skola.example", name="Omar Ek")
        give_role(session, account, Role.COURSE_LEADER, places.group)
        make_passkey(session, account)
    with signed_in(people_site, account) as client:
        yield client


def _actions(site: FastAPI) -> list[str]:
    with site.state.database.reading() as session:
        return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def _secret_on(page: str) -> str:
    return "".join(re.findall(r'<span class="code">([A-Z2-7]{4})</span>', page))


def test_account_shows_who_one_is_and_where(
    people_site: FastAPI, own: TestClient, account: Account, clock: Clock
) -> None:
    with people_site.state.database.writing() as session:
        start_staff_session(session, account.id, method="passkey", device="", now=clock.now)
        make_passkey(session, account)
    page = own.get("/staff/account").text
    assert "<bdi>Sara Lind</bdi>" in page
    assert "<bdi>sara@skola.example</bdi>" in page
    assert "<bdi>Tisdagsgruppen</bdi>" in page
    assert "<bdi>Telefonen</bdi>" in page
    assert "Firefox, Linux" in page
    assert page.count('/end"') == 1
    assert "POT-Creation-Date" not in page


def test_account_costs_the_same_number_of_queries(
    people_site: FastAPI, own: TestClient, account: Account, clock: Clock
) -> None:
    asked: list[str] = []

    def note(*given: object) -> None:
        asked.append(str(given[2]))

    own.get("/staff/account")
    event.listen(people_site.state.database.engine, "before_cursor_execute", note)
    own.get("/staff/account")
    few = len(asked)
    with people_site.state.database.writing() as session:
        for _ in range(20):
            start_staff_session(session, account.id, method="passkey", device="", now=clock.now)
            make_passkey(session, account)
    asked.clear()
    own.get("/staff/account")
    assert len(asked) == few


def test_session_of_another_browser_is_ended(people_site: FastAPI, own: TestClient, account: Account) -> None:
    with signed_in(people_site, account) as other:
        (address,) = re.findall(
            r'action="(/staff/account/sessions/[^"]+/end)"', own.get("/staff/account").text
        )
        assert own.post(address).headers["location"] == "/staff/account"
        assert not is_signed_in(other)
    assert is_signed_in(own)
    assert own.post(address).status_code == 404
    assert _actions(people_site) == ["session.ended"]


def test_session_of_somebody_else_is_not_there(
    people_site: FastAPI, own: TestClient, account: Account, keyed: TestClient
) -> None:
    with people_site.state.database.reading() as session:
        foreign = session.scalars(select(StaffSession.id).where(StaffSession.account_id != account.id)).one()
    for session_id in (foreign, "nosuchsession"):
        assert own.post(f"/staff/account/sessions/{session_id}/end").status_code == 404
    assert is_signed_in(keyed)


def test_all_other_sessions_are_ended(people_site: FastAPI, own: TestClient, account: Account) -> None:
    with signed_in(people_site, account) as first, signed_in(people_site, account) as second:
        assert own.post("/staff/account/sessions/end-others").status_code == 303
        assert not is_signed_in(first)
        assert not is_signed_in(second)
    assert is_signed_in(own)


def test_password_is_changed_and_others_are_signed_out(
    people_site: FastAPI, own: TestClient, account: Account, clock: Clock, member: Member
) -> None:
    clock.move(timedelta(minutes=50))
    with signed_in(people_site, account) as other:
        assert own.get("/staff/account/password").status_code == 200
        answer = own.post("/staff/account/password", data={"current": PASSWORD, "new": NEW})
        assert (answer.status_code, answer.headers["location"]) == (303, "/staff/account")
        assert not is_signed_in(other)
    assert is_signed_in(own)
    assert _actions(people_site) == ["password.changed"]
    client = browser(people_site)
    assert type_password(client, account.email, PASSWORD).status_code == 422
    assert type_password(client, account.email, NEW).status_code == 303
    assert type_code(client, member.code(clock.now)).status_code == 303


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (("not my password", NEW), "current"),
        (("", NEW), "current"),
        ((PASSWORD, "short"), "new"),
        ((PASSWORD, "Sara Lind är bra"), "new"),
        ((PASSWORD, ""), "new"),
        (("x" * 10**5, NEW), "current"),
    ],
)
def test_password_is_not_changed(
    people_site: FastAPI, own: TestClient, account: Account, typed: tuple[str, str], field: str
) -> None:
    current, new = typed
    answer = own.post("/staff/account/password", data={"current": current, "new": new})
    assert answer.status_code == 422
    assert f'id="e-{field}"' in answer.text
    assert not current or current not in answer.text
    with people_site.state.database.reading() as session:
        assert session.get_one(Account, account.id).password_hash == account.password_hash
    assert _actions(people_site) == []


def test_current_password_can_be_guessed_ten_times(
    own: TestClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords._hasher(), "verify", lambda _password, _kept: False)
    for _ in range(10):
        assert own.post("/staff/account/codes", data={"current": "wrong"}).status_code == 422
    monkeypatch.undo()
    refused = own.post("/staff/account/codes", data={"current": PASSWORD})
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "900")


def test_codes_are_set_up_anew(
    people_site: FastAPI, own: TestClient, account: Account, member: Member, clock: Clock
) -> None:
    assert own.get("/staff/account/codes").status_code == 200
    begun = own.post("/staff/account/codes", data={"current": PASSWORD})
    assert (begun.status_code, begun.headers["location"]) == (303, "/staff/account/codes/confirm")
    page = own.get("/staff/account/codes/confirm").text
    secret = _secret_on(page)
    assert secret != member.secret
    wrong = own.post("/staff/account/codes/confirm", data={"code": member.code(clock.now)})
    assert wrong.status_code == 422
    assert _secret_on(wrong.text) == secret
    with signed_in(people_site, account) as other:
        done = own.post("/staff/account/codes/confirm", data={"code": pyotp.TOTP(secret).at(clock.now)})
        assert (done.status_code, done.headers["location"]) == (303, "/staff/account")
        assert not is_signed_in(other)
    assert is_signed_in(own)
    assert _actions(people_site) == ["codes.begun", "codes.changed"]
    client = browser(people_site)
    type_password(client, account.email)
    assert type_code(client, member.code(clock.now)).status_code == 422
    code = pyotp.TOTP(secret).at(clock.now, counter_offset=1)
    assert type_code(client, code).status_code == 303


def test_new_codes_need_the_password(people_site: FastAPI, own: TestClient) -> None:
    answer = own.post("/staff/account/codes", data={"current": "not my password"})
    assert answer.status_code == 422
    assert 'id="e-current"' in answer.text
    assert own.get("/staff/account/codes/confirm").headers["location"] == "/staff/account/codes"
    assert own.post("/staff/account/codes/confirm", data={"code": "123456"}).status_code == 422


def test_new_codes_are_given_up_after_five_tries_or_ten_minutes(
    people_site: FastAPI, own: TestClient, clock: Clock
) -> None:
    own.post("/staff/account/codes", data={"current": PASSWORD})
    secret = _secret_on(own.get("/staff/account/codes/confirm").text)
    for _ in range(5):
        own.post("/staff/account/codes/confirm", data={"code": "abc"})
    code = pyotp.TOTP(secret).at(clock.now)
    assert own.post("/staff/account/codes/confirm", data={"code": code}).status_code == 422
    clock.move(timedelta(minutes=10))
    assert own.get("/staff/account/codes/confirm").status_code == 303
    assert "codes.changed" not in _actions(people_site)


def test_step_of_another_account_sets_up_nothing(
    people_site: FastAPI, own: TestClient, keyed: TestClient, clock: Clock
) -> None:
    own.post("/staff/account/codes", data={"current": PASSWORD})
    secret = _secret_on(own.get("/staff/account/codes/confirm").text)
    keyed.cookies.set("step", own.cookies["step"])
    assert keyed.get("/staff/account/codes/confirm").status_code == 303
    code = pyotp.TOTP(secret).at(clock.now)
    assert keyed.post("/staff/account/codes/confirm", data={"code": code}).status_code == 422
    assert "codes.changed" not in _actions(people_site)


def test_who_has_a_passkey_only_adds_a_password_with_codes(
    people_site: FastAPI, keyed: TestClient, clock: Clock
) -> None:
    assert keyed.get("/staff/account/password").headers["location"] == "/staff/account/codes"
    assert 'name="new"' in keyed.get("/staff/account/codes").text
    assert keyed.post("/staff/account/codes", data={"new": "short"}).status_code == 422
    assert keyed.post("/staff/account/codes", data={"new": NEW}).status_code == 303
    client = browser(people_site)
    assert type_password(client, "omar@skola.example", NEW).status_code == 422
    secret = _secret_on(keyed.get("/staff/account/codes/confirm").text)
    totp = pyotp.TOTP(secret)
    assert keyed.post("/staff/account/codes/confirm", data={"code": totp.at(clock.now)}).status_code == 303
    assert type_password(client, "omar@skola.example", NEW).status_code == 303
    assert type_code(client, totp.at(clock.now, counter_offset=1)).status_code == 303


def test_who_has_a_passkey_only_must_have_signed_in_lately(keyed: TestClient, clock: Clock) -> None:
    clock.move(timedelta(minutes=16))
    assert keyed.post("/staff/account/codes", data={"new": NEW}).status_code == 403
    assert keyed.post("/staff/account/password", data={"new": NEW}).status_code == 403
    assert "/staff/sign-in?again=1" in keyed.get("/staff/account").text


def test_who_has_no_password_cannot_change_it(keyed: TestClient) -> None:
    answer = keyed.post("/staff/account/password", data={"current": "x", "new": NEW})
    assert answer.status_code == 422


def test_account_is_not_for_who_is_signed_out(client: TestClient, places: Places) -> None:
    assert client.get("/staff/account").headers["location"] == "/staff/sign-in?next=%2Fstaff%2Faccount"
    for path in ("password", "codes", "codes/confirm", "sessions/end-others", "sessions/x/end"):
        data = {"current": PASSWORD, "new": NEW, "code": "123456"}
        assert client.post(f"/staff/account/{path}", data=data).status_code == 401


def test_old_cookie_with_a_password_form_is_told_to_sign_in(own: TestClient, clock: Clock) -> None:
    clock.move(timedelta(hours=1))
    answer = own.post("/staff/account/password", data={"current": PASSWORD, "new": NEW})
    assert answer.status_code == 401
