"""The staff's first page, and the language in which staff read."""

import html

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.people.models.accounts import Account, Role
from app.people.rules.roles import NAMES
from tests.clients import make_site
from tests.factories.people import Places, give_role, make_account, signed_in

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def open_site(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The application, for what needs nobody to be signed in."""
    return make_site(tmp_path_factory.mktemp("data"))


def _make(session: Session, places: Places, name: str = "Sara Lind") -> Account:
    return make_account(session, places.party, name=name)


def _english(site: FastAPI, account: Account) -> TestClient:
    client = signed_in(site, account)
    client.cookies.set("staff_language", "en")
    return client


def _links(page: str) -> set[str]:
    return {part.partition('"')[0] for part in page.split('href="/staff')[1:]}


def test_home_tells_who_and_in_what_role(people_site: FastAPI, places: Places) -> None:
    with people_site.state.database.writing() as session:
        account = _make(session, places, "<b>Sara</b>")
        give_role(session, account, Role.COURSE_LEADER, places.group)
        give_role(session, account, Role.TRANSLATOR, language="ti")
    page = _english(people_site, account).get("/staff")
    assert page.status_code == 200
    assert "<bdi>&lt;b&gt;Sara&lt;/b&gt;</bdi>" in page.text
    assert "Course leader · <bdi>Tisdagsgruppen</bdi>" in page.text
    assert 'Translator · <span class="tag">ti</span>' in page.text
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("role", "there", "hidden"),
    [
        (Role.ADMINISTRATOR, {"/accounts", "/units", "/access", "/log"}, {"/participants", "/seats"}),
        (Role.COURSE_LEADER, {"/participants", "/seats"}, {"/accounts", "/units", "/access", "/log"}),
        (Role.STAFF_LEARNER, {"/account"}, {"/accounts", "/participants", "/seats", "/log"}),
    ],
)
def test_home_leads_to_what_the_role_may_open(
    people_site: FastAPI, places: Places, role: Role, there: set[str], hidden: set[str]
) -> None:
    with people_site.state.database.writing() as session:
        account = _make(session, places)
        give_role(session, account, role, places.group if role is Role.COURSE_LEADER else None)
    links = _links(_english(people_site, account).get("/staff").text)
    assert there <= links
    assert not hidden & links


@pytest.mark.parametrize("role", Role)
def test_home_opens_for_every_role(people_site: FastAPI, places: Places, role: Role) -> None:
    with people_site.state.database.writing() as session:
        account = _make(session, places)
        give_role(session, account, role, places.programme)
    page = _english(people_site, account).get("/staff")
    assert page.status_code == 200
    assert html.escape(NAMES[role]) in page.text


def test_home_without_any_role(people_site: FastAPI, places: Places) -> None:
    with people_site.state.database.writing() as session:
        account = _make(session, places)
    page = _english(people_site, account).get("/staff")
    assert page.status_code == 200
    assert "You have no role right now. Ask your administrator." in page.text
    assert _links(page.text) & {"/accounts", "/participants", "/seats", "/units", "/log"} == set()


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_home_in_each_of_the_staffs_languages(people_site: FastAPI, places: Places, lang: str) -> None:
    with people_site.state.database.writing() as session:
        account = _make(session, places)
        give_role(session, account, Role.STAFF_LEARNER)
    client = signed_in(people_site, account)
    client.cookies.set("staff_language", lang)
    page = client.get("/staff")
    assert page.text.startswith(f'<!doctype html>\n<html lang="{lang}" dir="ltr" class="staff">')


@pytest.mark.parametrize(
    ("sent", "to", "cookie"),
    [
        ({"language": "en", "back": "/staff/accounts"}, "/staff/accounts", "en"),
        ({"language": "sv", "back": "/staff"}, "/staff", "sv"),
        ({"language": "en"}, "/staff", "en"),
        ({"language": "ar", "back": "/staff"}, "/staff", None),
        ({"language": "", "back": "/staff"}, "/staff", None),
        ({"language": "en; Secure", "back": "/staff"}, "/staff", None),
        ({"other": ""}, "/staff", None),
        ({"language": "en", "back": "//evil.example"}, "/staff", "en"),
        ({"language": "en", "back": "/sv/"}, "/staff", "en"),
        ({"language": "en", "back": "/staff/../sv/"}, "/staff", "en"),
        ({"language": "en", "back": "/staff\r\nx: y"}, "/staff", "en"),
        ({"language": "en", "back": "x" * 100_000}, "/staff", "en"),
    ],
)
def test_choose_language_without_being_signed_in(
    open_site: FastAPI, sent: dict[str, str], to: str, cookie: str | None
) -> None:
    client = TestClient(open_site, follow_redirects=False)
    answer = client.post("/staff/language", data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, to)
    assert client.cookies.get("staff_language") == cookie


def test_choose_language_from_another_site(open_site: FastAPI) -> None:
    client = TestClient(open_site, headers={"sec-fetch-site": "cross-site"})
    assert client.post("/staff/language", data={"language": "en"}).status_code == 403


def test_choose_language_changes_the_next_page(people_site: FastAPI, places: Places) -> None:
    with people_site.state.database.writing() as session:
        account = _make(session, places)
        give_role(session, account, Role.STAFF_LEARNER)
    client = signed_in(people_site, account)
    assert '<html lang="sv"' in client.get("/staff").text
    client.post("/staff/language", data={"language": "en", "back": "/staff"})
    assert '<html lang="en"' in client.get("/staff").text


def test_choose_language_is_remembered_for_a_year_and_by_no_script(open_site: FastAPI) -> None:
    answer = TestClient(open_site, follow_redirects=False).post("/staff/language", data={"language": "en"})
    cookie = answer.headers["set-cookie"]
    assert "Max-Age=31536000" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_language_switch_is_not_offered_where_no_page_could_be_shown_again(
    people_site: FastAPI, places: Places
) -> None:
    with people_site.state.database.writing() as session:
        account = make_account(session, places.party)
        give_role(session, account, Role.ADMINISTRATOR)
    client = signed_in(people_site, account)
    assert (
        'name="back" value="/staff/accounts?role=partner"' in client.get("/staff/accounts?role=partner").text
    )
    refused = client.post("/staff/units", data={"name": ""})
    assert refused.status_code == 422
    assert "/staff/language" not in refused.text
