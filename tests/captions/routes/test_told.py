"""Faults for scripts are JSON in the reader's language."""

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.captions.models.lectures import Lecture
from app.people.models.accounts import Account
from tests.captions.conftest import Browser
from tests.factories.captions import make_draft

pytestmark = pytest.mark.data


def test_each_refusal_is_json_and_never_kept(
    captions_site: FastAPI, lecture: Lecture, leader: Account, translator: Account, browser_of: Browser
) -> None:
    with captions_site.state.database.writing() as session:
        track = make_draft(session, lecture)
    lena, tarek = browser_of(leader), browser_of(translator)
    body = {"kind": "edit", "cues": [{"id": "c9", "version": 1, "start": 0, "end": 1, "text": ""}]}
    address = f"/staff/tracks/{track.id}/cues"
    for answer, status in (
        (lena.get("/staff/tracks/nothing/cues"), 404),
        (lena.post("/staff/tracks/nothing/cues", json=body), 404),
        (lena.post(address, json=body), 422),
        (tarek.post(address, json=body), 403),
    ):
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/json")
        assert answer.json()["message"]
        assert answer.headers["cache-control"] == "no-store"


def test_who_is_not_signed_in_learns_nothing(captions_site: FastAPI) -> None:
    nobody = TestClient(captions_site, follow_redirects=False)
    assert nobody.get("/staff/tracks/nothing/cues").status_code == 303
