"""Security headers: on every answer of every route, whatever becomes of the request."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from app.core.permissions import OWN_CARD, PUBLIC
from app.web.assets import Assets
from app.web.permissions import declared_permission
from tests.clients import add_probes, ask_raw, make_site
from tests.conftest import MakeUrl

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; report-to csp"
)
MEDIA_POLICY = "default-src 'none'; sandbox"
CONSTANT = {
    "reporting-endpoints": 'csp="/csp-reports"',
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), "
    "gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
}
# A new parameter in a route's address needs a value here, else the walk below fails.
VALUES = {"lang": "sv", "course_id": "pain-school", "lesson_id": "pacing", "page_id": "about", "code": "code"}
VALUES |= {"number": "5", "status": "503"}
# Nobody is signed in here, so that what these name is never looked for.
VALUES |= dict.fromkeys(
    (
        *("account_id", "grant_id", "session_id", "passkey_id", "participant_id", "contact_id", "choice_id"),
        *("unit_id", "review_id", "token", "purpose"),
        *("lecture_id", "track_id", "cue_id", "upload_id", "name"),
    ),
    "0123456789abcdef",
)
NAMES = {
    "/static/{name:path}": Assets().url("site.css"),
    "/media/{name:path}": "/media/figures/even-days.svg",
    "/staff/tracks/{track_id}/compare": "/staff/tracks/0/compare?earlier=1&later=2",
    "/staff/tracks/{track_id}/changes": "/staff/tracks/0/changes?since=1",
}


def _assert_secured(headers: list[tuple[str, str]], path: str) -> None:
    sent: dict[str, list[str]] = {}
    for name, value in headers:
        sent.setdefault(name.lower(), []).append(value)
    policy = MEDIA_POLICY if path.startswith("/media/") else PAGE_POLICY
    for name, value in {"content-security-policy": policy, **CONSTANT}.items():
        assert sent.get(name) == [value], f"{name} on {path}"
    for name in ("x-robots-tag", "cache-control", "x-request-id"):
        assert len(sent.get(name, [])) == 1, f"{name} on {path}"
    assert "server" not in sent


def _address(pattern: str) -> str:
    return NAMES.get(pattern) or pattern.format(**VALUES)


def _addresses(site: FastAPI) -> Iterator[str]:
    for pattern in dict.fromkeys(str(route.path) for route in iter_route_contexts(site.routes)):
        if pattern != "/sv/probe/late-crash":  # breaks off half-way: see test_request
            yield _address(pattern)


@pytest.fixture(scope="module")
def whole_site(make_url: MakeUrl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The application with the probes, on a database that has its tables."""
    with make_url() as url:
        site = make_site(tmp_path_factory.mktemp("data"), database_url=url)
        yield add_probes(site)
        site.state.database.close()


