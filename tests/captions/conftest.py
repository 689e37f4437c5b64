"""A site with a lecture, the people who work on it, and browsers in which they are signed in."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.captions.models.lectures import Lecture
from app.people.models.accounts import Account, Role
from tests.factories.captions import NOW, make_lecture
from tests.factories.people import Places, give_role, make_account, signed_in
from tests.people.conftest import built_site, logs, people_site, places

__all__ = ["built_site", "logs", "people_site", "places"]

Browser = Callable[[Account], TestClient]


@pytest.fixture
def captions_site(people_site: FastAPI) -> FastAPI:
    """The application at noon of a certain day."""
    people_site.state.clock = lambda: NOW
    return people_site


@pytest.fixture
def leader(captions_site: FastAPI, places: Places) -> Account:
    """A course leader, who may correct and approve Swedish subtitles."""
    with captions_site.state.database.writing() as session:
        account = make_account(session, places.party, name="Lena Ek")
        give_role(session, account, Role.COURSE_LEADER, places.group)
    return account


@pytest.fixture
def reviewer(captions_site: FastAPI, places: Places) -> Account:
    """A reviewer of Arabic, who may translate and approve it."""
    with captions_site.state.database.writing() as session:
        account = make_account(session, places.party, name="Rana Saleh")
        give_role(session, account, Role.REVIEWER, language="ar")
    return account


@pytest.fixture
def translator(captions_site: FastAPI, places: Places) -> Account:
    """A translator into Arabic, who may not approve."""
    with captions_site.state.database.writing() as session:
        account = make_account(session, places.party, name="Tarek Nouri")
        give_role(session, account, Role.TRANSLATOR, language="ar")
    return account


@pytest.fixture
def lecture(captions_site: FastAPI, leader: Account) -> Lecture:
    """A Swedish lecture of twenty minutes."""
    with captions_site.state.database.writing() as session:
        return make_lecture(session, leader)


@pytest.fixture
def browser_of(captions_site: FastAPI) -> Browser:
    """Open a browser in which somebody is signed in, in English."""

    def open_for(account: Account) -> TestClient:
        client = signed_in(captions_site, account)
        client.cookies.set("staff_language", "en")
        return client

    return open_for
