"""Signing in with e-mail address, password and code; signing out."""

import re
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update
from starlette.testclient import TestClient

from app.core.audit import AuditEvent
from app.people.models.accounts import Account, SignInStep, StaffSession
from app.people.rules import passwords
from tests.factories.people import Places
from tests.people.ways_in import (
    PASSWORD,
    Clock,
    Member,
    browser,
    is_signed_in,
    make_member,
    type_code,
    type_password,
)

pytestmark = pytest.mark.data


def _sign_in(client: TestClient, member: Member, clock: Clock) -> None:
    assert type_password(client, member.email).status_code == 303
    answer = type_code(client, member.code(clock.now))
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff")


def _events(site: FastAPI) -> list[tuple[str, str]]:
    with site.state.database.reading() as session:
        found = session.execute(select(AuditEvent.action, AuditEvent.actor_id).order_by(AuditEvent.id))
        return [(action, actor) for action, actor in found]


def _never(_password: bytes, _kept: str) -> bool:
    """Stand in for the slow comparison where all passwords are wrong anyway."""
    return False


def _count(site: FastAPI, table: type) -> int:
    with site.state.database.reading() as session:
        return int(session.execute(select(func.count()).select_from(table)).scalar_one())


def test_password_and_code_let_in(
    people_site: FastAPI, client: TestClient, member: Member, clock: Clock
) -> None:
    assert not is_signed_in(client)
    first = type_password(client, "  SARA@Skola.Example ")
    assert (first.status_code, first.headers["location"]) == (303, "/staff/sign-in/code?next=%2Fstaff")
    assert not is_signed_in(client)
    assert client.get(first.headers["location"]).status_code == 200
    second = type_code(client, member.code(clock.now))
    assert second.status_code == 303
    assert is_signed_in(client)
    cookies = {header.partition("=")[0]: header for header in second.headers.get_list("set-cookie")}
    assert "Max-Age" not in cookies["staff"]
    assert "HttpOnly" in cookies["staff"]
    assert "Max-Age=0" in cookies["step"]
    assert _events(people_site) == [("session.started", member.id)]
    assert _count(people_site, SignInStep) == 0


def test_sign_in_leads_home_who_is_signed_in(client: TestClient, member: Member, clock: Clock) -> None:
    _sign_in(client, member, clock)
    answer = client.get("/staff/sign-in?next=/staff/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/account")
    assert client.get("/staff/sign-in?again=1").status_code == 200


def test_sign_in_gives_a_new_cookie_each_time_and_ends_the_old(
    people_site: FastAPI, client: TestClient, member: Member, clock: Clock
) -> None:
    client.cookies.set("staff", "planted-by-somebody", domain="testserver.local", path="/")
    _sign_in(client, member, clock)
    first = client.cookies["staff"]
    assert first != "planted-by-somebody"
    clock.move(timedelta(minutes=1))
    _sign_in(client, member, clock)
    assert client.cookies["staff"] != first
    assert _count(people_site, StaffSession) == 1
    assert [action for action, _ in _events(people_site)] == [
        "session.started",
        "session.ended",
        "session.started",
    ]


