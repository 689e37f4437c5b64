"""Every address of lectures and subtitles for every role: who comes in, who may look but not touch, who is
refused. A new address fails here until somebody has thought about it."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from app.captions.models.lectures import Lecture
from app.core.ids import new_id
from app.people.models.accounts import Account, Role
from app.web.permissions import declared_permission
from tests.factories.captions import make_draft
from tests.factories.people import Places, give_role, make_account, signed_in

# Who may come in is decided above the database: once, on SQLite, is enough.

PREFIXES = ("/staff/lectures", "/staff/tracks")
TRACK = "/staff/tracks/{track_id}"
PUBLISHING = f"{TRACK}/publishing"

SEE, LOOK_AFTER, EDIT, APPROVE = "see", "look after lectures", "edit this track", "approve this track"
"""What an address takes: to see lectures; to edit any; a right to this very track, by its language."""

ROUTES = {
    "GET /staff/lectures": SEE,
    "GET /staff/lectures/{lecture_id}": SEE,
    "GET /staff/lectures/{lecture_id}/media/{name}": SEE,
    "POST /staff/lectures/{lecture_id}/cancel": LOOK_AFTER,
    "POST /staff/lectures/{lecture_id}/retry": LOOK_AFTER,
    "POST /staff/lectures/{lecture_id}/tracks": EDIT,
    "GET /staff/lectures/new": LOOK_AFTER,
    "OPTIONS /staff/lectures/uploads": LOOK_AFTER,
    "POST /staff/lectures/uploads": LOOK_AFTER,
    "GET /staff/lectures/uploads/{upload_id}": LOOK_AFTER,
    "PATCH /staff/lectures/uploads/{upload_id}": LOOK_AFTER,
    "DELETE /staff/lectures/uploads/{upload_id}": LOOK_AFTER,
    f"GET {TRACK}": SEE,
    f"GET {TRACK}/revisions": SEE,
    f"GET {TRACK}/compare": SEE,
    f"GET {TRACK}/revisions/{{number}}/restore": EDIT,
    f"POST {TRACK}/revisions/{{number}}/restore": EDIT,
    f"GET {TRACK}/cues": SEE,
    f"POST {TRACK}/cues": EDIT,
    f"GET {TRACK}/cues/{{cue_id}}": SEE,
    f"POST {TRACK}/cues/{{cue_id}}": EDIT,
    f"GET {TRACK}/changes": SEE,
    f"GET {TRACK}/findings": SEE,
    f"POST {TRACK}/flags": EDIT,
    f"GET {TRACK}/export": SEE,
    f"GET {TRACK}/import": SEE,
    f"POST {TRACK}/import": EDIT,
    f"GET {PUBLISHING}": SEE,
    f"POST {PUBLISHING}/submit": EDIT,
    f"POST {PUBLISHING}/send-back": APPROVE,
    f"GET {PUBLISHING}/accept": EDIT,
    f"POST {PUBLISHING}/accept": EDIT,
    f"POST {PUBLISHING}/missing": EDIT,
    f"POST {PUBLISHING}/flags": EDIT,
    f"GET {PUBLISHING}/approve": APPROVE,
    f"POST {PUBLISHING}/approve": APPROVE,
    f"GET {PUBLISHING}/publish": APPROVE,
    f"POST {PUBLISHING}/publish": APPROVE,
    f"GET {PUBLISHING}/withdraw": APPROVE,
    f"POST {PUBLISHING}/withdraw": APPROVE,
}

LEADER = {SEE, LOOK_AFTER, EDIT, APPROVE}
VISITORS: dict[str, tuple[tuple[Role, str | None] | None, dict[str, set[str]]]] = {
    # who: role with its language, and what she may with the Swedish and with the Arabic track
    "administrator": ((Role.ADMINISTRATOR, None), {"sv": {SEE}, "ar": {SEE}}),
    "project leader": ((Role.PROJECT_LEADER, None), {"sv": {SEE}, "ar": {SEE}}),
    "coordinator": ((Role.COORDINATOR, None), {"sv": LEADER, "ar": {SEE, LOOK_AFTER}}),
    "course leader": ((Role.COURSE_LEADER, None), {"sv": LEADER, "ar": {SEE, LOOK_AFTER}}),
    "external leader": ((Role.EXTERNAL_LEADER, None), {"sv": {SEE}, "ar": {SEE}}),
    "translator into Arabic": ((Role.TRANSLATOR, "ar"), {"sv": {SEE}, "ar": {SEE, EDIT}}),
    "translator into Tigrinya": ((Role.TRANSLATOR, "ti"), {"sv": {SEE}, "ar": {SEE}}),
    "reviewer of Arabic": ((Role.REVIEWER, "ar"), {"sv": {SEE}, "ar": {SEE, EDIT, APPROVE}}),
    "reviewer of Somali": ((Role.REVIEWER, "so"), {"sv": {SEE}, "ar": {SEE}}),
    "staff learner": ((Role.STAFF_LEARNER, None), {"sv": set(), "ar": set()}),
    "partner": ((Role.PARTNER, None), {"sv": set(), "ar": set()}),
    "no role": (None, {"sv": set(), "ar": set()}),
}
PLACES = {
    Role.PROJECT_LEADER: "programme",
    Role.COORDINATOR: "programme",
    Role.COURSE_LEADER: "group",
    Role.EXTERNAL_LEADER: "group",
    Role.PARTNER: "programme",
}
# What each address needs to be understood at all, before anybody is asked who she is.
QUERY = {f"GET {TRACK}/compare": "?earlier=1&later=1", f"GET {TRACK}/changes": "?since=0"}
JSON = {f"POST {TRACK}/cues": {"kind": "edit", "cues": []}, f"POST {TRACK}/flags": {"ids": []}}
FILE = {f"POST {TRACK}/import"}
REFUSED = 403
LED_AWAY = {303, 401}
FORM = {"content-type": "application/x-www-form-urlencoded"}


def _routes(site: FastAPI) -> Iterator[str]:
    for route in iter_route_contexts(site.routes):
        if str(route.path).startswith(PREFIXES):
            assert declared_permission(route) is not None
            for method in sorted(route.methods or ()):
                yield f"{method} {route.path}"


@pytest.fixture
def tracks(captions_site: FastAPI, lecture: Lecture) -> dict[str, str]:
    """The lecture's Swedish track and its Arabic one, by language."""
    with captions_site.state.database.writing() as session:
        return {language: make_draft(session, lecture, language=language).id for language in ("sv", "ar")}


