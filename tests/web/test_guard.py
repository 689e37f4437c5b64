"""The way into a guarded route: rights, work, trail and commit as one, and only then the page."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI, Query, Response
from fastapi.routing import iter_route_contexts
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import event, func, select, update
from starlette.datastructures import FormData, UploadFile
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from app.core.audit import AuditEvent, AuditSubject
from app.core.clock import utc_now
from app.core.database import Database
from app.core.errors import InvalidInputError, NotFoundError
from app.core.permissions import (
    MANAGE_UNITS,
    OWN_ACCOUNT,
    OWN_CARD,
    SEE_PARTICIPANTS,
)
from app.main import create_app
from app.people.models.accounts import Account, Role, RoleGrant, StaffSession
from app.people.models.units import Party
from app.people.rules.sessions import SEEN_AGAIN, STAFF_IDLE
from app.settings import Settings
from app.web.done import WORDS, Done
from app.web.forms import Sent
from app.web.guard import Page, UnrecordedError, Visit, form_page, guarded
from app.web.paths import safe_path
from app.web.permissions import check_every_route_declares, declared_permission
from tests.conftest import SECRET, MakeUrl
from tests.factories.people import Places, give_role, make_account, make_party, make_places, signed_in

pytestmark = pytest.mark.data

FRAGMENT = {"hx-request": "true"}
TEMPLATES = {
    "probe/page.html": '{% extends "web/staff/layout.html" %}{% block title %}Probe{% endblock %}'
    "{% block content %}<p id=words>{{ words }}</p>"
    "{% block list %}<div id=list>{{ words }}|{{ actor.name }}|{{ errors | length }}</div>{% endblock %}"
    "{% endblock %}",
    "probe/stored.html": "stored: {{ is_stored(name) }}",
    "probe/refused.html": "refused: {{ party.name }}",
    "probe/broken.html": "{{ nothing }}",
    "probe/form.html": "{{ errors.name }}|{{ form.name }}|{{ form.needs | join(' ') }}|{{ form.file }}|"
    "{{ hint }}",
}


@guarded(OWN_ACCOUNT)
def _show(visit: Visit, block: bool = False) -> Page:
    return Page("probe/page.html", {"words": visit.now.isoformat()}, block="list" if block else None)


@guarded(OWN_ACCOUNT)
def _take(visit: Visit, number: int, word: Annotated[str, Query(max_length=5)] = "none") -> Page:
    return Page("probe/page.html", {"words": f"{number + 1} {word}"})


@guarded(OWN_ACCOUNT)
def _send(visit: Visit, number: int, sent: Sent) -> Response:
    visit.record("probe.sent", "probe", str(number))
    return PlainTextResponse(f"{number} {sent.get('name')}")


@guarded(OWN_ACCOUNT)
def _store(visit: Visit, name: str, then: str = "redirect") -> Page | Response:
    visit.session.add(make_party(visit.session, name))
    if then == "forget":
        return visit.redirect("/staff/probe/page", Done.SAVED)
    if then == "answer without a trace":
        return Page("probe/page.html", {"words": "done"})
    if then == "show the form again":
        fault = InvalidInputError({"name": "Fill this in."})
        sent = FormData(
            [("name", "<b>"), ("needs", "red"), ("needs", "green"), ("file", UploadFile(io.BytesIO()))]
        )
        return form_page(Page("probe/form.html", {"hint": "h", "form": {}}), fault, sent)
    visit.record("probe.stored", "party", "p1", unit_id="u1", subject_ids=["s1", "s2"], count=2)
    if then == "raise":
        raise NotFoundError
    if then == "crash":
        raise LookupError("the text of this error is secret")
    if then == "wrong detail":
        visit.record("probe.stored", "party", words="about a person")
    if then == "show":
        return Page("probe/stored.html", {"name": name})
    if then == "break":
        return Page("probe/broken.html")
    if then == "say nothing":
        return visit.redirect("/staff/probe/page")
    return visit.redirect("/staff/probe/page", Done.SAVED)


@guarded(OWN_ACCOUNT)
def _refuse(visit: Visit, how: str) -> Page:
    party = make_party(visit.session, how)
    if how == "event":
        visit.record("probe.stored", "party", "p1")
    return Page("probe/refused.html", {"party": party}, 422, keeps=how == "keeps")


@guarded(OWN_ACCOUNT)
def _write_while_reading(visit: Visit, name: str) -> Page:
    make_party(visit.session, name)
    return Page("probe/page.html", {"words": ""})


@guarded(SEE_PARTICIPANTS)
def _see_people(visit: Visit, how: str) -> Page | Response:
    if how.startswith("recorded"):
        visit.record("probe.seen", "participant", "p1")
    if how == "raw":
        return PlainTextResponse("Ahlam")
    status = 422 if "refus" in how else 200
    return Page("probe/page.html", {"words": "Ahlam"}, status, shows_nobody=how.endswith("nobody"))


@guarded(MANAGE_UNITS)
def _manage(visit: Visit) -> Page:
    return Page("probe/page.html", {"words": "units"})


@guarded(OWN_CARD)
def _open_card(visit: Visit, lang: str) -> Response:
    return PlainTextResponse(visit.actor.id)


def _add_probes(site: FastAPI) -> FastAPI:
    site.add_api_route("/staff/probe/page", _show)
    site.add_api_route("/staff/probe/page/{number}", _take)
    site.add_api_route("/staff/probe/sent/{number}", _send, methods=["POST"])
    site.add_api_route("/staff/probe/store/{name}", _store, methods=["POST"])
    site.add_api_route("/staff/probe/refuse/{how}", _refuse, methods=["POST"])
    site.add_api_route("/staff/probe/write/{name}", _write_while_reading)
    site.add_api_route("/staff/probe/people/{how}", _see_people, methods=["GET", "POST"])
    site.add_api_route("/staff/probe/units", _manage)
    site.add_api_route("/{lang}/probe/card", _open_card, methods=["GET", "POST"])
    environment = site.state.renderer.environment
    environment.loader = ChoiceLoader([environment.loader, DictLoader(TEMPLATES)])
    environment.globals["is_stored"] = lambda name: _is_stored(site, name)
    return site


def _is_stored(site: FastAPI, name: str) -> bool:
    with site.state.database.reading() as session:
        return session.scalar(select(Party.id).where(Party.name == name)) is not None


@pytest.fixture(scope="module")
def guarded_site(make_url: MakeUrl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The application with the probes above; each test makes accounts of its own."""
    with make_url() as url:
        folder: Path = tmp_path_factory.mktemp("data")
        site = _add_probes(create_app(Settings(data_dir=folder, database_url=url, secret=SECRET)))
        yield site
        site.state.database.close()


