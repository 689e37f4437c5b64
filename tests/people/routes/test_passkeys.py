"""Passkeys: signing in with one, and adding and removing one's own."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from starlette.testclient import TestClient

from app.core.audit import AuditEvent
from app.people.models.accounts import Account, Passkey, Role, SignInStep, StaffSession
from tests.factories.people import Places, give_role, make_account, signed_in
from tests.people.authenticator import Authenticator, damaged
from tests.people.ways_in import Clock, Member, browser, is_signed_in, make_passkey, use_passkey

pytestmark = pytest.mark.data

OPTIONS = "/staff/sign-in/passkey/options"
ANSWER = "/staff/sign-in/passkey"


@pytest.fixture
def owner(people_site: FastAPI, places: Places, clock: Clock) -> Account:
    """Somebody with a role who has nothing to sign in with yet."""
    with people_site.state.database.writing() as session:
        account = make_account(session, places.party, email="omar@skola.example", name="Omar Ek")
        give_role(session, account, Role.COURSE_LEADER, places.group)
    return account


@pytest.fixture
def device(people_site: FastAPI, owner: Account) -> Authenticator:
    with people_site.state.database.writing() as session:
        return make_passkey(session, owner)


def _passkeys(site: FastAPI, account_id: str) -> list[Passkey]:
    with site.state.database.reading() as session:
        return list(session.scalars(select(Passkey).where(Passkey.account_id == account_id)))


def _actions(site: FastAPI) -> list[str]:
    with site.state.database.reading() as session:
        return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def _refused(answer: Any) -> bool:
    assert answer.headers["content-type"] == "application/json"
    return answer.status_code == 422 and bool(answer.json()["message"])


def test_passkey_lets_in_without_an_address(
    people_site: FastAPI, client: TestClient, owner: Account, device: Authenticator, clock: Clock
) -> None:
    answer = use_passkey(client, device, next="/staff/account")
    assert (answer.status_code, answer.json()) == (200, {"next": "/staff/account"})
    assert is_signed_in(client)
    (passkey,) = _passkeys(people_site, owner.id)
    assert (passkey.sign_count, passkey.last_used_at) == (1, clock.now)
    assert _actions(people_site) == ["session.started"]
    with people_site.state.database.reading() as session:
        assert session.scalars(select(StaffSession.method)).one() == "passkey"


def test_question_names_the_site_and_asks_for_the_finger(client: TestClient, places: Places) -> None:
    question = client.post(OPTIONS).json()
    assert question["rpId"] == "testserver"
    assert question["userVerification"] == "required"
    assert question["allowCredentials"] == []
    assert len(question["challenge"]) >= 43
    assert question["challenge"] != client.post(OPTIONS).json()["challenge"]


def test_passkey_never_leads_elsewhere(client: TestClient, device: Authenticator) -> None:
    assert use_passkey(client, device, next="//evil.example").json() == {"next": "/staff"}


@pytest.mark.parametrize(
    "change",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://testserver.evil.example"},
        {"rp_id": "evil.example"},
        {"is_verified": False},
        {"user_id": ""},
        {"user_id": "c29tZWJvZHktZWxzZQ"},
        {"credential_id": b"another"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_passkey_of_another_site_or_person_is_refused(
    client: TestClient, device: Authenticator, change: dict[str, Any]
) -> None:
    for name, value in change.items():
        setattr(device, name, value)
    assert _refused(use_passkey(client, device))
    assert not is_signed_in(client)


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature", "userHandle"])
def test_answer_that_was_changed_is_refused(client: TestClient, device: Authenticator, part: str) -> None:
    credential = device.use(client.post(OPTIONS).json())
    credential["response"][part] = damaged(credential["response"][part])
    assert _refused(client.post(ANSWER, json={"credential": credential}))
    assert not is_signed_in(client)


def test_answer_works_once(people_site: FastAPI, client: TestClient, device: Authenticator) -> None:
    credential = device.use(client.post(OPTIONS).json())
    step = client.cookies["step"]
    assert client.post(ANSWER, json={"credential": credential}).status_code == 200
    other = browser(people_site)
    other.cookies.set("step", step)
    assert _refused(other.post(ANSWER, json={"credential": credential}))
    assert not is_signed_in(other)


def test_question_is_gone_after_one_wrong_answer(client: TestClient, device: Authenticator) -> None:
    credential = device.use(client.post(OPTIONS).json())
    wrong = {**credential, "response": {**credential["response"], "signature": "AAAA"}}
    assert _refused(client.post(ANSWER, json={"credential": wrong}))
    assert _refused(client.post(ANSWER, json={"credential": credential}))


def test_question_belongs_to_one_browser_for_ten_minutes(
    people_site: FastAPI, client: TestClient, device: Authenticator, clock: Clock
) -> None:
    other = browser(people_site)
    other.post(OPTIONS)
    credential = device.use(client.post(OPTIONS).json())
    assert _refused(other.post(ANSWER, json={"credential": credential}))
    assert _refused(browser(people_site).post(ANSWER, json={"credential": credential}))
    clock.move(timedelta(minutes=10))
    assert _refused(client.post(ANSWER, json={"credential": credential}))


def test_copied_passkey_is_noticed_by_its_count(
    people_site: FastAPI, client: TestClient, device: Authenticator
) -> None:
    device.sign_count = 6
    assert use_passkey(client, device).status_code == 200
    for copied in (3, 6):
        device.sign_count = copied - 1
        assert _refused(use_passkey(browser(people_site), device))
    device.counts, device.sign_count = False, 0
    assert _refused(use_passkey(browser(people_site), device))


def test_passkey_that_does_not_count_lets_in_again(
    people_site: FastAPI, client: TestClient, owner: Account
) -> None:
    with people_site.state.database.writing() as session:
        device = make_passkey(session, owner, counts=False)
    for _ in range(2):
        assert use_passkey(client, device).status_code == 200


@pytest.mark.parametrize("state", ["closed", "invited"])
def test_passkey_of_an_account_that_is_not_open_is_refused(
    people_site: FastAPI, client: TestClient, owner: Account, device: Authenticator, state: str
) -> None:
    credential = device.use(client.post(OPTIONS).json())
    with people_site.state.database.writing() as session:
        session.execute(update(Account).where(Account.id == owner.id).values(state=state))
    assert _refused(client.post(ANSWER, json={"credential": credential}))
    assert not is_signed_in(client)


RUBBISH = [
    (b"", 400),
    (b"{", 400),
    (b"[]", 400),
    (b'{"credential": []}', 400),
    (b'{"credential": {"id": NaN}}', 422),
    (b'{"credential": {}}', 422),
    (b'{"credential": {"id": "a\\u0000b"}}', 422),
    (b'{"credential": {"id": "\\ud800"}}', 400),
    (b'{"credential": {"id": "abc"}}', 422),
    (b'{"credential": {"id": "abc", "response": {"userHandle": "/w"}}}', 422),
    (b'{"credential": {"id": "' + b"a" * 2000 + b'"}}', 422),
    (b'{"credential": ' + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"}", 400),
    (b'{"credential": {"a": "' + b"a" * 40_000 + b'"}}', 413),
    (b'{"credential": {}, "next": 5}', 400),
    (b"\xff", 400),
]


def test_rubbish_is_refused_in_words(client: TestClient, places: Places) -> None:
    for body, status in RUBBISH:
        client.post(OPTIONS)
        answer = client.post(ANSWER, content=body, headers={"content-type": "application/json"})
        assert answer.status_code == status, body[:60]
        assert answer.json()["message"]


def test_answer_that_is_no_json_is_refused(client: TestClient, places: Places) -> None:
    client.post(OPTIONS)
    answer = client.post(ANSWER, data={"credential": "{}"})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/json")


def test_passkeys_can_be_tried_sixty_times_from_one_address(
    client: TestClient, places: Places, clock: Clock
) -> None:
    for _ in range(60):
        assert client.post(OPTIONS).status_code == 200
    refused = client.post(OPTIONS)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "900")
    assert refused.json()["message"]


# One's own passkeys


def _make_own(client: TestClient, device: Authenticator, **more: Any) -> Any:
    asked = client.post("/staff/account/passkeys/options")
    assert asked.status_code == 200, asked.text
    credential = device.make(asked.json())
    return client.post("/staff/account/passkeys", json={"credential": credential, **more})


def test_own_passkey_is_added_and_lets_in(
    people_site: FastAPI, owner: Account, device: Authenticator, clock: Clock
) -> None:
    new = Authenticator()
    with signed_in(people_site, owner) as client:
        assert client.get("/staff/account/passkeys/new").status_code == 200
        answer = _make_own(client, new, name="  Nyckeln på ringen ")
        assert (answer.status_code, answer.json()) == (200, {"next": "/staff/account"})
        assert "<bdi>Nyckeln på ringen</bdi>" in client.get("/staff/account").text
    assert _actions(people_site) == ["passkey.begun", "passkey.added"]
    other = browser(people_site)
    assert use_passkey(other, new).status_code == 200


def test_question_for_a_new_passkey_excludes_those_there_are(
    people_site: FastAPI, owner: Account, device: Authenticator
) -> None:
    (known,) = _passkeys(people_site, owner.id)
    with signed_in(people_site, owner) as client:
        question = client.post("/staff/account/passkeys/options").json()
    assert [key["id"] for key in question["excludeCredentials"]] == [known.credential_id]
    assert question["authenticatorSelection"]["residentKey"] == "required"
    assert question["authenticatorSelection"]["userVerification"] == "required"
    assert question["attestation"] == "none"
    assert question["user"]["name"] == owner.email


@pytest.mark.parametrize(
    "change", [{"origin": "https://evil.example"}, {"rp_id": "b"}, {"is_verified": False}]
)
def test_new_passkey_of_another_site_is_refused(
    people_site: FastAPI, owner: Account, change: dict[str, Any]
) -> None:
    new = Authenticator(**change)
    with signed_in(people_site, owner) as client:
        assert _refused(_make_own(client, new))
    assert _passkeys(people_site, owner.id) == []


def test_passkey_that_is_stored_already_is_refused(
    people_site: FastAPI, places: Places, owner: Account, device: Authenticator
) -> None:
    with people_site.state.database.writing() as session:
        other = make_account(session, places.party)
        give_role(session, other, Role.COURSE_LEADER, places.group)
    with signed_in(people_site, other) as client:
        assert _refused(_make_own(client, device))
    assert _passkeys(people_site, other.id) == []


def test_step_of_another_account_makes_no_passkey(
    people_site: FastAPI, places: Places, owner: Account, member: Member
) -> None:
    new = Authenticator()
    with signed_in(people_site, owner) as client:
        credential = new.make(client.post("/staff/account/passkeys/options").json())
        step = client.cookies["step"]
    with people_site.state.database.reading() as session:
        other = session.get_one(Account, member.id)
    with signed_in(people_site, other) as client:
        client.cookies.set("step", step)
        assert _refused(client.post("/staff/account/passkeys", json={"credential": credential}))
    assert _passkeys(people_site, member.id) == []


@pytest.mark.parametrize("name", ["x" * 81, "a\u202eb", "a\x00b"])
def test_passkey_gets_no_name_that_cannot_be_shown(people_site: FastAPI, owner: Account, name: str) -> None:
    with signed_in(people_site, owner) as client:
        assert _refused(_make_own(client, Authenticator(), name=name))
    assert _passkeys(people_site, owner.id) == []


def test_passkeys_are_changed_only_shortly_after_signing_in(
    people_site: FastAPI, owner: Account, device: Authenticator, clock: Clock
) -> None:
    (known,) = _passkeys(people_site, owner.id)
    with people_site.state.database.writing() as session:
        make_passkey(session, owner)
    with signed_in(people_site, owner) as client:
        clock.move(timedelta(minutes=15, seconds=1))
        assert client.get("/staff/account/passkeys/new").status_code == 403
        asked = client.post("/staff/account/passkeys/options")
        assert (asked.status_code, asked.headers["content-type"]) == (403, "application/json")
        assert client.post("/staff/account/passkeys", json={"credential": {}}).status_code == 403
        path = f"/staff/account/passkeys/{known.id}/remove"
        assert [client.get(path).status_code, client.post(path).status_code] == [403, 403]
    assert len(_passkeys(people_site, owner.id)) == 2


def test_passkey_is_removed_after_a_question_but_not_the_last(
    people_site: FastAPI, owner: Account, device: Authenticator
) -> None:
    (first,) = _passkeys(people_site, owner.id)
    with people_site.state.database.writing() as session:
        make_passkey(session, owner)
    with signed_in(people_site, owner) as client:
        path = f"/staff/account/passkeys/{first.id}/remove"
        assert "Telefonen" in client.get(path).text
        assert client.post(path).headers["location"] == "/staff/account"
        assert [client.get(path).status_code, client.post(path).status_code] == [404, 404]
        (second,) = _passkeys(people_site, owner.id)
        last = client.post(f"/staff/account/passkeys/{second.id}/remove")
        assert last.status_code == 422
    assert _actions(people_site) == ["passkey.removed"]
    assert _refused(use_passkey(browser(people_site), device))


def test_last_passkey_is_removed_where_there_is_a_password(people_site: FastAPI, member: Member) -> None:
    with people_site.state.database.writing() as session:
        account = session.get_one(Account, member.id)
        make_passkey(session, account)
    (only,) = _passkeys(people_site, member.id)
    with signed_in(people_site, account) as client:
        assert client.post(f"/staff/account/passkeys/{only.id}/remove").status_code == 303
    assert _passkeys(people_site, member.id) == []


def test_passkey_of_somebody_else_is_not_there(
    people_site: FastAPI, owner: Account, device: Authenticator, member: Member
) -> None:
    (foreign,) = _passkeys(people_site, owner.id)
    with people_site.state.database.reading() as session:
        account = session.get_one(Account, member.id)
    with signed_in(people_site, account) as client:
        for key in (foreign.id, "nosuchkey"):
            path = f"/staff/account/passkeys/{key}/remove"
            assert [client.get(path).status_code, client.post(path).status_code] == [404, 404]
    assert len(_passkeys(people_site, owner.id)) == 1


def test_signed_out_script_is_told_in_words(client: TestClient, places: Places) -> None:
    for path in ("/staff/account/passkeys/options", "/staff/account/passkeys"):
        answer = client.post(path, json={})
        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/json")
    with client.app.state.database.reading() as session:  # type: ignore[attr-defined]
        assert session.scalars(select(SignInStep)).all() == []
