"""The log for staff: samples of one's reach and no more, findings written once, and the extract on paper."""

import re
from datetime import timedelta
from html import unescape

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.core.audit import Happening, record_event
from app.people.models.accounts import Account, Role
from app.people.models.participants import Participant
from app.people.models.reviews import LogReview
from app.people.models.units import Party, Unit
from tests.factories.people import Places, give_role, make_account, make_participant, signed_in
from tests.people.cards import leave_trace, said, selects, trail

pytestmark = pytest.mark.data
EVENTS = re.compile(r'<th scope="row">')


@pytest.fixture
def person(people_site: FastAPI, places: Places) -> Participant:
    with people_site.state.database.writing() as session:
        return make_participant(session, places.group)


@pytest.fixture
def leader(people_site: FastAPI, places: Places) -> Account:
    """A course leader whose steps stand in the log."""
    return _staff(people_site, places.party, Role.COURSE_LEADER, places.group, name="Eva Ek")


@pytest.fixture
def reviewer(people_site: FastAPI, places: Places) -> Account:
    return _staff(people_site, places.party, Role.PROJECT_LEADER, places.programme)


def _staff(
    site: FastAPI, party: Party, role: Role, unit: Unit | None = None, *, name: str = "Sara Lind"
) -> Account:
    with site.state.database.writing() as session:
        account = make_account(session, party, name=name)
        give_role(session, account, role, unit)
        return account


def _browser(site: FastAPI, account: Account) -> TestClient:
    client = signed_in(site, account)
    client.headers["accept-language"] = "en"
    return client


def _look(
    site: FastAPI, account: Account, person: Participant, count: int = 1, action: str = "participant.viewed"
) -> None:
    with site.state.database.writing() as session:
        for _ in range(count):
            leave_trace(
                session,
                action,
                person.id,
                at=site.state.clock(),
                actor_id=account.id,
                unit_id=person.unit_id,
            )


def _draw(client: TestClient) -> str:
    answer = client.post("/staff/log", data={"period": "30"})
    assert answer.status_code == 303
    return str(answer.headers["location"])


def _reviews(site: FastAPI) -> list[tuple[str, str | None]]:
    with site.state.database.reading() as session:
        return [(review.reviewer_id, review.finding) for review in session.query(LogReview)]


def test_reviews_open_only_for_who_may_review(
    people_site: FastAPI, places: Places, reviewer: Account, leader: Account
) -> None:
    administrator = _staff(people_site, places.party, Role.ADMINISTRATOR)
    statuses = []
    for account in (reviewer, administrator, leader):
        client = _browser(people_site, account)
        statuses.append((client.get("/staff/log").status_code, client.get("/staff/log/x").status_code))
    assert statuses == [(200, 404), (200, 404), (403, 403)]
    assert trail(people_site) == []


def test_sample_shows_who_did_what_to_whom_and_where(
    people_site: FastAPI, reviewer: Account, leader: Account, person: Participant
) -> None:
    _look(people_site, leader, person)
    client = _browser(people_site, reviewer)
    path = _draw(client)
    text = client.get(path).text
    for shown in (
        "<bdi>Eva Ek</bdi>, <bdi>Regionen</bdi>",
        "Saw a participant&#39;s page",
        f'<bdi dir="ltr">{person.code[:4]}-{person.code[4:]}</bdi>',
        "<bdi>Tisdagsgruppen</bdi>",
        "See participants: code, languages, need of interpreter",
    ):
        assert shown in text
    assert [(made.action, made.actor_id, made.object_id) for made in trail(people_site)[1:]] == [
        ("log.sampled", reviewer.id, path.rpartition("/")[2]),
        ("log.viewed", reviewer.id, path.rpartition("/")[2]),
    ]
    assert trail(people_site)[1].detail == {"count": 1}
    assert trail(people_site)[2].detail == {"object_ids": [person.id]}


def test_sample_says_whom_of_the_staff_a_role_was_given_and_which(
    people_site: FastAPI, places: Places, reviewer: Account, leader: Account
) -> None:
    administrator = _staff(people_site, places.party, Role.ADMINISTRATOR, name="Amina Berg")
    happening = Happening(
        actor_kind="staff",
        actor_id=administrator.id,
        action="role.granted",
        object_kind="role",
        object_id=leader.id,
        purpose="manage_staff",
        unit_id=places.group.id,
        detail={"role": "course_leader"},
    )
    with people_site.state.database.writing() as session:
        record_event(session, happening, clock=people_site.state.clock)
    client = _browser(people_site, reviewer)
    text = client.get(_draw(client)).text
    assert "<bdi>Amina Berg</bdi>, <bdi>Regionen</bdi>" in text
    assert "<span>Gave a role: Course leader</span>" in text
    assert 'data-label="About whom"><div><bdi>Eva Ek</bdi></div>' in text
    assert "Nobody" not in text