@pytest.fixture(scope="module")
def places(guarded_site: FastAPI) -> Places:
    with guarded_site.state.database.writing() as session:
        return make_places(session)


@pytest.fixture
def site(guarded_site: FastAPI) -> Iterator[FastAPI]:
    yield guarded_site
    guarded_site.state.clock = utc_now


Enter = Callable[..., TestClient]


@pytest.fixture
def enter(site: FastAPI, places: Places) -> Enter:
    """Sign a new member of staff in, with roles; her page is in English."""

    def _enter(*roles: Role) -> TestClient:
        with site.state.database.writing() as session:
            account = make_account(session, places.party, name="Sara <Lind>")
            for role in roles:
                give_role(session, account, role, places.group if role is Role.COURSE_LEADER else None)
        client = signed_in(site, account)
        client.cookies.set("staff_language", "en")
        client.headers["x-account"] = account.id
        return client

    return _enter


@pytest.fixture
def learner(enter: Enter) -> TestClient:
    """Somebody who may sign in and no more."""
    return enter(Role.STAFF_LEARNER)


@pytest.fixture
def leader(enter: Enter) -> TestClient:
    """Somebody who sees the participants of one group."""
    return enter(Role.COURSE_LEADER)


def _events(client: TestClient) -> list[AuditEvent]:
    with client.app.state.database.reading() as session:  # type: ignore[attr-defined]
        mine = AuditEvent.actor_id == client.headers["x-account"]
        return list(session.scalars(select(AuditEvent).where(mine).order_by(AuditEvent.id)))