REQUESTS = [
    ("GET", {}),
    ("GET", {"if-none-match": "*"}),
    ("GET", {"hx-request": "true"}),
    *((method, {}) for method in ("HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "NONSENSE")),
]


@pytest.mark.data
@pytest.mark.usefixtures("logs")
def test_headers_of_every_route_for_every_kind_of_answer(whole_site: FastAPI) -> None:
    seen = set()
    with TestClient(whole_site, follow_redirects=False) as started:
        for address in _addresses(whole_site):
            for method, headers in REQUESTS:
                started.cookies.clear()
                answer = started.request(method, address, headers=headers)
                seen.add(answer.status_code)
                assert answer.status_code < 500 or "/probe/" in address
                _assert_secured(answer.headers.multi_items(), address)
    # 204, 303, 401: nobody is signed in, as a part of a page, a page, a form. 415: a form that is none.
    # 400: a passkey's answer that is none. 404: the reports' address shows nothing to a reader; 422: an empty
    # report.
    assert seen == {200, 204, 303, 304, 308, 400, 401, 404, 405, 415, 422, 500, 503}


# Open to all, but there is nothing to see without what leads there: a step that was begun, a link.
UNLIKE_OTHERS = {
    "/{lang}": 308,
    "/staff/sign-in/code": 303,
    "/staff/enter/{token}": 404,
    "/staff/enter/{token}/codes": 404,
}


@pytest.mark.data
def test_routes_all_answer_a_reader(whole_site: FastAPI) -> None:
    answered = set()
    with TestClient(whole_site, follow_redirects=False) as client:
        for route in iter_route_contexts(whole_site.routes):
            pattern, permission = str(route.path), declared_permission(route)
            if permission is None or "GET" not in (route.methods or ()):
                continue  # a probe, or an address that only takes something
            client.cookies.clear()
            answer = client.get(_address(pattern))
            if permission is PUBLIC:
                assert answer.status_code == UNLIKE_OTHERS.get(pattern, 200), pattern
            else:
                assert answer.status_code == 303, pattern
                entrance = "/sv/card/open" if permission is OWN_CARD else "/staff/sign-in?next=%2Fstaff"
                assert answer.headers["location"].startswith(entrance), pattern
            answered.add(permission.name)
    assert {"public", "own_card", "own_account", "see_participants"} <= answered


@pytest.mark.usefixtures("logs")
@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/", {"cookie": "language=ar"}, 303),
        ("GET", "/en/", {}, 404),
        ("GET", "/media/none.svg", {}, 404),
        ("GET", "/static/none.css", {}, 404),
        ("GET", "/no/such/page/at/all", {}, 404),
        ("POST", "/sv/", {}, 405),
        ("POST", "/sv/probe/echo", {"content-length": "9999999"}, 413),
        ("GET", "/sv/probe/number/abc", {}, 422),
        ("GET", "/sv/probe/error/429", {}, 429),
        ("GET", "/sv/probe/crash", {}, 500),
        ("GET", "/sv/probe/error/507", {}, 507),
        ("GET", "/sv/", {"host": "evil.example"}, 400),
        ("POST", "/sv/", {"sec-fetch-site": "cross-site"}, 403),
        ("POST", "/sv/probe/echo", {"content-length": "-1"}, 400),
        ("GET", "/media/figures/even-days.svg", {"range": "bytes=0-9"}, 206),
        ("GET", "/media/figures/even-days.svg", {"range": "bytes=99999999-"}, 416),
    ],
)
def test_headers_of_refused_and_partial_answers(
    probe: TestClient, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    answer = probe.request(method, path, headers=headers)
    assert answer.status_code == status
    _assert_secured(answer.headers.multi_items(), path)


def test_headers_of_a_request_no_browser_sends(probed_site: FastAPI) -> None:
    for path in ("//evil.example/", "http://evil.example/", "", "*"):
        answer = ask_raw(probed_site, path)
        assert answer.status == 400
        _assert_secured(answer.headers.items(), path)


@pytest.mark.parametrize(
    ("path", "robots", "cache"),
    [
        ("/", "all", "private, no-cache"),
        ("/sv/", "all", "private, no-cache"),
        ("/sv/lessons/pacing", "all", "private, no-cache"),
        ("/sv/lessons/pacing?beside=ar", "noindex", "private, no-cache"),
        ("/sv/lessons/pacing/print", "noindex", "private, no-cache"),
        ("/sv/saved", "noindex", "private, no-cache"),
        ("/sv/nowhere", "noindex", "no-store"),
        ("/healthz", "noindex", "no-store"),
        ("/service-worker.js", "noindex", "no-cache"),
        ("/media/figures/even-days.svg", "noindex", "public, max-age=86400"),
        (NAMES["/static/{name:path}"], "noindex", "public, max-age=31536000, immutable"),
    ],
)
def test_headers_that_a_route_may_choose(client: TestClient, path: str, robots: str, cache: str) -> None:
    headers = client.get(path).headers
    assert (headers["x-robots-tag"], headers["cache-control"]) == (robots, cache)


def test_headers_of_an_application_that_starts_and_stops(site: FastAPI) -> None:
    # The lifespan messages pass every layer unchanged, or the site would not start.
    with TestClient(site) as started:
        assert started.get("/healthz").status_code == 200
