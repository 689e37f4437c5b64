"""The pages about staff: who may open them, what they show, what a wrong form answers."""

import re
import threading
from datetime import timedelta
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from app.people.models.accounts import Account, AccountState, EntryLink, Role, StaffSession
from app.people.rules.administrators import lasts
from tests.factories.people import NOW, Places, give_role, make_account
from tests.people.staff import (
    LIST,
    UNKNOWN,
    actions,
    browser_of,
    events,
    grants,
    main_part,
    read,
    staff_member,
)
from tests.people.statements import sent_statements

pytestmark = pytest.mark.data


@pytest.fixture(autouse=True)
def _english_noon(people_site: FastAPI) -> None:
    people_site.state.clock = lambda: NOW


@pytest.fixture
def ada(people_site: FastAPI, places: Places) -> Account:
    return staff_member(people_site, places, Role.ADMINISTRATOR, name="Ada Admin")


@pytest.fixture
def admin(people_site: FastAPI, ada: Account) -> TestClient:
    """The browser of an administrator."""
    return browser_of(people_site, ada)


def _account(site: FastAPI, account_id: str) -> Account:
    return read(site, lambda session: session.get_one(Account, account_id))


def test_the_list_shows_names_parties_roles_and_states(
    people_site: FastAPI, places: Places, admin: TestClient
) -> None:
    staff_member(people_site, places, Role.COORDINATOR, places.site)
    page = admin.get(LIST)
    assert page.status_code == 200
    rows = re.findall(r"<tr>.*?</tr>", main_part(page.text), re.DOTALL)
    words = [" ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in rows]
    assert words == [
        "Name Organisation Roles State",
        "Ada Admin Regionen Administrator Active",
        "Eva Berg Regionen Coordinator · Skäggetorp Active",
    ]


def test_the_list_keeps_its_filter_and_pages_with_it(
    people_site: FastAPI, places: Places, admin: TestClient
) -> None:
    with people_site.state.database.writing() as session:
        for number in range(60):
            give_role(
                session, make_account(session, places.party, name=f"Sara {number:02}"), Role.STAFF_LEARNER
            )
    first = admin.get(f"{LIST}?text=sara&role=staff_learner&state=active")
    assert 'value="sara"' in first.text
    assert '<option value="staff_learner" selected>' in first.text
    assert first.text.count("<tr>") == 51
    (onward,) = re.findall(r'rel="next" href="([^"]*)"', first.text)
    address = onward.replace("&amp;", "&")
    assert address.startswith(f"{LIST}?text=sara&role=staff_learner&state=active&cursor=")
    second = admin.get(address)
    assert ("Sara 49" in first.text, "Sara 49" in second.text, "Sara 50" in second.text) == (
        True,
        False,
        True,
    )
    assert second.text.count("<tr>") == 11


def test_the_list_alone_is_sent_to_htmx(admin: TestClient) -> None:
    part = admin.get(LIST, headers={"hx-request": "true"})
    assert part.status_code == 200
    assert part.text.strip().startswith('<div id="list">')
    assert "<html" not in part.text


def test_a_search_without_result_says_so(admin: TestClient) -> None:
    assert "Nobody fits this search." in admin.get(f"{LIST}?text=nobody").text
    assert 'class="empty"' not in admin.get(LIST).text


def test_any_sign_can_be_searched_for(admin: TestClient) -> None:
    for text in ("%25", "%00", "%F0%28%8C", "%ED%A0%80", "%E2%80%AE", "'", "%22%3E%3Cscript%3E"):
        page = admin.get(f"{LIST}?text={text}")
        assert page.status_code == 200, text
        assert "<script>" not in page.text


def test_an_address_that_no_list_of_ours_has(admin: TestClient) -> None:
    for query in ("role=owner", "state=lost", f"text={'a' * 201}", "cursor=", "cursor=x"):
        assert admin.get(f"{LIST}?{query}").status_code == 422, query


def test_names_are_isolated_and_never_markup(people_site: FastAPI, places: Places, admin: TestClient) -> None:
    name = "<b>محمد</b>"
    account = staff_member(people_site, places, Role.STAFF_LEARNER, name=name)
    for path in (LIST, f"{LIST}/{account.id}", f"{LIST}/{account.id}/close"):
        text = admin.get(path).text
        assert "<bdi>&lt;b&gt;محمد&lt;/b&gt;</bdi>" in text
        assert name not in text


@pytest.mark.parametrize("role", ["administrator", "coordinator"])
def test_the_list_costs_the_same_with_any_number(people_site: FastAPI, places: Places, role: str) -> None:
    unit = places.site if role == "coordinator" else None
    client = browser_of(people_site, staff_member(people_site, places, Role(role), unit))
    counts = []
    for _ in range(2):
        with sent_statements(people_site.state.database.engine) as sent:
            assert client.get(LIST).status_code == 200
        counts.append(len(sent))
        with people_site.state.database.writing() as session:
            for _ in range(45):
                give_role(session, make_account(session, places.party), Role.COURSE_LEADER, places.group)
    assert counts[0] == counts[1]


def test_a_coordinator_sees_her_own_and_may_change_nothing(
    people_site: FastAPI, places: Places, ada: Account
) -> None:
    cia = staff_member(people_site, places, Role.COORDINATOR, places.site, name="Cia Koord")
    near = staff_member(people_site, places, Role.COURSE_LEADER, places.group, name="Nora Near")
    far = staff_member(people_site, places, Role.COURSE_LEADER, places.other_group, name="Fia Far")
    client = browser_of(people_site, cia)
    text = client.get(LIST).text
    assert ("Cia Koord" in main_part(text), "Nora Near" in text, "Fia Far" in text) == (True, True, False)
    assert "Ada Admin" not in text
    assert f"{LIST}/invite" not in text
    page = client.get(f"{LIST}/{near.id}")
    assert page.status_code == 200
    assert "<form" not in main_part(page.text)
    assert "revoke" not in page.text
    assert {client.get(f"{LIST}/{account.id}").status_code for account in (far, ada)} == {404}


def test_a_foreign_account_is_as_unknown_as_none(people_site: FastAPI, places: Places, ada: Account) -> None:
    client = browser_of(people_site, staff_member(people_site, places, Role.COORDINATOR, places.site))
    answers, costs = [], []
    for account_id in (ada.id, UNKNOWN):
        with sent_statements(people_site.state.database.engine) as sent:
            answers.append(client.get(f"{LIST}/{account_id}"))
        costs.append(len(sent))
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].text.replace(ada.id, UNKNOWN) == answers[1].text
    assert costs[0] == costs[1]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.PROJECT_LEADER, Role.COURSE_LEADER, Role.PARTNER])