def _last_seen(client: TestClient) -> datetime:
    with client.app.state.database.reading() as session:  # type: ignore[attr-defined]
        mine = StaffSession.account_id == client.headers["x-account"]
        seen: datetime = session.scalars(select(StaffSession.last_seen_at).where(mine)).one()
    return seen


@contextmanager
def _transactions(database: Database) -> Iterator[list[str]]:
    """What was begun and committed in the meantime, in order."""
    seen: list[str] = []

    def begin(_connection: object) -> None:
        seen.append("begin")

    def commit(_connection: object) -> None:
        seen.append("commit")

    def rollback(_connection: object) -> None:
        seen.append("rollback")

    listeners = {"begin": begin, "commit": commit, "rollback": rollback}
    for name, listener in listeners.items():
        event.listen(database.engine, name, listener)
    yield seen
    for name, listener in listeners.items():
        event.remove(database.engine, name, listener)


def test_guarded_site_declares_its_routes(site: FastAPI) -> None:
    check_every_route_declares(site)
    declared = {route.path: declared_permission(route) for route in iter_route_contexts(site.routes)}
    assert declared["/staff/probe/people/{how}"] is SEE_PARTICIPANTS
    assert declared["/{lang}/probe/card"] is OWN_CARD


def test_page_is_drawn_for_who_is_signed_in(learner: TestClient) -> None:
    answer = learner.get("/staff/probe/page")
    assert answer.status_code == 200
    assert '<html lang="en" dir="ltr" class="staff">' in answer.text
    assert "Sara &lt;Lind&gt;" in answer.text
    assert answer.headers["vary"] == "Cookie, HX-Request, Accept-Encoding"
    assert answer.headers["cache-control"] == "no-store"


def test_parameters_of_address_query_and_form_reach_the_function(learner: TestClient) -> None:
    assert "<p id=words>42 none</p>" in learner.get("/staff/probe/page/41").text
    assert "<p id=words>42 ja</p>" in learner.get("/staff/probe/page/41?word=ja").text
    assert learner.post("/staff/probe/sent/7", data={"name": "Åsa"}).text == "7 Åsa"


@pytest.mark.parametrize("path", ["/staff/probe/page/x", "/staff/probe/page/1?word=muchlonger"])
def test_parameters_that_do_not_parse(learner: TestClient, path: str) -> None:
    assert learner.get(path).status_code == 422


def test_head_is_answered_like_get_without_the_body(learner: TestClient, leader: TestClient) -> None:
    answer = learner.head("/staff/probe/page")
    assert (answer.status_code, answer.content) == (200, b"")
    assert leader.head("/staff/probe/people/recorded").status_code == 200
    assert [one.action for one in _events(leader)] == ["probe.seen"]


def test_everything_of_a_request_is_one_transaction(site: FastAPI, learner: TestClient) -> None:
    with _transactions(site.state.database) as seen:
        assert learner.post("/staff/probe/store/One").status_code == 303
    assert seen == ["begin", "commit"]


def test_page_that_shows_no_personal_data_only_reads(site: FastAPI, learner: TestClient) -> None:
    with _transactions(site.state.database) as seen:
        assert learner.get("/staff/probe/page").status_code == 200
    assert seen.count("begin") == 1


def test_stored_before_the_page_is_drawn(learner: TestClient) -> None:
    answer = learner.post("/staff/probe/store/Drawn?then=show")
    assert (answer.status_code, answer.text) == (200, "stored: True")


@pytest.mark.usefixtures("logs")
def test_page_that_cannot_be_drawn_leaves_what_was_stored(site: FastAPI, learner: TestClient) -> None:
    # The work is committed by then: the reader is told that something went wrong, and finds it done.
    assert learner.post("/staff/probe/store/Broken?then=break").status_code == 500
    assert _is_stored(site, "Broken")
    assert [one.action for one in _events(learner)] == ["probe.stored"]


@pytest.mark.usefixtures("logs")
@pytest.mark.parametrize(("then", "status"), [("raise", 404), ("crash", 500), ("wrong detail", 500)])
def test_what_is_raised_undoes_everything(site: FastAPI, learner: TestClient, then: str, status: int) -> None:
    answer = learner.post(f"/staff/probe/store/{then}?then={then}")
    assert answer.status_code == status
    assert "secret" not in answer.text
    assert not _is_stored(site, then)
    assert _events(learner) == []


