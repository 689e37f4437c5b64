"""What a participant agrees to: in her own words beside the Swedish, kept as it was said."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from app.people.models.participants import Choice, Participant, Purpose
from app.people.rules.choices import WORDINGS
from tests.factories.people import Places
from tests.people.leaders import ENGLISH, actions, events, leading, registered

pytestmark = pytest.mark.data

YES = {"answer": "yes", "language": "ti", "how": "with_interpreter"}


@pytest.fixture
def leader(people_site: FastAPI, places: Places) -> Iterator[TestClient]:
    with leading(people_site, places.party, places.site) as client:
        yield client


@pytest.fixture
def home(people_site: FastAPI, places: Places) -> str:
    participant: Participant = registered(people_site, places.group)[0]
    return f"/staff/participants/{participant.id}"


def _choices(site: FastAPI) -> list[Choice]:
    with site.state.database.reading() as session:
        return list(session.scalars(select(Choice).order_by(Choice.given_at, Choice.id)))


def test_the_wording_stands_in_the_own_language_beside_the_swedish(
    people_site: FastAPI, leader: TestClient, home: str
) -> None:
    for purpose in Purpose:
        page = leader.get(f"{home}/choices/{purpose}").text
        for tag in ("ti", "sv"):
            locale = people_site.state.locales[tag]
            assert f'lang="{tag}" dir="ltr"' in page
            for sentence in WORDINGS[purpose].sentences:
                assert f"<p>{locale.gettext(sentence)}</p>" in page
        assert '<option value="ti" selected>' in page
    assert actions(people_site) == ["participant.viewed"] * 2


def test_an_answer_is_kept_and_shown_and_a_new_one_keeps_the_earlier(
    people_site: FastAPI, leader: TestClient, home: str
) -> None:
    assert leader.post(f"{home}/choices/sms", data=YES).headers["location"] == f"{home}/choices"
    leader.post(f"{home}/choices/sms", data=YES | {"answer": "no"})
    first, second = sorted(_choices(people_site), key=lambda choice: choice.withdrawn_at is None)
    assert (first.is_yes, second.is_yes, second.withdrawn_at) == (True, False, None)
    assert first.withdrawn_at is not None
    page = leader.get(f"{home}/choices", headers=ENGLISH).text
    assert "<strong>No</strong>" in page
    assert "Earlier answers" in page
    recorded = [e.detail for e in events(people_site) if e.action == "choice.recorded"]
    assert recorded == [
        {"field": "sms", "to_state": "yes", "lang": "ti"},
        {"field": "sms", "to_state": "no", "lang": "ti"},
    ]


def test_an_answer_is_taken_back_after_a_question(
    people_site: FastAPI, leader: TestClient, home: str
) -> None:
    assert leader.get(f"{home}/choices/sms/withdraw").status_code == 404
    leader.post(f"{home}/choices/sms", data=YES)
    question = leader.get(f"{home}/choices/sms/withdraw", headers=ENGLISH).text
    assert "From now on it counts as a no." in question
    assert leader.post(f"{home}/choices/sms/withdraw").headers["location"] == f"{home}/choices"
    assert leader.post(f"{home}/choices/sms/withdraw").status_code == 404
    assert [choice.withdrawn_at is None for choice in _choices(people_site)] == [False]
    assert "No answer: counts as no" in leader.get(f"{home}/choices", headers=ENGLISH).text
    assert actions(people_site).count("choice.withdrawn") == 1


def test_answers_that_do_not_fit_are_refused_beside_their_field(
    people_site: FastAPI, leader: TestClient, home: str
) -> None:
    wrong = [
        ("answer", "maybe"),
        ("how", ""),
        ("language", "xx"),
        ("language", "\0"),
        ("language", "x" * 10**5),
    ]
    for field, value in wrong:
        answer = leader.post(f"{home}/choices/survey", data=YES | {field: value})
        assert answer.status_code == 422, (field, value[:10])
        assert f'id="e-{field}"' in answer.text
    written = leader.post(
        f"{home}/choices/survey", data=YES | {"language": "uk", "how": "paper"}, headers=ENGLISH
    )
    assert written.status_code == 422
    assert "An interpreter is needed." in written.text
    assert _choices(people_site) == []


def test_an_unknown_purpose_is_not_found(people_site: FastAPI, leader: TestClient, home: str) -> None:
    for purpose in ("SMS", "contact", "sms%20"):
        assert leader.get(f"{home}/choices/{purpose}").status_code == 404
        assert leader.post(f"{home}/choices/{purpose}", data=YES).status_code == 404
        assert leader.post(f"{home}/choices/{purpose}/withdraw").status_code == 404
    assert actions(people_site) == []
