"""What tests of signing in start from: a clock, somebody with a password and codes, a browser."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.factories.people import Places
from tests.people.ways_in import Clock, Member, browser, make_member


@pytest.fixture(autouse=True)
def _quick(quick_hashes: None) -> None:
    """Every sign-in here compares a password."""


@pytest.fixture
def clock(people_site: FastAPI) -> Clock:
    people_site.state.clock = clock = Clock()
    return clock


@pytest.fixture
def member(people_site: FastAPI, places: Places, clock: Clock) -> Member:
    with people_site.state.database.writing() as session:
        return make_member(session, people_site.state.keyring, places)


@pytest.fixture
def client(people_site: FastAPI) -> Iterator[TestClient]:
    with_no_cookies = browser(people_site)
    yield with_no_cookies
    with_no_cookies.close()