@pytest.mark.parametrize("then", ["forget", "answer without a trace"])
def test_change_without_an_event_is_not_stored(
    site: FastAPI, learner: TestClient, then: str, logs: io.StringIO
) -> None:
    assert learner.post(f"/staff/probe/store/{then}?then={then}").status_code == 500
    assert not _is_stored(site, then)
    assert UnrecordedError.__name__ in logs.getvalue()


def test_form_shown_again_needs_no_event_and_undoes_what_was_stored(
    site: FastAPI, learner: TestClient
) -> None:
    answer = learner.post("/staff/probe/store/Again?then=show the form again")
    assert (answer.status_code, answer.text) == (422, "Fill this in.|&lt;b&gt;|red green|[]|h")
    assert not _is_stored(site, "Again")


@pytest.mark.parametrize(
    ("how", "is_stored", "events"), [("plain", False, 0), ("keeps", True, 0), ("event", True, 1)]
)
def test_refusal_keeps_only_what_is_meant_to_stand(
    site: FastAPI, learner: TestClient, how: str, is_stored: bool, events: int
) -> None:
    answer = learner.post(f"/staff/probe/refuse/{how}")
    # What was read before the rollback can still be shown.
    assert (answer.status_code, answer.text) == (422, f"refused: {how}")
    assert _is_stored(site, how) is is_stored
    assert len(_events(learner)) == events


@pytest.mark.usefixtures("logs")
def test_change_within_a_transaction_that_reads(site: FastAPI, learner: TestClient) -> None:
    assert learner.get("/staff/probe/write/Reading").status_code == 500
    assert not _is_stored(site, "Reading")


@pytest.mark.usefixtures("logs")
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("how", "status", "recorded"),
    [
        ("recorded", 200, 1),
        ("unrecorded", 500, 0),
        ("raw", 500, 0),
        ("nobody", 200, 0),
        ("refused", 500, 0),
        ("recorded refusal", 422, 1),
        ("refusal of nobody", 422, 0),
    ],
)
def test_page_of_personal_data_leaves_an_event(
    leader: TestClient, method: str, how: str, status: int, recorded: int
) -> None:
    answer = leader.request(method, f"/staff/probe/people/{how}")
    assert answer.status_code == status
    assert ("Ahlam" in answer.text) is (status != 500)
    assert len(_events(leader)) == recorded


def test_event_says_who_did_what_to_whom_when_and_why(site: FastAPI, learner: TestClient) -> None:
    now = utc_now() + timedelta(seconds=1)
    site.state.clock = lambda: now
    learner.post("/staff/probe/store/Event")
    (found,) = _events(learner)
    assert (found.actor_kind, found.actor_id) == ("staff", learner.headers["x-account"])
    assert (found.action, found.object_kind, found.object_id) == ("probe.stored", "party", "p1")
    assert (found.unit_id, found.purpose, found.at) == ("u1", "own_account", now)
    assert found.detail == {"count": 2, "object_ids": ["s1", "s2"]}
    with site.state.database.reading() as session:
        of_event = select(AuditSubject.subject_id).where(AuditSubject.event_id == found.id)
        assert set(session.scalars(of_event)) == {"p1", "s1", "s2"}


@pytest.mark.parametrize(
    ("path", "roles"),
    [
        ("/staff/probe/units", (Role.STAFF_LEARNER, Role.COURSE_LEADER)),
        ("/staff/probe/people/recorded", (Role.STAFF_LEARNER, Role.ADMINISTRATOR)),
        ("/staff/probe/units", ()),
    ],
)
def test_permission_that_is_not_held(enter: Enter, path: str, roles: tuple[Role, ...]) -> None:
    client = enter(*roles)
    answer = client.get(path)
    assert answer.status_code == 403
    assert "<h1>You cannot open this</h1>" in answer.text
    assert _events(client) == []


