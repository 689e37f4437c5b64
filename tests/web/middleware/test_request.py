"""The outermost record of a request: its id, its log line, HEAD, and what a crash leaves."""

import io
import json
import re
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.clients import ask_raw

MARKER = "anna-andersson-19700101"


def _lines(logs: io.StringIO) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in logs.getvalue().splitlines()]
    return [line for line in lines if line["logger"] != "httpx2"]  # the test's own client also logs


@pytest.mark.parametrize(
    "path", ["/", "/sv/", "/sv/lessons/pacing", "/sv/nowhere", "/healthz", "/media/figures/even-days.svg"]
)
@pytest.mark.parametrize("accept_encoding", ["br", "identity"])
def test_head_is_get_without_the_body(client: TestClient, path: str, accept_encoding: str) -> None:
    headers = {"accept-encoding": accept_encoding}
    got = client.get(path, headers=headers)
    client.cookies.clear()
    head = client.head(path, headers=headers)
    assert (head.status_code, head.content) == (got.status_code, b"")
    same = {"last-modified", "x-request-id"}
    assert {k: v for k, v in head.headers.items() if k not in same} == {
        k: v for k, v in got.headers.items() if k not in same
    }


def test_head_of_what_a_browser_holds(client: TestClient) -> None:
    etag = client.get("/sv/").headers["etag"]
    assert client.head("/sv/", headers={"if-none-match": etag}).status_code == 304


def test_head_where_only_forms_are_sent(probe: TestClient) -> None:
    answer = probe.head("/sv/probe/echo")
    assert (answer.status_code, answer.headers["allow"], answer.content) == (405, "POST", b"")


def test_head_of_a_crash_has_no_body(probed_site: FastAPI, logs: io.StringIO) -> None:
    answer = ask_raw(probed_site, "/sv/probe/crash", method="HEAD")
    assert (answer.status, answer.body) == (500, b"")


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "NONSENSE", "OPTIONS"])
def test_unknown_method(client: TestClient, method: str) -> None:
    answer = client.request(method, "/sv/")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")


def test_request_id_is_new_for_each_request(client: TestClient) -> None:
    given = {"x-request-id": MARKER}
    ids = [client.get("/healthz", headers=given).headers["x-request-id"] for _ in range(3)]
    assert len(set(ids)) == 3
    assert all(re.fullmatch("[0-9a-f]{16}", request_id) for request_id in ids)


@pytest.mark.parametrize(
    ("path", "pattern", "status"),
    [
        ("/sv/lessons/pacing?beside=ar", "/{lang}/lessons/{lesson_id}", 200),
        (f"/sv/lessons/{MARKER}?code={MARKER}", "/{lang}/lessons/{lesson_id}", 404),
        (f"/sv/lessons/pacing?beside={MARKER}", "/{lang}/lessons/{lesson_id}", 404),
        (f"/media/{MARKER}.svg", "/media/{name:path}", 404),
        (f"/{MARKER}", "/{lang}", 404),
        (f"/sv/probe/crash/{MARKER}", "/sv/probe/crash/{code}", 500),
        (f"/a/b/c/{MARKER}", None, 404),
        (f"//{MARKER}", None, 400),
    ],
)
def test_log_line_holds_the_pattern_never_the_address(
    probe: TestClient, logs: io.StringIO, path: str, pattern: str | None, status: int
) -> None:
    answer = probe.get(f"http://testserver{path}", headers={"cookie": f"x={MARKER}", "user-agent": MARKER})
    line = _lines(logs)[-1]
    assert {key: line[key] for key in ("event", "method", "route", "status")} == {
        "event": "request",
        "method": "GET",
        "route": pattern,
        "status": status,
    }
    assert line["request_id"] == answer.headers["x-request-id"]
    assert line["duration_ms"] >= 0
    assert MARKER not in logs.getvalue()


def test_log_line_names_head_as_it_was_asked(probe: TestClient, logs: io.StringIO) -> None:
    probe.head("/sv/")
    assert [(line["method"], line["route"]) for line in _lines(logs)] == [("HEAD", "/{lang}/")]


def test_crash_gives_the_page_and_a_log_line_without_the_errors_text(
    probe: TestClient, logs: io.StringIO
) -> None:
    answer = probe.get("/sv/probe/crash")
    assert answer.status_code == 500
    assert '<html lang="sv" dir="ltr">' in answer.text
    assert "secret" not in answer.text + logs.getvalue()
    assert "Traceback" not in answer.text + logs.getvalue()
    failed, request = _lines(logs)
    assert (failed["event"], failed["level"], failed["error"]) == ("request_failed", "error", "LookupError")
    assert "clients.py" in failed["error_at"]
    assert failed["request_id"] == request["request_id"] == answer.headers["x-request-id"]


def test_crash_after_the_answer_began_breaks_the_connection(probed_site: FastAPI, logs: io.StringIO) -> None:
    with pytest.raises(LookupError):
        ask_raw(probed_site, "/sv/probe/late-crash")
    failed, request = _lines(logs)
    assert (failed["event"], request["status"]) == ("request_failed", 200)
