"""Addresses of no slice: our own files, and whether the service lives."""

import io
import json
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from starlette.testclient import TestClient

from app.core.database import Database
from app.main import create_app
from app.settings import Settings
from app.web.assets import Assets
from tests.clients import browser, make_site

NAMES = ("site.css", "site.js", "lesson.js", "saved.js", "icons.svg", "app-icon.svg", "app-icon-192.png")


@pytest.mark.parametrize("name", NAMES)
def test_asset_may_be_kept_for_ever(client: TestClient, name: str) -> None:
    asset = Assets().named(name)
    answer = client.get(asset.address)
    assert (answer.status_code, answer.content) == (200, asset.body)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == asset.media_type
    assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "path", ["/static/", "/static/site.css", "/static/site.000000000000.css", "/static/."]
)
def test_asset_under_an_old_or_wrong_address(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_healthz_needs_nothing(client: TestClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text, answer.headers["cache-control"]) == (200, "ok", "no-store")


@pytest.mark.data
def test_readyz_asks_the_database(settings: Settings) -> None:
    with TestClient(create_app(settings)) as client:
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True})


def test_readyz_without_a_database(tmp_path: Path) -> None:
    site = make_site(tmp_path / "data")
    site.state.database.close()
    site.state.database = Database(create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none"))
    answer = browser(site).get("/readyz")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert '<html lang="sv" dir="ltr">' in answer.text
    assert "127.0.0.1" not in answer.text


def report(directive: str) -> dict[str, object]:
    body = {"effectiveDirective": directive, "documentURL": "https://school.example/ar/card?marker"}
    return {"type": "csp-violation", "age": 1, "body": body, "url": "https://school.example/marker"}


def test_policy_violation_leaves_its_directive_only(client: TestClient, logs: io.StringIO) -> None:
    headers = {"content-type": "application/reports+json"}
    answer = client.post("/csp-reports", json=[report("script-src-elem")], headers=headers)
    assert (answer.status_code, answer.content) == (204, b"")
    violations = [line for line in map(json.loads, logs.getvalue().splitlines()) if "rule" in line]
    assert [line["rule"] for line in violations] == ["script-src-elem"]
    assert "marker" not in logs.getvalue()


@pytest.mark.parametrize("reports", [[report("x" * 41)], [report("a\nb")], [{}], {}, [report("a")] * 21])
def test_policy_report_that_is_none(client: TestClient, reports: object) -> None:
    assert client.post("/csp-reports", json=reports).status_code == 422