@pytest.mark.parametrize(
    "prepare",
    [
        pytest.param({"email": "nora@skola.example"}, id="unknown"),
        pytest.param({"state": "invited"}, id="invited"),
        pytest.param({"state": "closed"}, id="closed"),
        pytest.param({"totp_sealed": None}, id="without codes"),
        pytest.param({"password_hash": None}, id="passkeys only"),
    ],
)
def test_sign_in_answers_the_same_whoever_is_unknown(
    people_site: FastAPI,
    client: TestClient,
    member: Member,
    prepare: dict[str, str | None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hashed = []
    real = passwords._hasher().verify

    def seen(password: bytes, kept: str) -> bool:
        hashed.append(kept)
        return real(password, kept)

    monkeypatch.setattr(passwords._hasher(), "verify", seen)
    known = type_password(client, member.email, "a wrong password, but long")
    with people_site.state.database.writing() as session:
        session.execute(update(Account).where(Account.id == member.id).values(**prepare))
    unknown = type_password(client, member.email)
    assert known.status_code == unknown.status_code == 422
    assert known.text == unknown.text
    assert "not right" in known.text or "stämmer inte" in known.text or 'role="alert"' in known.text
    assert known.headers.keys() == unknown.headers.keys()
    assert len(hashed) == 2
    assert _count(people_site, SignInStep) == 0


ELSEWHERE = [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example/staff",
    "javascript:alert(1)",
    "/staff/../../evil",
    "/staff\r\nset-cookie: a=b",
    "/sv/lessons/pacing",
    "/staff" + "x" * 600,
]


def test_sign_in_never_leads_elsewhere(client: TestClient, member: Member, clock: Clock) -> None:
    for wanted in ELSEWHERE:
        assert 'name="next" value="/staff"' in client.get("/staff/sign-in", params={"next": wanted}).text
        assert 'name="next" value="/staff"' in type_code(client, "", next=wanted).text
    first = type_password(client, member.email, next=ELSEWHERE[0])
    assert first.headers["location"] == "/staff/sign-in/code?next=%2Fstaff"
    assert type_code(client, member.code(clock.now), next=ELSEWHERE[0]).headers["location"] == "/staff"
    for wanted in ELSEWHERE:
        assert client.get("/staff/sign-in", params={"next": wanted}).headers["location"] == "/staff"


def test_sign_in_goes_on_to_the_page_that_was_asked_for(
    client: TestClient, member: Member, clock: Clock
) -> None:
    first = type_password(client, member.email, next="/staff/account?a=1&b=2")
    page = client.get(first.headers["location"])
    assert 'name="next" value="/staff/account?a=1&amp;b=2"' in page.text
    second = type_code(client, member.code(clock.now), next="/staff/account?a=1&b=2")
    assert second.headers["location"] == "/staff/account?a=1&b=2"


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"])
def test_code_in_other_digits_and_with_spaces_lets_in(
    client: TestClient, member: Member, clock: Clock, digits: str
) -> None:
    type_password(client, member.email)
    code = member.code(clock.now).translate(str.maketrans("0123456789", digits))
    assert type_code(client, f" {code[:3]} {code[3:]} ").status_code == 303
    assert is_signed_in(client)


def test_code_works_once(people_site: FastAPI, client: TestClient, member: Member, clock: Clock) -> None:
    _sign_in(client, member, clock)
    other = browser(people_site)
    type_password(other, member.email)
    assert type_code(other, member.code(clock.now)).status_code == 422
    assert type_code(other, member.code(clock.now, step=-1)).status_code == 422
    assert not is_signed_in(other)
    assert type_code(other, member.code(clock.now, step=1)).status_code == 303


def test_wrong_code_is_refused_with_words(client: TestClient, member: Member, clock: Clock) -> None:
    type_password(client, member.email)
    wrong = "999999" if member.code(clock.now) != "999999" else "888888"
    for code in (wrong, "", "²²²²²²", "1" * 201):
        answer = type_code(client, code)
        assert answer.status_code == 422
        assert 'id="e-code"' in answer.text
    assert not is_signed_in(client)


def test_code_of_long_ago_is_refused(client: TestClient, member: Member, clock: Clock) -> None:
    type_password(client, member.email)
    assert type_code(client, member.code(clock.now, step=-2)).status_code == 422
    assert type_code(client, member.code(clock.now, step=2)).status_code == 422


def test_step_ends_after_five_tries(client: TestClient, member: Member, clock: Clock) -> None:
    type_password(client, member.email)
    for _ in range(5):
        assert 'id="e-code"' in type_code(client, "abc").text
    answer = type_code(client, member.code(clock.now))
    assert answer.status_code == 422
    assert 'action="/staff/sign-in"' in answer.text
    assert not is_signed_in(client)


def test_step_ends_after_ten_minutes(client: TestClient, member: Member, clock: Clock) -> None:
    type_password(client, member.email)
    clock.move(timedelta(minutes=10))
    assert client.get("/staff/sign-in/code").headers["location"] == "/staff/sign-in?next=%2Fstaff"
    assert type_code(client, member.code(clock.now)).status_code == 422
    assert not is_signed_in(client)


def test_step_belongs_to_one_browser_and_one_account(
    people_site: FastAPI, client: TestClient, member: Member, places: Places, clock: Clock
) -> None:
    with people_site.state.database.writing() as session:
        other = make_member(session, people_site.state.keyring, places, email="omar@skola.example")
    type_password(client, member.email)
    assert type_code(client, other.code(clock.now)).status_code == 422
    stranger = browser(people_site)
    assert type_code(stranger, member.code(clock.now)).status_code == 422
    stranger.cookies.set("step", "guessed")
    assert type_code(stranger, member.code(clock.now)).status_code == 422
    assert not is_signed_in(stranger)


def test_account_that_is_closed_between_password_and_code_stays_out(
    people_site: FastAPI, client: TestClient, member: Member, clock: Clock
) -> None:
    type_password(client, member.email)
    with people_site.state.database.writing() as session:
        session.execute(update(Account).where(Account.id == member.id).values(state="closed"))
    assert type_code(client, member.code(clock.now)).status_code == 422
    assert _count(people_site, StaffSession) == 0


def test_codes_of_another_secret_are_told_in_plain_words(
    people_site: FastAPI, client: TestClient, member: Member, clock: Clock
) -> None:
    with people_site.state.database.writing() as session:
        session.execute(
            update(Account).where(Account.id == member.id).values(totp_sealed=b"\x01" + b"x" * 60)
        )
    type_password(client, member.email)
    answer = type_code(client, member.code(clock.now))
    assert answer.status_code == 500
    assert "administrat" in answer.text
    assert not is_signed_in(client)


def test_password_can_be_tried_ten_times(
    people_site: FastAPI, client: TestClient, member: Member, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords._hasher(), "verify", _never)
    for _ in range(10):
        assert type_password(client, member.email, "wrong").status_code == 422
    monkeypatch.undo()
    refused = type_password(client, member.email)
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "900"
    clock.move(timedelta(minutes=15))
    _sign_in(client, member, clock)


def test_signing_in_forgets_the_wrong_attempts(
    client: TestClient, member: Member, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        with monkeypatch.context() as patch:
            patch.setattr(passwords._hasher(), "verify", _never)
            for _ in range(6):
                assert type_password(client, member.email, "wrong").status_code == 422
        _sign_in(client, member, clock)
        clock.move(timedelta(seconds=30))


def test_huge_password_is_never_hashed(
    client: TestClient, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(password: bytes, kept: str) -> bool:
        raise AssertionError("hashed")

    monkeypatch.setattr(passwords._hasher(), "verify", fail)
    assert type_password(client, member.email, "x" * 10**6).status_code == 422
    assert type_password(client, member.email, "x" * (2 * 10**6)).status_code == 413
    assert type_password(client, member.email, "x" * 201).status_code == 422


RUBBISH = [
    (b"email=a%00b&password=x", 422),
    (b"email=a%ED%A0%80b&password=x", 400),
    (b"email=a&password=%ED%A0%80", 400),
    (b"email=a&email=b&password=x", 400),
    (b"email=%E2%80%AEa&password=x", 422),
    (b"", 422),
]


def test_sign_in_refuses_what_no_person_types(
    people_site: FastAPI, client: TestClient, places: Places
) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    for body, status in RUBBISH:
        assert client.post("/staff/sign-in", content=body, headers=headers).status_code == status, body
        assert client.post("/staff/sign-in/code", content=body, headers=headers).status_code in {400, 422}
    assert _count(people_site, SignInStep) == 0


def test_sign_out_ends_the_session_and_keeps_what_is_others(
    people_site: FastAPI, client: TestClient, member: Member, clock: Clock
) -> None:
    _sign_in(client, member, clock)
    cookie = client.cookies["staff"]
    answer = client.post("/staff/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/sign-in")
    assert answer.headers["clear-site-data"] == '"cache"'
    assert _count(people_site, StaffSession) == 0
    assert _events(people_site)[-1] == ("session.ended", member.id)
    page = client.get("/staff/sign-in")
    assert 'class="done"' in page.text
    assert 'class="done"' not in client.get("/staff/sign-in").text
    client.cookies.set("staff", cookie)
    assert not is_signed_in(client)


def test_sign_out_twice_leads_to_the_sign_in_page(client: TestClient, places: Places) -> None:
    client.cookies.set("staff", "long-gone")
    for _ in range(2):
        assert client.post("/staff/sign-out").headers["location"] == "/staff/sign-in"


def test_cookie_that_opens_nothing_is_taken_back(client: TestClient, places: Places) -> None:
    client.cookies.set("staff", "long-gone", domain="testserver.local", path="/")
    assert client.get("/staff").headers["location"] == "/staff/sign-in?next=%2Fstaff"
    assert client.get("/staff/sign-in").status_code == 200
    assert "staff" not in client.cookies


def test_who_was_forgotten_by_idleness_can_sign_out(
    people_site: FastAPI, client: TestClient, member: Member, clock: Clock
) -> None:
    _sign_in(client, member, clock)
    clock.move(timedelta(hours=2))
    assert client.post("/staff/sign-out").headers["location"] == "/staff/sign-in"
    assert _count(people_site, StaffSession) == 0


def test_sign_in_from_another_site_is_refused(client: TestClient, member: Member) -> None:
    data = {"email": member.email, "password": PASSWORD}
    answer = client.post("/staff/sign-in", data=data, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


def test_pages_have_nothing_inline(client: TestClient, member: Member) -> None:
    type_password(client, member.email)
    for path in ("/staff/sign-in", "/staff/sign-in/code"):
        page = client.get(path)
        assert page.status_code == 200
        assert not re.search(r"\sstyle=|\son[a-z]+=|<script>|<style", page.text)
