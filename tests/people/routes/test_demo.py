"""The demo's entrance: one tap signs in, and only a site that runs as the demo has it."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from app.core.audit import AuditEvent
from app.main import create_app
from app.people.actions.demo import load_demo_people
from app.people.models.accounts import Account, AccountState
from app.people.models.units import Party
from app.people.queries.demo import demo_people
from app.settings import Settings
from tests.factories.people import make_account

pytestmark = pytest.mark.data


@pytest.fixture
def demo_site(settings: Settings) -> Iterator[FastAPI]:
    site = create_app(settings.model_copy(update={"environment": "demo"}))
    with site.state.database.writing() as session:
        load_demo_people(session, site.state.keyring, now=site.state.clock())
    yield site
    site.state.database.close()


def _ids(site: FastAPI) -> list[str]:
    with site.state.database.reading() as session:
        return [one.account.id for one in demo_people(session, site.state.keyring).staff]


def _browser(site: FastAPI) -> TestClient:
    return TestClient(site, follow_redirects=False, headers={"sec-fetch-site": "same-origin"})


def test_show_demo_names_everybody(demo_site: FastAPI) -> None:
    answer = _browser(demo_site).get("/staff/demo", headers={"accept-language": "sv"})
    assert answer.status_code == 200
    assert answer.text.count('<form method="post" action="/staff/demo/') == 9
    assert answer.text.count("/card/open#") == 3


def test_sign_in_to_demo_signs_each_of_them_in(demo_site: FastAPI) -> None:
    for account_id in _ids(demo_site):
        browser = _browser(demo_site)
        answer = browser.post(f"/staff/demo/{account_id}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/staff")
        assert browser.get("/staff").status_code == 200
    with demo_site.state.database.reading() as session:
        assert set(session.scalars(select(AuditEvent.action))) == {"session.started"}


def test_sign_in_to_demo_refuses_anybody_else(demo_site: FastAPI) -> None:
    with demo_site.state.database.writing() as session:
        first = session.scalars(select(Account).where(Account.is_demo).limit(1)).one()
        first.state = AccountState.CLOSED
        real = make_account(session, session.get_one(Party, first.party_id))
    for account_id in (real.id, first.id, "unknown"):
        assert _browser(demo_site).post(f"/staff/demo/{account_id}").status_code == 404


def test_demo_addresses_exist_in_the_demo_only(settings: Settings) -> None:
    for environment in ("development", "production"):
        chosen = {
            "environment": environment,
            "public_url": "https://skola.example",
            "operator": "Skolan",
            "contact": "skola@skola.example",
        }
        site = create_app(settings.model_copy(update=chosen))
        assert _browser(site).get("/staff/demo", headers={"host": "localhost"}).status_code == 404
        assert _browser(site).post("/staff/demo/x", headers={"host": "localhost"}).status_code == 404
        site.state.database.close()