def _ask(client: TestClient, key: str, values: dict[str, str]) -> int:
    method, pattern = key.split()
    path = pattern.format(**values) + QUERY.get(key, "")
    if key in JSON:
        return client.post(path, json=JSON[key], follow_redirects=False).status_code
    if key in FILE:
        return client.post(path, files={"other": b""}, follow_redirects=False).status_code
    content, headers = (b"", FORM) if method == "POST" else (None, {})
    return client.request(method, path, content=content, headers=headers, follow_redirects=False).status_code


def test_table_names_every_address(captions_site: FastAPI) -> None:
    assert set(_routes(captions_site)) == set(ROUTES)


@pytest.mark.parametrize("visitor", VISITORS)
def test_staff_come_in_by_role_and_language(
    captions_site: FastAPI, places: Places, lecture: Lecture, tracks: dict[str, str], visitor: str
) -> None:
    role, rights = VISITORS[visitor]
    with captions_site.state.database.writing() as session:
        account: Account = make_account(session, places.party)
        if role is not None:
            place = getattr(places, PLACES[role[0]]) if role[0] in PLACES else None
            give_role(session, account, role[0], place, language=role[1])
    client = signed_in(captions_site, account)
    wrong = []
    for language, track_id in tracks.items():
        values = {"lecture_id": lecture.id, "track_id": track_id, "cue_id": "c1", "number": "1"}
        values |= {"name": "240.mp4", "upload_id": new_id()}
        for key, need in ROUTES.items():
            status = _ask(client, key, values)
            # Making a track takes the language that the form names; none was named, so nobody gets far.
            may = need in rights[language] or (key.endswith("/tracks") and SEE in rights[language])
            if (status == REFUSED) is may or status >= 500 or status in LED_AWAY - {303}:
                wrong.append(f"{key} {language}: {status}")
    assert wrong == []


def test_nobody_is_led_to_the_entrance(
    captions_site: FastAPI, lecture: Lecture, tracks: dict[str, str]
) -> None:
    client = TestClient(captions_site)
    values = {"lecture_id": lecture.id, "track_id": tracks["sv"], "cue_id": "c1", "number": "1"}
    values |= {"name": "240.mp4", "upload_id": new_id()}
    wrong = {key: _ask(client, key, values) for key in ROUTES}
    assert {key: status for key, status in wrong.items() if status not in LED_AWAY} == {}


def test_what_does_not_exist_is_not_found(captions_site: FastAPI, places: Places) -> None:
    with captions_site.state.database.writing() as session:
        account = make_account(session, places.party)
        give_role(session, account, Role.COORDINATOR, places.programme)
        give_role(session, account, Role.REVIEWER, language="ar")
    client = signed_in(captions_site, account)
    values = dict.fromkeys(("lecture_id", "track_id", "upload_id"), new_id())
    values |= {"cue_id": "c1", "number": "1", "name": "240.mp4"}
    found = {key: _ask(client, key, values) for key in ROUTES if "_id}" in key}
    # A form or header that is no use is refused before anything is looked for.
    early = {400, 412, 415, 422}
    assert {key: status for key, status in found.items() if status not in {404} | early} == {}