def test_only_administrators_change_anything(
    people_site: FastAPI, places: Places, ada: Account, role: Role
) -> None:
    unit = places.group if role == Role.COURSE_LEADER else places.programme
    client = browser_of(people_site, staff_member(people_site, places, role, unit))
    (grant,) = grants(people_site, ada)
    before = len(events(people_site))
    for path in (
        "/invite",
        f"/{ada.id}/roles/{grant.id}/revoke",
        f"/{ada.id}/recover",
        f"/{ada.id}/close",
    ):
        assert client.get(LIST + path).status_code == 403
        assert client.post(LIST + path, data={"role": "partner"}).status_code == 403
    assert client.post(f"{LIST}/{ada.id}/roles", data={"role": "partner"}).status_code == 403
    assert len(events(people_site)) == before


def test_nobody_has_no_page(admin: TestClient) -> None:
    for path in ("", "/recover", "/close", f"/roles/{UNKNOWN}/revoke"):
        assert admin.get(f"{LIST}/{UNKNOWN}{path}").status_code == 404
    for path in ("/recover", "/close", f"/roles/{UNKNOWN}/revoke", "/roles"):
        assert admin.post(f"{LIST}/{UNKNOWN}{path}", data={"role": "partner"}).status_code == 404


def test_a_grant_is_reached_through_its_own_account_only(
    people_site: FastAPI, places: Places, ada: Account, admin: TestClient
) -> None:
    eva = staff_member(people_site, places, Role.COORDINATOR, places.site)
    (grant,) = grants(people_site, eva)
    path = f"{LIST}/{ada.id}/roles/{grant.id}/revoke"
    assert (admin.get(path).status_code, admin.post(path).status_code) == (404, 404)


