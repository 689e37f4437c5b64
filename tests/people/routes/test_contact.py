"""Contact details are on their one page, and in no other place whatsoever."""

import io
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text
from starlette.testclient import TestClient

from app.core.keyring import Keyring
from app.people.models.accounts import Role
from app.people.models.participants import ContactPoint, Participant
from tests.factories.people import Places
from tests.people.cards import opened
from tests.people.leaders import ENGLISH, UNKNOWN, actions, events, leading, registered

pytestmark = pytest.mark.data

PHONE = "070-174 06 05"
MARKER = "marker-zq7x"


@pytest.fixture
def leader(people_site: FastAPI, places: Places) -> Iterator[TestClient]:
    with leading(people_site, places.party, places.site) as client:
        yield client


@pytest.fixture
def participant(people_site: FastAPI, places: Places) -> Participant:
    return registered(people_site, places.group)[0]


def _path(participant: Participant) -> str:
    return f"/staff/participants/{participant.id}/contact"


def _points(site: FastAPI) -> list[ContactPoint]:
    with site.state.database.reading() as session:
        return list(session.scalars(select(ContactPoint).order_by(ContactPoint.kind)))


def test_a_number_is_added_shown_and_each_view_recorded(
    people_site: FastAPI, leader: TestClient, participant: Participant
) -> None:
    path = _path(participant)
    answer = leader.post(path, data={"contact": "0046 70 174 06 05", "is_shared": "yes"})
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    page = leader.get(path, headers=ENGLISH).text
    assert PHONE in page
    assert "Others answer too" in page
    leader.get(path)
    assert actions(people_site) == ["contact.changed", "contact.viewed", "contact.viewed"]
    changed, viewed, _ = events(people_site)
    assert (changed.object_kind, changed.object_id) == ("contact", participant.id)
    assert (changed.detail, viewed.detail) == ({"field": "phone"}, {"count": 1})


def test_the_empty_page_says_that_none_is_needed(leader: TestClient, participant: Participant) -> None:
    assert "None is needed." in leader.get(_path(participant), headers=ENGLISH).text


def test_wrong_ones_are_refused_beside_the_field_and_what_was_typed_is_kept(
    people_site: FastAPI, leader: TestClient, participant: Participant
) -> None:
    for typed in ("112", "0900 123 45 67", "1" * 30, "name@example"):
        answer = leader.post(_path(participant), data={"contact": typed})
        assert answer.status_code == 422
        assert 'id="e-contact"' in answer.text
        assert f'value="{typed}"' in answer.text
    assert leader.post(_path(participant), data={"contact": "7" * 10**6}).status_code == 422
    assert leader.post(_path(participant), data={"contact": "\0"}).status_code == 422
    assert _points(people_site) == []


def test_one_is_removed_after_a_question(
    people_site: FastAPI, leader: TestClient, participant: Participant
) -> None:
    leader.post(_path(participant), data={"contact": PHONE})
    (point,) = _points(people_site)
    question = leader.get(f"{_path(participant)}/{point.id}/remove", headers=ENGLISH)
    assert "Remove this telephone number?" in question.text
    assert "174" not in question.text
    answer = leader.post(f"{_path(participant)}/{point.id}/remove")
    assert (answer.status_code, answer.headers["location"]) == (303, _path(participant))
    assert _points(people_site) == []
    last = events(people_site)[-1]
    assert (last.action, last.detail) == ("contact.changed", {"field": "phone", "to_state": "removed"})
    assert leader.post(f"{_path(participant)}/{point.id}/remove").status_code == 404


def test_another_persons_contact_is_answered_like_an_unknown_one(
    people_site: FastAPI, places: Places, leader: TestClient, participant: Participant
) -> None:
    sister = registered(people_site, places.group)[0]
    leader.post(_path(sister), data={"contact": PHONE})
    (point,) = _points(people_site)
    for send in (leader.get, leader.post):
        answers = [send(f"{_path(participant)}/{own}/remove") for own in (point.id, UNKNOWN)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].text.replace(point.id, UNKNOWN) == answers[1].text
    assert len(_points(people_site)) == 1


def test_what_cannot_be_opened_is_said_in_plain_words_and_can_be_removed(
    people_site: FastAPI, leader: TestClient, participant: Participant
) -> None:
    leader.post(_path(participant), data={"contact": PHONE})
    people_site.state.keyring = Keyring(["another secret of the site"])
    page = leader.get(_path(participant), headers=ENGLISH)
    assert page.status_code == 200
    assert "This cannot be read any more" in page.text
    (point,) = _points(people_site)
    assert leader.post(f"{_path(participant)}/{point.id}/remove").status_code == 303
    assert leader.post(_path(participant), data={"contact": PHONE}).status_code == 303


def test_who_counts_seats_only_sees_no_contact(
    people_site: FastAPI, places: Places, participant: Participant
) -> None:
    with leading(people_site, places.party, places.programme, Role.PROJECT_LEADER) as client:
        assert client.get(_path(participant)).status_code == 403
        assert client.post(_path(participant), data={"contact": PHONE}).status_code == 403


def test_a_planted_marker_is_in_no_other_page_log_line_event_column_or_error(
    people_site: FastAPI, leader: TestClient, participant: Participant, logs: io.StringIO
) -> None:
    email = f"{MARKER}@example.se"
    home = f"/staff/participants/{participant.id}"
    leader.post(_path(participant), data={"contact": email})
    leader.post(_path(participant), data={"contact": f"{MARKER}@broken"})
    leader.post(_path(participant), data={"contact": f"{MARKER}\0"})
    leader.post(_path(participant), data={"contact": email, "is_shared": "maybe"})
    leader.post(_path(participant), content=f"contact={MARKER}", headers={"content-type": "text/plain"})
    shown = leader.get(_path(participant))
    assert MARKER in shown.text
    (point,) = _points(people_site)
    leader.post(f"{home}/choices/sms", data={"answer": "yes", "language": "ti", "how": "paper"})
    pages = [
        "/staff/participants",
        home,
        f"{home}/edit",
        f"{home}/remove",
        f"{home}/choices",
        f"{home}/card/revoke",
        f"{_path(participant)}/{point.id}/remove",
        f"/staff/log/participants/{participant.id}",
        "/staff",
        "/staff/seats",
        "/staff/account",
    ]
    answers = [leader.get(path) for path in pages] + [leader.post(f"{home}/card")]
    with opened(people_site, participant.id) as phone:
        answers += [phone.get("/ti/card"), phone.get("/ti/card/log")]
    for answer in answers:
        assert MARKER not in answer.text, answer.url
        assert MARKER not in str(answer.headers)
    assert MARKER not in logs.getvalue()
    assert logs.getvalue()
    with people_site.state.database.reading() as session:
        for table in session.scalars(text(_TABLES[session.get_bind().dialect.name])).all():
            rows = session.execute(text(f'SELECT * FROM "{table}"')).all()
            assert MARKER not in str(rows), table
    file = people_site.state.database.sqlite_file
    if file is not None:
        stored = [path.read_bytes() for path in file.parent.glob(f"{file.name}*")]
        assert not any(MARKER.encode() in content for content in stored)


_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}
