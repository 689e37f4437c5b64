"""Entering by a link: choosing a passkey, or a password with codes."""

import re
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import func, select, update
from starlette.testclient import TestClient

from app.core.audit import AuditEvent
from app.people.models.accounts import (
    Account,
    EntryLink,
    LinkKind,
    Passkey,
    Role,
    SignInStep,
    StaffSession,
)
from tests.factories.people import Places, give_role, make_account, signed_in
from tests.people.authenticator import Authenticator
from tests.people.ways_in import (
    PASSWORD,
    Clock,
    Member,
    browser,
    invite,
    is_signed_in,
    make_passkey,
    type_code,
    type_password,
    use_passkey,
)

pytestmark = pytest.mark.data

NEW = "sju lugna kullar till"


@pytest.fixture
def guest(people_site: FastAPI, places: Places, clock: Clock) -> Account:
    with people_site.state.database.writing() as session:
        account = make_account(session, places.party, name="Nora Berg", email="nora@skola.example")
        give_role(session, account, Role.COURSE_LEADER, places.group)
    return account


def _read(site: FastAPI, account_id: str) -> Account:
    with site.state.database.reading() as session:
        found: Account = session.get_one(Account, account_id)
    return found


def _count(site: FastAPI, table: type) -> int:
    with site.state.database.reading() as session:
        return int(session.execute(select(func.count()).select_from(table)).scalar_one())


def _actions(site: FastAPI) -> list[str]:
    with site.state.database.reading() as session:
        return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def _detail(site: FastAPI) -> dict[str, Any]:
    """What the newest event says beside its action."""
    with site.state.database.reading() as session:
        newest = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert newest is not None
        return dict(newest.detail)


def _make_passkey(client: TestClient, path: str, device: Authenticator) -> Any:
    asked = client.post(f"{path}/passkey/options")
    assert asked.status_code == 200, asked.text
    return client.post(f"{path}/passkey", json={"credential": device.make(asked.json())})


def _choose(client: TestClient, path: str, password: str = NEW) -> Response:
    return client.post(f"{path}/password", data={"password": password})


def _secret_on(page: str) -> str:
    groups = re.findall(r'<span class="code">([A-Z2-7]{4})</span>', page)
    assert len(groups) == 8
    return "".join(groups)


def test_link_tells_who_invites_and_changes_nothing(
    people_site: FastAPI, client: TestClient, guest: Account
) -> None:
    path = invite(people_site, guest)
    for _ in range(2):
        page = client.get(path)
        assert page.status_code == 200
        assert "<bdi>Nora Berg</bdi>" in page.text
        assert "<bdi>Regionen</bdi>" in page.text
    assert _read(people_site, guest.id).state == "invited"
    assert (_count(people_site, EntryLink), _count(people_site, SignInStep)) == (1, 0)


def test_guest_enters_with_a_passkey(
    people_site: FastAPI, client: TestClient, guest: Account, clock: Clock
) -> None:
    device = Authenticator()
    answer = _make_passkey(client, invite(people_site, guest), device)
    assert (answer.status_code, answer.json()) == (200, {"next": "/staff"})
    assert is_signed_in(client)
    assert _read(people_site, guest.id).state == "active"
    assert _actions(people_site) == ["session.started", "account.entered"]
    assert _detail(people_site) == {"reason_code": "invitation"}
    assert use_passkey(browser(people_site), device).status_code == 200


def test_guest_enters_with_a_password_and_codes(
    people_site: FastAPI, client: TestClient, guest: Account, clock: Clock
) -> None:
    path = invite(people_site, guest)
    chosen = _choose(client, path)
    assert (chosen.status_code, chosen.headers["location"]) == (303, f"{path}/codes")
    page = client.get(f"{path}/codes")
    assert "<svg" in page.text
    assert "style=" not in page.text
    account = _read(people_site, guest.id)
    assert (account.state, account.password_hash, account.totp_sealed) == ("invited", None, None)
    totp = pyotp.TOTP(_secret_on(page.text))
    entered = client.post(f"{path}/codes", data={"code": totp.at(clock.now)})
    assert (entered.status_code, entered.headers["location"]) == (303, "/staff")
    assert is_signed_in(client)
    assert _actions(people_site) == ["session.started", "account.entered"]
    other = browser(people_site)
    assert type_password(other, guest.email, NEW).status_code == 303
    assert type_code(other, totp.at(clock.now)).status_code == 422
    assert type_code(other, totp.at(clock.now, counter_offset=1)).status_code == 303