def test_a_role_is_given(people_site: FastAPI, places: Places, admin: TestClient) -> None:
    eva = staff_member(people_site, places, Role.STAFF_LEARNER)
    sent = {"role": "course_leader", "unit": places.group.id, "valid_until": "2026-06-01"}
    answer = admin.post(f"{LIST}/{eva.id}/roles", data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{LIST}/{eva.id}")
    page = admin.get(f"{LIST}/{eva.id}")
    assert "Added." in page.text
    assert "Tisdagsgruppen" in page.text
    assert "1 June 2026" in page.text
    assert "Added." not in admin.get(f"{LIST}/{eva.id}").text
    (event,) = events(people_site)
    assert (event.action, event.object_kind, event.object_id) == ("role.granted", "role", eva.id)
    assert (event.unit_id, event.detail) == (places.group.id, {"role": "course_leader", "lang": None})


def test_a_wrong_role_is_explained_beside_its_field(
    people_site: FastAPI, places: Places, admin: TestClient
) -> None:
    eva = staff_member(people_site, places, Role.STAFF_LEARNER)
    for sent, field in (
        ({"role": "coordinator"}, "unit"),
        ({"role": "coordinator", "unit": "everywhere"}, "unit"),
        ({"role": "coordinator", "unit": UNKNOWN}, "unit"),
        ({"role": "staff_learner"}, "role"),
        ({"role": "owner"}, "role"),
    ):
        page = admin.post(f"{LIST}/{eva.id}/roles", data=sent)
        assert page.status_code == 422
        assert re.findall(r'class="field-fault" id="e-(\w+)"', page.text) == [field]
    assert len(grants(people_site, eva)) == 1
    assert events(people_site) == []


def test_taking_a_role_back_asks_first(people_site: FastAPI, places: Places, admin: TestClient) -> None:
    eva = staff_member(people_site, places, Role.COORDINATOR, places.site)
    (grant,) = grants(people_site, eva)
    path = f"{LIST}/{eva.id}/roles/{grant.id}/revoke"
    question = admin.get(path)
    assert question.status_code == 200
    assert "<bdi>Eva Berg</bdi> · <bdi>Coordinator</bdi> · <bdi>Skäggetorp</bdi>" in question.text
    assert f'action="{path}"' in question.text
    assert f'href="{LIST}/{eva.id}"' in question.text
    assert grants(people_site, eva)[0].revoked_at is None
    answer = admin.post(path)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{LIST}/{eva.id}")
    assert grants(people_site, eva)[0].revoked_at == NOW
    assert admin.post(path).status_code == 303
    counts = [(event.action, event.object_id, event.detail["count"]) for event in events(people_site)]
    assert counts == [("role.revoked", eva.id, 1), ("role.revoked", eva.id, 0)]
    page = admin.get(f"{LIST}/{eva.id}")
    assert "Taken back 9 March 2026" in page.text
    assert path not in page.text


def test_a_right_that_was_taken_back_fails_the_next_request(
    people_site: FastAPI, places: Places, admin: TestClient
) -> None:
    eva = staff_member(people_site, places, Role.COORDINATOR, places.site)
    (grant,) = grants(people_site, eva)
    client = browser_of(people_site, eva)
    assert client.get(LIST).status_code == 200
    admin.post(f"{LIST}/{eva.id}/roles/{grant.id}/revoke")
    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}/{eva.id}").status_code == 403


def test_a_right_in_one_place_does_not_outlive_the_one_in_another(
    people_site: FastAPI, places: Places, admin: TestClient
) -> None:
    eva = staff_member(people_site, places, Role.COORDINATOR, places.site)
    near = staff_member(people_site, places, Role.COURSE_LEADER, places.group)
    (grant,) = grants(people_site, eva)
    with people_site.state.database.writing() as session:
        give_role(session, eva, Role.PROJECT_LEADER, places.other_programme)
    client = browser_of(people_site, eva)
    assert client.get(f"{LIST}/{near.id}").status_code == 200
    admin.post(f"{LIST}/{eva.id}/roles/{grant.id}/revoke")
    assert client.get(f"{LIST}/{near.id}").status_code == 404