def test_sample_is_drawn_once_and_stays_whole(
    people_site: FastAPI, reviewer: Account, leader: Account, person: Participant
) -> None:
    _look(people_site, leader, person, 50)
    client = _browser(people_site, reviewer)
    path = _draw(client)
    first, second = client.get(path).text, client.get(path).text
    assert first == second
    assert len(EVENTS.findall(first)) == 20
    assert "20 events, chosen by chance" in first


def test_sample_leaves_out_ones_own_steps_and_other_programmes(
    people_site: FastAPI, places: Places, reviewer: Account, leader: Account, person: Participant
) -> None:
    with people_site.state.database.writing() as session:
        stranger = make_participant(session, places.other_group)
    _look(people_site, reviewer, person, 5)
    _look(people_site, leader, stranger, 5)
    _look(people_site, leader, person, 2)
    text = _browser(people_site, reviewer).get(_draw(_browser(people_site, reviewer))).text
    assert len(EVENTS.findall(text)) == 2
    assert stranger.code[:4] + "-" not in text


def test_sample_names_a_removed_participant_as_removed(
    people_site: FastAPI, reviewer: Account, leader: Account, person: Participant
) -> None:
    _look(people_site, leader, person, action="participant.removed")
    with people_site.state.database.writing() as session:
        session.delete(session.get_one(Participant, person.id))
    client = _browser(people_site, reviewer)
    path = _draw(client)
    text = client.get(path).text
    assert "<span>Removed</span>" in text
    assert person.id not in text
    assert trail(people_site)[-1].detail == {}


def test_sample_of_a_list_of_many_names_each(
    people_site: FastAPI, places: Places, reviewer: Account, leader: Account
) -> None:
    with people_site.state.database.writing() as session:
        people = [make_participant(session, places.group) for _ in range(5)]
        leave_trace(
            session,
            "participant.listed",
            at=people_site.state.clock(),
            actor_id=leader.id,
            unit_id=places.group.id,
            subject_ids=tuple(one.id for one in people),
        )
    client = _browser(people_site, reviewer)
    text = client.get(_draw(client)).text
    assert "<summary>5 participants</summary>" in text
    assert [one.code for one in people if f"{one.code[:4]}-{one.code[4:]}" not in text] == []


def test_draw_refuses_what_cannot_be_drawn(people_site: FastAPI, reviewer: Account) -> None:
    client = _browser(people_site, reviewer)
    nothing = client.post("/staff/log", data={"period": "90"})
    assert nothing.status_code == 422
    assert "There is nothing to review." in nothing.text
    assert re.search(r'value="90"[^>]* checked', nothing.text)
    for period in ("", "3650", "x" * 100_000):
        wrong = client.post("/staff/log", data={"period": period})
        assert wrong.status_code == 422
        assert 'href="#f-period"' in wrong.text
    assert (
        client.post("/staff/log", data={"period": "30"}, headers={"sec-fetch-site": "cross-site"}).status_code
        == 403
    )
    assert (_reviews(people_site), trail(people_site)) == ([], [])


def test_finding_is_written_once_by_her_who_drew(
    people_site: FastAPI, reviewer: Account, leader: Account, person: Participant
) -> None:
    _look(people_site, leader, person)
    client = _browser(people_site, reviewer)
    path = _draw(client)
    assert "Finish the review" in client.get(path).text
    written = client.post(f"{path}/finding", data={"finding": "asked_and_explained"})
    assert (written.status_code, written.headers["location"]) == (303, "/staff/log")
    listed = client.get("/staff/log").text
    assert "Saved." in listed
    assert "I asked, and got an explanation" in listed
    assert trail(people_site)[-1].detail == {"reason_code": "asked_and_explained"}
    assert "Finish the review" not in client.get(path).text
    again = client.post(f"{path}/finding", data={"finding": "nothing_unusual"})
    assert again.status_code == 422
    assert "What you found is written down already. It stays so." in again.text
    assert _reviews(people_site) == [(reviewer.id, "asked_and_explained")]


def test_finding_must_be_one_of_three_and_showing_the_sample_again_is_recorded(
    people_site: FastAPI, reviewer: Account, leader: Account, person: Participant
) -> None:
    _look(people_site, leader, person)
    client = _browser(people_site, reviewer)
    path = _draw(client)
    answer = client.post(f"{path}/finding", data={"finding": "Eva is curious"})
    assert answer.status_code == 422
    assert "Choose one of these." in answer.text
    assert (trail(people_site)[-1].action, trail(people_site)[-1].detail) == (
        "log.viewed",
        {"object_ids": [person.id]},
    )
    assert _reviews(people_site) == [(reviewer.id, None)]