@pytest.mark.parametrize(
    ("path", "next_path"),
    [
        ("/staff/probe/page", "/staff/probe/page"),
        ("/staff/probe/page?a=1&b=%2F", "/staff/probe/page?a=1&b=%2F"),
        ("/staff/probe/page?next=//evil.example", "/staff/probe/page?next=//evil.example"),
        ("/staff", "/staff"),
    ],
)
def test_page_for_nobody_leads_to_the_sign_in_and_back(site: FastAPI, path: str, next_path: str) -> None:
    answer = TestClient(site, follow_redirects=False).get(path)
    assert answer.status_code == 303
    to = urlsplit(answer.headers["location"])
    assert (to.scheme, to.netloc, to.path) == ("", "", "/staff/sign-in")
    assert parse_qs(to.query) == {"next": [next_path]}
    assert safe_path(next_path, "/otherwise", within="/staff") == next_path


def test_fragment_for_nobody_sends_the_whole_page_away(site: FastAPI) -> None:
    answer = TestClient(site).get("/staff/probe/page", headers=FRAGMENT)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["hx-redirect"] == "/staff/sign-in?next=%2Fstaff%2Fprobe%2Fpage"


def test_boosted_link_for_nobody_is_a_page(site: FastAPI) -> None:
    headers = FRAGMENT | {"hx-boosted": "true"}
    answer = TestClient(site, follow_redirects=False).get("/staff/probe/page", headers=headers)
    assert answer.status_code == 303


@pytest.mark.parametrize("headers", [{}, FRAGMENT])
def test_form_of_nobody_is_told_how_to_keep_what_was_typed(site: FastAPI, headers: dict[str, str]) -> None:
    client = TestClient(site, follow_redirects=False, headers={"accept-language": "en"})
    answer = client.post("/staff/probe/store/Nobody", headers=headers)
    assert answer.status_code == 401
    assert "Sign in again in a new tab, then go back here" in answer.text
    assert ("<html" in answer.text) is (not headers)
    assert not _is_stored(site, "Nobody")


@pytest.mark.parametrize("cookie", ["", "x", "x" * 43, "x" * 5000, "\xff\xfe", "token; card=token", "'; --"])
def test_cookie_that_opens_nothing(site: FastAPI, cookie: str) -> None:
    answer = TestClient(site, follow_redirects=False).get(
        "/staff/probe/page", headers={b"cookie": b"staff=" + cookie.encode("latin-1")}
    )
    assert answer.status_code == 303


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_card_for_nobody_leads_to_its_own_entrance(site: FastAPI, learner: TestClient, method: str) -> None:
    for client in (TestClient(site, follow_redirects=False), learner):
        answer = client.request(method, "/ar/probe/card")
        assert (answer.status_code, answer.headers["location"]) == (303, "/ar/card/open")


def test_last_seen_is_written_only_once_in_a_while(site: FastAPI, learner: TestClient) -> None:
    start = _last_seen(learner)
    for seconds, seen_at in [(1, start), (-1, start), (0, start + SEEN_AGAIN)]:
        now = start + timedelta(seconds=seconds) + (SEEN_AGAIN if seconds <= 0 else timedelta())
        site.state.clock = lambda now=now: now
        assert learner.get("/staff/probe/page").status_code == 200
        assert _last_seen(learner) == seen_at
    site.state.clock = lambda: start + 2 * SEEN_AGAIN - timedelta(seconds=1)
    learner.get("/staff/probe/page")
    assert _last_seen(learner) == start + SEEN_AGAIN


def test_last_seen_is_written_by_what_writes_anyway(site: FastAPI, learner: TestClient) -> None:
    later = _last_seen(learner) + SEEN_AGAIN
    site.state.clock = lambda: later
    with _transactions(site.state.database) as seen:
        learner.post("/staff/probe/store/Seen")
    assert seen == ["begin", "commit"]
    assert _last_seen(learner) == later


@pytest.mark.usefixtures("logs")
def test_last_seen_is_not_written_when_the_work_fails(site: FastAPI, learner: TestClient) -> None:
    start = _last_seen(learner)
    site.state.clock = lambda: start + SEEN_AGAIN
    learner.post("/staff/probe/store/Crash?then=crash")
    assert _last_seen(learner) == start


def test_who_keeps_coming_stays_signed_in_and_who_was_away_does_not(
    site: FastAPI, learner: TestClient
) -> None:
    start = _last_seen(learner)
    for step in range(1, 5):
        now = start + step * (STAFF_IDLE - timedelta(seconds=1))
        site.state.clock = lambda now=now: now
        assert learner.get("/staff/probe/page").status_code == 200
    site.state.clock = lambda: now + STAFF_IDLE
    assert learner.get("/staff/probe/page").status_code == 303


