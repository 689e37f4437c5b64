"""Leaving a phone: the card is closed, the browser cleaned, and the answer says honestly what may remain."""

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from app.core.locales import LANGUAGES
from app.people.actions.cards import revoke_cards
from app.people.models.participants import CardSession, Participant
from tests.factories.people import Places, make_participant
from tests.people.cards import give_card, opened, phone, said, trail, type_code

pytestmark = pytest.mark.data


@pytest.fixture
def person(people_site: FastAPI, places: Places) -> Participant:
    with people_site.state.database.writing() as session:
        return make_participant(session, places.group)


def _open_cards(site: FastAPI) -> int:
    with site.state.database.reading() as session:
        return session.scalar(select(func.count()).select_from(CardSession)) or 0


def _actions(site: FastAPI) -> list[tuple[str, str, str, str | None]]:
    return [(made.action, made.actor_kind, made.object_id, made.unit_id) for made in trail(site)]


def test_leave_closes_the_card_and_cleans_the_phone(
    people_site: FastAPI, places: Places, person: Participant
) -> None:
    client = opened(people_site, person.id)
    cookie = client.cookies["card"]
    answer = client.post("/so/card/leave")
    assert answer.status_code == 200
    assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["set-cookie"].startswith('card=""; HttpOnly; Max-Age=0;')
    assert _open_cards(people_site) == 0
    assert _actions(people_site)[-1] == ("card.closed", "participant", person.id, places.group.id)
    client.cookies.set("card", cookie)
    assert client.get("/so/card").headers["location"] == "/so/card/open"


def test_leave_says_what_is_gone_and_what_the_browser_may_remember(
    people_site: FastAPI, person: Participant
) -> None:
    text = opened(people_site, person.id).post("/so/card/leave").text
    assert said(people_site, "so", "We have removed what was kept here. Saved lessons are gone, too.") in text
    history = (
        "The browser may remember the address of your card. Clear its history, too, if others use this phone."
    )
    assert said(people_site, "so", history) in text
    for other in LANGUAGES:
        assert f'href="/{other}/card/open" lang="{other}"' in text


def test_leave_sent_again_by_a_reload_does_no_harm(people_site: FastAPI, person: Participant) -> None:
    code = give_card(people_site, person.id)
    client, there = phone(people_site), phone(people_site)
    for one in (client, there):
        assert type_code(one, code).status_code == 303
    first = client.post("/ti/card/leave")
    before = _actions(people_site)
    again = client.post("/ti/card/leave")
    assert (again.status_code, again.text) == (200, first.text)
    assert "clear-site-data" in again.headers
    assert (_actions(people_site), _open_cards(people_site)) == (before, 1)
    assert there.get("/ti/card").status_code == 200


def test_leave_only_happens_to_who_asks_for_it(people_site: FastAPI, person: Participant) -> None:
    client = opened(people_site, person.id)
    for path, status in (("/ti/card/left", 404), ("/ti/card/leave", 405)):
        answer = client.get(path)
        assert answer.status_code == status
        assert "clear-site-data" not in answer.headers
        assert "data-card-left" not in answer.text
    assert client.get("/ti/card").status_code == 200


def test_leave_works_for_a_phone_whose_card_is_blocked_or_gone(
    people_site: FastAPI, person: Participant
) -> None:
    client = opened(people_site, person.id)
    with people_site.state.database.writing() as session:
        revoke_cards(session, person.id, people_site.state.clock())
    before = len(trail(people_site))
    for leaving in (client, phone(people_site)):
        answer = leaving.post("/ti/card/leave")
        assert answer.status_code == 200
        assert "clear-site-data" in answer.headers
    assert len(trail(people_site)) == before


def test_leave_on_one_phone_leaves_the_other_open(people_site: FastAPI, person: Participant) -> None:
    code = give_card(people_site, person.id)
    here, there = phone(people_site), phone(people_site)
    for client in (here, there):
        assert type_code(client, code).status_code == 303
    here.post("/ti/card/leave")
    assert (here.get("/ti/card").status_code, there.get("/ti/card").status_code) == (303, 200)