def test_review_of_somebody_else_is_read_by_colleagues_and_finished_by_nobody_else(
    people_site: FastAPI, places: Places, reviewer: Account, leader: Account, person: Participant
) -> None:
    _look(people_site, leader, person)
    path = _draw(_browser(people_site, reviewer))
    colleague = _browser(
        people_site, _staff(people_site, places.party, Role.PROJECT_LEADER, places.programme)
    )
    assert colleague.get(path).status_code == 200
    assert "Finish the review" not in colleague.get(path).text
    assert colleague.post(f"{path}/finding", data={"finding": "reported"}).status_code == 403
    elsewhere = _browser(
        people_site, _staff(people_site, places.other_party, Role.PROJECT_LEADER, places.other_programme)
    )
    assert path not in elsewhere.get("/staff/log").text
    assert elsewhere.post(f"{path}/finding", data={"finding": "reported"}).status_code == 404
    foreign, unknown = elsewhere.get(path), elsewhere.get("/staff/log/0000000000000000")
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    own = path.rpartition("/")[2]
    assert foreign.text.replace(own, "") == unknown.text.replace("0000000000000000", "")
    assert _reviews(people_site) == [(reviewer.id, None)]


def test_review_by_an_administrator_stays_shut_for_a_project_leader(
    people_site: FastAPI, places: Places, reviewer: Account, leader: Account, person: Participant
) -> None:
    _look(people_site, leader, person)
    path = _draw(_browser(people_site, _staff(people_site, places.party, Role.ADMINISTRATOR)))
    client = _browser(people_site, reviewer)
    assert client.get(path).status_code == 404
    assert path not in client.get("/staff/log").text


def test_reviews_come_in_pages_as_a_part_and_cost_the_same(people_site: FastAPI, reviewer: Account) -> None:
    def add(count: int) -> None:
        with people_site.state.database.writing() as session:
            now = people_site.state.clock()
            for number in range(count):
                session.add(
                    LogReview(
                        id=f"{count}-{number}",
                        reviewer_id=reviewer.id,
                        drawn_at=now - timedelta(days=number),
                        since=now - timedelta(days=number + 30),
                        event_ids=[number],
                        finding=None,
                        reviewed_at=None,
                    )
                )

    client = _browser(people_site, reviewer)
    assert "There is no review yet." in client.get("/staff/log").text
    add(1)
    with selects(people_site.state.database) as for_one:
        client.get("/staff/log")
    add(60)
    with selects(people_site.state.database) as for_many:
        first = client.get("/staff/log").text
    assert len(for_one) == len(for_many)
    further = unescape(re.findall(r'rel="next" href="([^"]+)"', first)[0])
    part = client.get(further, headers={"hx-request": "true"}).text
    assert (len(EVENTS.findall(first)), len(EVENTS.findall(part))) == (50, 11)
    assert part.startswith('<div id="list">')
    assert client.get("/staff/log?cursor=rubbish").status_code == 422


def _words(text: str) -> str:
    return text.partition("<main>")[2]


def test_extract_is_in_the_persons_language_without_names(
    people_site: FastAPI, places: Places, leader: Account, person: Participant
) -> None:
    with people_site.state.database.writing() as session:
        other = make_participant(session, places.group)
    _look(people_site, leader, person)
    _look(people_site, leader, other, action="contact.viewed")
    client = _browser(people_site, leader)
    answer = client.get(f"/staff/participants/{person.id}/log")
    assert answer.status_code == 200
    assert answer.text.startswith('<!doctype html>\n<html lang="ti" dir="ltr">')
    printed = _words(answer.text)
    assert said(people_site, "ti", "The page about you was seen.") in printed
    assert f"{said(people_site, 'ti', 'Course leader')}, <bdi>Regionen</bdi>" in printed
    assert f'<bdi dir="ltr">{person.code[:4]}-{person.code[4:]}</bdi>' in printed
    assert printed.count("<li>") == 1
    for hidden in ("Eva Ek", leader.id, leader.email, other.id, other.code[:4] + "-"):
        assert hidden not in printed
    made = trail(people_site)[-1]
    assert (made.action, made.object_id, made.unit_id, made.detail) == (
        "log.extracted",
        person.id,
        places.group.id,
        {"lang": "ti"},
    )


def test_extract_in_another_language_when_she_asks(
    people_site: FastAPI, leader: Account, person: Participant
) -> None:
    client = _browser(people_site, leader)
    arabic = client.get(f"/staff/participants/{person.id}/log?lang=ar").text
    assert '<html lang="ar" dir="rtl">' in arabic
    assert '<header class="print-hint" lang="en" dir="ltr">' in arabic
    assert said(people_site, "ar", "Nothing is written down yet.") in _words(arabic)
    assert client.get(f"/staff/participants/{person.id}/log?lang=en").status_code == 404
    assert client.get(f"/staff/participants/{person.id}/log?cursor=x").status_code == 422


def test_extract_of_somebody_outside_the_reach_is_as_if_she_were_not(
    people_site: FastAPI, places: Places, leader: Account, reviewer: Account
) -> None:
    with people_site.state.database.writing() as session:
        stranger = make_participant(session, places.sister_group)
    client = _browser(people_site, leader)
    foreign = client.get(f"/staff/participants/{stranger.id}/log")
    unknown = client.get("/staff/participants/0000000000000000/log")
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert foreign.text.replace(stranger.id, "") == unknown.text.replace("0000000000000000", "")
    forbidden = _browser(people_site, reviewer).get(f"/staff/participants/{stranger.id}/log")
    assert forbidden.status_code == 403
    assert trail(people_site) == []
