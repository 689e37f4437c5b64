"""The printed card: neutral, in the participant's language, its digits shown once."""

import io
import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from app.people.models.participants import Card, Participant
from app.people.rules.card_codes import PURPOSE
from tests.factories.people import Places, make_participant
from tests.people.cards import opened, phone, type_code
from tests.people.leaders import ENGLISH, actions, events, leading, registered

pytestmark = pytest.mark.data


@pytest.fixture
def leader(people_site: FastAPI, places: Places) -> Iterator[TestClient]:
    with leading(people_site, places.party, places.site) as client:
        yield client


@pytest.fixture
def participant(people_site: FastAPI, places: Places) -> Participant:
    return registered(people_site, places.group)[0]


def _home(participant: Participant) -> str:
    return f"/staff/participants/{participant.id}"


def _digits(page: str) -> str:
    shown = re.search(r'class="digits"><bdi dir="ltr">(.*?)</bdi>', page)
    assert shown is not None
    groups = re.findall(r"<span>(\d{4})</span>", shown.group(1))
    assert len(groups) == 3
    return "".join(groups)


def test_the_card_is_shown_at_once_and_opens_on_a_phone(
    people_site: FastAPI, leader: TestClient, participant: Participant
) -> None:
    answer = leader.post(f"{_home(participant)}/card")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    digits = _digits(answer.text)
    with people_site.state.database.reading() as session:
        card = session.scalars(select(Card)).one()
    assert card.code_digest in people_site.state.keyring.digests(PURPOSE, digits)
    with phone(people_site) as client:
        assert type_code(client, digits).status_code == 303
    issued = events(people_site)[0]
    assert (issued.action, issued.object_kind, issued.object_id) == ("card.issued", "card", participant.id)


@pytest.mark.parametrize(("tag", "direction"), [("ar", "rtl"), ("ti", "ltr"), ("sv", "ltr")])
def test_the_card_is_in_the_participants_language_and_names_no_illness(
    tag: str, direction: str, people_site: FastAPI, places: Places, leader: TestClient
) -> None:
    with people_site.state.database.writing() as session:
        own = make_participant(session, places.group, read_language=tag)
    page = leader.post(f"{_home(own)}/card", headers=ENGLISH).text
    say = people_site.state.locales[tag].gettext
    assert f'<html lang="{tag}" dir="{direction}">' in page
    assert f"<title>{say('Card')}</title>" in page
    own_words, _, leaders = page.partition('<section class="for-leader" lang="sv" dir="ltr">')
    for sentence in ("Point your phone's camera at the square.", "Or open the page and write your number."):
        assert say(sentence).replace("'", "&#39;") in own_words
        swedish = people_site.state.locales["sv"].gettext(sentence)
        assert (swedish.replace("'", "&#39;") in leaders) == (tag != "sv")
    assert f'<bdi dir="ltr">testserver/{tag}/card</bdi>' in page
    assert f"{own.code[:4]}-{own.code[4:]}" in page
    assert "The number is shown only once." in page
    names = {people_site.state.locales[lang].gettext("Pain school") for lang in ("sv", "ar", "so", "ti")}
    assert not any(name in page for name in names | {"Pain", "pain", "Smärt", "smärt"})
    assert re.search(r"<svg[^>]*viewBox", page)
    assert " style=" not in page


def test_the_address_is_the_public_one_where_there_is_one(
    people_site: FastAPI, leader: TestClient, participant: Participant
) -> None:
    people_site.state.settings = people_site.state.settings.model_copy(
        update={"public_url": "http://skola.example"}
    )
    assert "skola.example/ti/card</bdi>" in leader.post(f"{_home(participant)}/card").text


def test_a_new_card_closes_the_lost_one_on_its_phone(
    people_site: FastAPI, leader: TestClient, participant: Participant
) -> None:
    with opened(people_site, participant.id) as lost:
        assert lost.get("/ti/card").status_code == 200
        leader.post(f"{_home(participant)}/card")
        assert lost.get("/ti/card").headers["location"] == "/ti/card/open"


def test_a_card_is_blocked_after_a_question(
    people_site: FastAPI, leader: TestClient, participant: Participant
) -> None:
    with opened(people_site, participant.id) as lost:
        question = leader.get(f"{_home(participant)}/card/revoke", headers=ENGLISH).text
        assert "Block the card?" in question
        assert f"{participant.code[:4]}-{participant.code[4:]}" in question
        answers = [leader.post(f"{_home(participant)}/card/revoke") for _ in range(2)]
        assert {answer.headers["location"] for answer in answers} == {_home(participant)}
        assert lost.get("/ti/card").headers["location"] == "/ti/card/open"
    counts = [e.detail["count"] for e in events(people_site) if e.action == "card.revoked"]
    assert counts == [1]
    assert actions(people_site)[-1] == "participant.viewed"
    assert "There is no card yet." in leader.get(_home(participant), headers=ENGLISH).text


def test_the_digits_are_in_no_log_line_event_or_later_page(
    people_site: FastAPI, leader: TestClient, participant: Participant, logs: io.StringIO
) -> None:
    digits = _digits(leader.post(f"{_home(participant)}/card").text)
    pages = [leader.get(path).text for path in (_home(participant), "/staff/participants")]
    assert not any(digits in page or digits[:4] + " " + digits[4:8] in page for page in pages)
    assert digits not in logs.getvalue()
    assert digits not in str([e.detail for e in events(people_site)])
    assert actions(people_site)[0] == "card.issued"


def test_a_page_that_is_only_asked_for_gives_no_card(
    people_site: FastAPI, leader: TestClient, participant: Participant
) -> None:
    assert leader.get(f"{_home(participant)}/card").status_code == 405
    cross_site = leader.post(f"{_home(participant)}/card", headers={"sec-fetch-site": "cross-site"})
    assert cross_site.status_code == 403
    with people_site.state.database.reading() as session:
        assert session.scalars(select(Card)).all() == []
