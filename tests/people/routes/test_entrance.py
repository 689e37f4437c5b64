"""What the pages before signing in share."""

from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from starlette.responses import Response

from app.core.errors import NotFoundError, TooManyRequestsError
from app.main import create_app
from app.people.actions.sign_in import Entered
from app.people.routes.entrance import lead_on, open_entrance, path_after, told_in_json, welcome
from app.settings import Settings
from tests.conftest import SECRET
from tests.people.ways_in import Clock, browser

pytestmark = pytest.mark.data


def _request(site: FastAPI, path: str = "/staff/sign-in", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "app": site, "method": "POST", "path": path, "headers": raw, "query_string": b""}
    return Request(scope | {"server": ("testserver", 80), "scheme": "http", "client": ("198.51.100.7", 1)})


def test_entrance_knows_the_device_the_site_and_the_sender(people_site: FastAPI, clock: Clock) -> None:
    request = _request(people_site, user_agent="Firefox/130 Android", cookie="step=abc", host="testserver")
    entrance = open_entrance(request)
    assert entrance.device == "Firefox, Android"
    assert (entrance.site.rp_id, entrance.site.origin) == ("testserver", "http://testserver")
    assert (entrance.address, entrance.step_token, entrance.now) == ("198.51.100.7", "abc", clock.now)
    assert open_entrance(_request(people_site)).step_token == ""


def test_operators_address_counts_and_cookies_insist_on_it(settings: Settings, tmp_path: Path) -> None:
    https = Settings(
        data_dir=tmp_path / "https",
        database_url=settings.database_address,
        secret=SECRET,
        public_url="https://skola.example",
    )
    site = create_app(https)
    entrance = open_entrance(_request(site, host="localhost", cookie="step=planted; __Host-step=ours"))
    assert (entrance.site.rp_id, entrance.site.origin) == ("skola.example", "https://skola.example")
    assert entrance.step_token == "ours"
    response = welcome(entrance, Entered("a", "s", "token"), lead_on(entrance, "/staff", step="next"))
    cookies = response.headers.getlist("set-cookie")
    assert any(cookie.startswith("__Host-staff=token;") for cookie in cookies)
    assert all("Secure" in cookie and "HttpOnly" in cookie for cookie in cookies)
    site.state.database.close()


@pytest.mark.parametrize("wanted", [None, 5, "", "//evil.example", "/sv/"])
def test_path_after_is_ours(wanted: object) -> None:
    assert path_after(wanted) == "/staff"
    assert path_after("/staff/log?page=2") == "/staff/log?page=2"


def test_faults_are_told_to_scripts_in_their_language(people_site: FastAPI) -> None:
    faults = iter([NotFoundError(), TooManyRequestsError(retry_after=7)])

    @told_in_json
    def fail(request: Request) -> Response:
        raise next(faults)

    answer = fail(_request(people_site, accept_language="sv"))
    assert (answer.status_code, answer.body) == (404, '{"message":"Den här sidan finns inte."}'.encode())
    answer = fail(_request(people_site))
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")


def test_pages_before_signing_in_are_kept_by_nobody(people_site: FastAPI) -> None:
    page = browser(people_site).get("/staff/sign-in")
    assert page.headers["cache-control"] == "no-store"
    assert "Cookie" in page.headers["vary"]