def test_right_that_was_revoked_is_gone_with_the_next_request(site: FastAPI, leader: TestClient) -> None:
    assert leader.get("/staff/probe/people/recorded").status_code == 200
    with site.state.database.writing() as session:
        of_account = RoleGrant.account_id == leader.headers["x-account"]
        session.execute(update(RoleGrant).where(of_account).values(revoked_at=datetime.now(UTC)))
    assert leader.get("/staff/probe/people/recorded").status_code == 403
    assert leader.post("/staff/probe/people/recorded").status_code == 403
    assert len(_events(leader)) == 1


def test_account_that_was_closed_is_out_with_the_next_request(site: FastAPI, learner: TestClient) -> None:
    assert learner.get("/staff/probe/page").status_code == 200
    with site.state.database.writing() as session:
        session.execute(
            update(Account).where(Account.id == learner.headers["x-account"]).values(state="closed")
        )
    assert learner.get("/staff/probe/page").status_code == 303
    assert learner.post("/staff/probe/store/Closed").status_code == 401


def _said(page: str) -> str | None:
    _, found, rest = page.partition('<p class="done"')
    return rest.partition("</p>")[0] if found else None


def test_what_was_done_is_said_once(learner: TestClient) -> None:
    answer = learner.post("/staff/probe/store/Said")
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/probe/page")
    first = learner.get(answer.headers["location"])
    assert WORDS[Done.SAVED] in str(_said(first.text))
    assert _said(learner.get("/staff/probe/page").text) is None


def test_what_was_done_is_not_used_up_by_a_part_of_a_page(learner: TestClient) -> None:
    learner.post("/staff/probe/store/Part")
    learner.get("/staff/probe/page?block=true", headers=FRAGMENT)
    assert _said(learner.get("/staff/probe/page").text) is not None


@pytest.mark.parametrize("rubbish", ["", "nonsense", "<b>saved</b>", "SAVED", "saved saved"])
def test_what_was_done_is_never_a_text_from_outside(learner: TestClient, rubbish: str) -> None:
    learner.cookies.set("done", rubbish)
    answer = learner.get("/staff/probe/page")
    assert answer.status_code == 200
    assert _said(answer.text) is None


def test_redirect_without_a_word_says_nothing(learner: TestClient) -> None:
    answer = learner.post("/staff/probe/store/Quiet?then=say nothing")
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/probe/page")
    assert "set-cookie" not in answer.headers


def test_part_of_a_page_for_htmx(learner: TestClient) -> None:
    part = learner.get("/staff/probe/page?block=true", headers=FRAGMENT)
    assert part.text.startswith("<div id=list>")
    assert part.text.endswith("|Sara &lt;Lind&gt;|0</div>")
    assert "set-cookie" not in part.headers


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("", FRAGMENT),
        ("?block=true", {}),
        ("?block=true", FRAGMENT | {"hx-boosted": "true"}),
        ("?block=true", FRAGMENT | {"hx-history-restore-request": "true"}),
    ],
)
def test_whole_page_for_everything_else(learner: TestClient, query: str, headers: dict[str, str]) -> None:
    text = learner.get(f"/staff/probe/page{query}", headers=headers).text
    assert text.startswith("<!doctype html>")
    assert "<div id=list>" in text


def test_pages_of_two_people_are_never_mixed(enter: Enter, site: FastAPI) -> None:
    one, other = enter(Role.ADMINISTRATOR), enter(Role.STAFF_LEARNER)
    for _ in range(3):
        assert one.get("/staff/probe/units").status_code == 200
        assert other.get("/staff/probe/units").status_code == 403


@pytest.mark.usefixtures("logs")
def test_trail_counts_events_within_one_request_only(learner: TestClient, site: FastAPI) -> None:
    # The first request's event must not let the second go without: connections are used again.
    learner.post("/staff/probe/store/First")
    with site.state.database.reading() as session:
        before = session.scalar(select(func.count()).select_from(AuditEvent))
    assert learner.post("/staff/probe/store/Second?then=forget").status_code == 500
    with site.state.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AuditEvent)) == before