def test_the_last_administrator_stays(people_site: FastAPI, ada: Account, admin: TestClient) -> None:
    (grant,) = grants(people_site, ada)
    for path in (f"{LIST}/{ada.id}/roles/{grant.id}/revoke", f"{LIST}/{ada.id}/close"):
        refused = admin.post(path)
        assert refused.status_code == 409
        assert "This is the last administrator." in refused.text
    assert admin.get(LIST).status_code == 200
    assert events(people_site) == []


def test_an_administrator_may_leave_while_another_remains(
    people_site: FastAPI, places: Places, ada: Account, admin: TestClient
) -> None:
    staff_member(people_site, places, Role.ADMINISTRATOR)
    (grant,) = grants(people_site, ada)
    answer = admin.post(f"{LIST}/{ada.id}/roles/{grant.id}/revoke")
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff")
    assert admin.get(LIST).status_code == 403


def test_two_administrators_removing_each_other_leave_one(
    people_site: FastAPI, places: Places, ada: Account, admin: TestClient
) -> None:
    eva = staff_member(people_site, places, Role.ADMINISTRATOR)
    other = browser_of(people_site, eva)
    start = threading.Barrier(2)
    statuses: list[int] = []

    def remove(client: TestClient, account: Account) -> None:
        (grant,) = grants(people_site, account)
        start.wait()
        statuses.append(client.post(f"{LIST}/{account.id}/roles/{grant.id}/revoke").status_code)

    threads = [
        threading.Thread(target=remove, args=(admin, eva)),
        threading.Thread(target=remove, args=(other, ada)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # The slower one finds her own right gone, or both wait for each other and one is asked to try again.
    assert 303 in statuses
    assert set(statuses) <= {303, 403, 409, 503}
    left = [*grants(people_site, ada), *grants(people_site, eva)]
    assert [lasts(grant, NOW.date()) for grant in left].count(True) == 1


@pytest.mark.parametrize(
    ("state", "words"),
    [(AccountState.ACTIVE, "Help this person back in?"), (AccountState.INVITED, "Make a new invitation?")],
)
def test_a_way_back_in_is_asked_for_and_shown_once(
    people_site: FastAPI, places: Places, admin: TestClient, state: AccountState, words: str
) -> None:
    eva = staff_member(people_site, places, Role.STAFF_LEARNER)
    with people_site.state.database.writing() as session:
        session.get_one(Account, eva.id).state = state
    assert words in admin.get(f"{LIST}/{eva.id}/recover").text
    assert read(people_site, lambda session: session.scalars(select(EntryLink)).all()) == []
    page = admin.post(f"{LIST}/{eva.id}/recover")
    assert page.status_code == 200
    assert len(re.findall(r"http://testserver/staff/enter/[\w-]{43}", page.text)) == 1
    day = "Tuesday 10 March 2026, 13:00" if state is AccountState.ACTIVE else "Monday 16 March 2026, 13:00"
    assert day in page.text
    assert actions(people_site) == [("account.recovered", eva.id)]


def test_a_way_back_in_signs_out_at_once(people_site: FastAPI, places: Places, admin: TestClient) -> None:
    eva = staff_member(people_site, places, Role.STAFF_LEARNER)
    client = browser_of(people_site, eva)
    assert "signed out everywhere at once" in admin.get(f"{LIST}/{eva.id}/recover").text
    assert client.get("/staff").status_code == 200
    admin.post(f"{LIST}/{eva.id}/recover")
    assert client.get("/staff").status_code == 303


def test_what_matters_needs_a_recent_sign_in_and_leads_back(
    people_site: FastAPI, places: Places, admin: TestClient
) -> None:
    eva = staff_member(people_site, places, Role.COORDINATOR, places.site)
    (grant,) = grants(people_site, eva)
    own = f"{LIST}/{eva.id}"
    for path, back in (
        (f"{LIST}/invite", f"{LIST}/invite"),
        (f"{own}/roles", own),
        (f"{own}/roles/{grant.id}/revoke", f"{own}/roles/{grant.id}/revoke"),
        (f"{own}/recover", f"{own}/recover"),
        (f"{own}/close", f"{own}/close"),
    ):
        people_site.state.clock = lambda: NOW + timedelta(minutes=15, seconds=1)
        sign_in = f"/staff/sign-in?again=1&next={quote(back, safe='')}"
        asked = [admin.post(path, data={"role": "staff_learner", "unit": "everywhere"})]
        asked += [admin.get(back)] if back != own else []
        assert {(each.status_code, each.headers["location"]) for each in asked} == {(303, sign_in)}
        page = admin.get(sign_in)
        assert "You signed in a while ago." in page.text
        assert f'name="next" value="{back}"' in page.text
        people_site.state.clock = lambda: NOW + timedelta(minutes=15)
        assert admin.get(back).status_code == 200
    assert _account(people_site, eva.id).state == AccountState.ACTIVE
    assert [each.revoked_at for each in grants(people_site, eva)] == [None]
    assert read(people_site, lambda session: session.scalars(select(EntryLink)).all()) == []
    assert events(people_site) == []


def test_nobody_gives_herself_a_role_that_shows_participants(
    people_site: FastAPI, places: Places, ada: Account, admin: TestClient
) -> None:
    page = admin.post(f"{LIST}/{ada.id}/roles", data={"role": "coordinator", "unit": places.site.id})
    assert page.status_code == 422
    assert re.findall(r'class="field-fault" id="e-(\w+)"', page.text) == ["role"]
    assert "Somebody else must give you this role" in page.text
    assert len(grants(people_site, ada)) == 1
    assert events(people_site) == []


def test_closing_an_account_signs_the_person_out(
    people_site: FastAPI, places: Places, admin: TestClient
) -> None:
    eva = staff_member(people_site, places, Role.COORDINATOR, places.site)
    client = browser_of(people_site, eva)
    question = admin.get(f"{LIST}/{eva.id}/close")
    assert "Close this account?" in question.text
    assert _account(people_site, eva.id).state == AccountState.ACTIVE
    answer = admin.post(f"{LIST}/{eva.id}/close")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{LIST}/{eva.id}")
    assert _account(people_site, eva.id).state == AccountState.CLOSED
    gone = client.get("/staff")
    assert (gone.status_code, gone.headers["location"]) == (303, "/staff/sign-in?next=%2Fstaff")
    (event,) = events(people_site)
    assert (event.action, event.object_id, event.detail) == ("account.closed", eva.id, {"count": 1})


def test_a_closed_account_is_shown_and_cannot_be_changed(
    people_site: FastAPI, places: Places, admin: TestClient
) -> None:
    eva = staff_member(people_site, places, Role.COORDINATOR, places.site)
    admin.post(f"{LIST}/{eva.id}/close")
    page = admin.get(f"{LIST}/{eva.id}")
    assert "Closed" in page.text
    assert "<form" not in main_part(page.text)
    for path, data in (("roles", {"role": "staff_learner"}), ("recover", {})):
        refused = admin.post(f"{LIST}/{eva.id}/{path}", data=data)
        assert refused.status_code == 409
        assert "This account is closed." in refused.text
    assert admin.post(f"{LIST}/{eva.id}/close").status_code == 303
    assert _account(people_site, eva.id).state == AccountState.CLOSED


def test_who_closes_her_own_account_is_led_out(
    people_site: FastAPI, places: Places, ada: Account, admin: TestClient
) -> None:
    staff_member(people_site, places, Role.ADMINISTRATOR)
    answer = admin.post(f"{LIST}/{ada.id}/close")
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff")
    assert read(people_site, lambda session: session.scalars(select(StaffSession)).all()) == []


def test_looking_changes_nothing(people_site: FastAPI, places: Places, admin: TestClient) -> None:
    eva = staff_member(people_site, places, Role.COORDINATOR, places.site)
    (grant,) = grants(people_site, eva)
    people_site.state.clock = lambda: NOW + timedelta(minutes=1)
    with sent_statements(people_site.state.database.engine) as sent:
        for path in ("", "/invite", f"/{eva.id}", f"/{eva.id}/roles/{grant.id}/revoke", f"/{eva.id}/close"):
            assert admin.get(LIST + path).status_code == 200
    assert [text for text in sent if text.startswith(("INSERT", "UPDATE", "DELETE"))] == []
    assert any(text.startswith("SELECT") for text in sent)