def test_link_works_once(people_site: FastAPI, client: TestClient, guest: Account, clock: Clock) -> None:
    path = invite(people_site, guest)
    assert _choose(client, path).status_code == 303
    assert _make_passkey(browser(people_site), path, Authenticator()).status_code == 200
    other = browser(people_site)
    for answer in (
        other.get(path),
        client.get(f"{path}/codes"),
        client.post(f"{path}/codes", data={"code": "123456"}),
        _choose(client, path),
    ):
        assert answer.status_code == 404
    told = other.post(f"{path}/passkey/options")
    assert (told.status_code, told.headers["content-type"]) == (404, "application/json")
    assert _read(people_site, guest.id).password_hash is None


def test_links_that_do_not_work_all_look_the_same(
    people_site: FastAPI, client: TestClient, guest: Account, places: Places, clock: Clock
) -> None:
    replaced = invite(people_site, guest)
    expired = invite(people_site, guest)
    assert client.get(replaced).status_code == 404
    assert client.get(expired).status_code == 200
    clock.move(timedelta(days=7))
    with people_site.state.database.writing() as session:
        closed_account = make_account(session, places.party)
    closed = invite(people_site, closed_account)
    with people_site.state.database.writing() as session:
        session.execute(update(Account).where(Account.id == closed_account.id).values(state="closed"))
    paths = (replaced, expired, closed, "/staff/enter/unknown")
    answers = [client.get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [404] * 4
    # The page names its own address, for the choice of language.
    texts = {answer.text.replace(path, "") for path, answer in zip(paths, answers, strict=True)}
    assert len(texts) == 1
    assert "administrat" in answers[0].text


@pytest.mark.parametrize("way", ["passkey", "codes"])
def test_account_closed_meanwhile_stays_closed(
    people_site: FastAPI, client: TestClient, guest: Account, clock: Clock, way: str
) -> None:
    path = invite(people_site, guest)
    _choose(client, path)
    code = pyotp.TOTP(_secret_on(client.get(f"{path}/codes").text)).at(clock.now)
    passkeys = browser(people_site)
    credential = Authenticator().make(passkeys.post(f"{path}/passkey/options").json())
    with people_site.state.database.writing() as session:
        session.execute(update(Account).where(Account.id == guest.id).values(state="closed"))
    if way == "passkey":
        answer = passkeys.post(f"{path}/passkey", json={"credential": credential})
    else:
        answer = client.post(f"{path}/codes", data={"code": code})
    assert answer.status_code == 404
    assert _read(people_site, guest.id).state == "closed"
    assert (_count(people_site, StaffSession), _count(people_site, Passkey)) == (0, 0)


WEAK = ["", "short", "x" * 201, "x" * 10**6, "123456789012", "nora-the-great!", "smärtskola 2026"]


def test_weak_password_is_refused_with_words(
    people_site: FastAPI, client: TestClient, guest: Account
) -> None:
    path = invite(people_site, guest)
    for password in WEAK:
        answer = _choose(client, path, password)
        assert answer.status_code == 422
        assert 'id="e-password"' in answer.text
    assert _count(people_site, SignInStep) == 0


def test_first_code_can_be_tried_five_times(
    people_site: FastAPI, client: TestClient, guest: Account, clock: Clock
) -> None:
    path = invite(people_site, guest)
    _choose(client, path)
    secret = _secret_on(client.get(f"{path}/codes").text)
    for _ in range(5):
        wrong = client.post(f"{path}/codes", data={"code": "abc"})
        assert wrong.status_code == 422
        assert _secret_on(wrong.text) == secret
    code = pyotp.TOTP(secret).at(clock.now)
    spent = client.post(f"{path}/codes", data={"code": code})
    assert spent.status_code == 422
    assert f'action="{path}/password"' in spent.text
    assert _read(people_site, guest.id).state == "invited"
    assert client.get(path).status_code == 200


def test_setting_up_takes_ten_minutes_at_most(
    people_site: FastAPI, client: TestClient, guest: Account, clock: Clock
) -> None:
    path = invite(people_site, guest)
    device = Authenticator()
    credential = device.make(client.post(f"{path}/passkey/options").json())
    clock.move(timedelta(minutes=10))
    assert client.post(f"{path}/passkey", json={"credential": credential}).status_code == 422
    _choose(client, path)
    code = pyotp.TOTP(_secret_on(client.get(f"{path}/codes").text)).at(clock.now)
    clock.move(timedelta(minutes=10))
    assert client.get(f"{path}/codes").headers["location"] == path
    assert client.post(f"{path}/codes", data={"code": code}).status_code == 422
    assert _read(people_site, guest.id).state == "invited"


def test_step_of_another_account_does_not_open_this_link(
    people_site: FastAPI, client: TestClient, guest: Account, places: Places, clock: Clock
) -> None:
    with people_site.state.database.writing() as session:
        other = make_account(session, places.party)
    path, others = invite(people_site, guest), invite(people_site, other)
    _choose(client, others)
    code = pyotp.TOTP(_secret_on(client.get(f"{others}/codes").text)).at(clock.now)
    assert client.get(f"{path}/codes").headers["location"] == path
    assert client.post(f"{path}/codes", data={"code": code}).status_code == 422
    credential = Authenticator().make(client.post(f"{others}/passkey/options").json())
    assert client.post(f"{path}/passkey", json={"credential": credential}).status_code == 422
    assert _read(people_site, guest.id).state == "invited"


@pytest.mark.parametrize(
    "change", [{"origin": "https://evil.example"}, {"rp_id": "b"}, {"is_verified": False}]
)
def test_passkey_of_another_site_does_not_enter(
    people_site: FastAPI, client: TestClient, guest: Account, change: dict[str, Any]
) -> None:
    path = invite(people_site, guest)
    assert _make_passkey(client, path, Authenticator(**change)).status_code == 422
    assert _read(people_site, guest.id).state == "invited"
    assert client.get(path).status_code == 200


def test_way_back_replaces_everything_but_only_when_finished(
    people_site: FastAPI, client: TestClient, member: Member, clock: Clock
) -> None:
    account = _read(people_site, member.id)
    with people_site.state.database.writing() as session:
        old_device = make_passkey(session, account)
    thief = signed_in(people_site, account)
    halfway = browser(people_site)
    type_password(halfway, member.email)
    path = invite(people_site, account, LinkKind.RECOVERY)
    assert client.get(path).status_code == 200
    _choose(client, path)
    page = client.get(f"{path}/codes").text
    assert is_signed_in(thief)
    assert use_passkey(browser(people_site), old_device).status_code == 200
    code = pyotp.TOTP(_secret_on(page)).at(clock.now)
    assert client.post(f"{path}/codes", data={"code": code}).status_code == 303
    assert is_signed_in(client)
    assert not is_signed_in(thief)
    assert use_passkey(browser(people_site), old_device).status_code == 422
    assert type_code(halfway, member.code(clock.now)).status_code == 422
    other = browser(people_site)
    assert type_password(other, member.email, PASSWORD).status_code == 422
    assert type_password(other, member.email, NEW).status_code == 303
    assert _count(people_site, StaffSession) == 1
    assert _actions(people_site)[-1] == "account.entered"
    assert _detail(people_site) == {"reason_code": "recovery"}


def test_way_back_with_a_passkey_takes_the_password_away(
    people_site: FastAPI, client: TestClient, member: Member, clock: Clock
) -> None:
    path = invite(people_site, _read(people_site, member.id), LinkKind.RECOVERY)
    assert _make_passkey(client, path, Authenticator()).status_code == 200
    account = _read(people_site, member.id)
    assert (account.password_hash, account.totp_sealed, account.totp_last_step) == (None, None, 0)


def test_links_can_be_tried_thirty_times_from_one_address(
    people_site: FastAPI, client: TestClient, guest: Account, clock: Clock
) -> None:
    path = invite(people_site, guest)
    for _ in range(30):
        assert client.post("/staff/enter/guess/passkey/options").status_code == 404
    refused = client.post("/staff/enter/guess/passkey/options")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "900")
    assert _choose(client, path).status_code == 429
    clock.move(timedelta(minutes=15))
    assert client.post(f"{path}/passkey/options").status_code == 200


@pytest.mark.parametrize("token", ["%00", "%ED%A0%80", "x" * 5000, "%E2%80%AE", "..%2f"])
def test_rubbish_in_place_of_a_token_is_not_found(client: TestClient, places: Places, token: str) -> None:
    assert client.get(f"/staff/enter/{token}").status_code in {400, 404}
