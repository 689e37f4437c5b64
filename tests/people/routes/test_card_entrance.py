"""The entrance to the card: twelve digits as people write them, and what guessing meets."""

import re
from datetime import timedelta

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import func, select

from app.core.locales import LANGUAGES
from app.core.rate_limits import RateLimit
from app.people.actions.card_entry import NOT_A_CARD
from app.people.actions.cards import revoke_cards
from app.people.forms.card_entry import TWELVE
from app.people.models.participants import CardSession, Participant
from app.people.rules.sessions import CARD_LIFE
from tests.factories.people import Places, make_participant
from tests.people.cards import give_card, opened, phone, said, trail, type_code

pytestmark = pytest.mark.data
HOUR = timedelta(hours=1)


@pytest.fixture
def person(people_site: FastAPI, places: Places) -> Participant:
    with people_site.state.database.writing() as session:
        return make_participant(session, places.group)


def _open_cards(site: FastAPI) -> int:
    with site.state.database.reading() as session:
        return session.scalar(select(func.count()).select_from(CardSession)) or 0


def _actions(site: FastAPI) -> list[tuple[str, str, str, str | None]]:
    return [(made.action, made.actor_kind, made.object_id, made.unit_id) for made in trail(site)]


def _main(answer: Response) -> str:
    return answer.text.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_entrance_lets_a_card_in_in_every_language(
    people_site: FastAPI, places: Places, person: Participant, lang: str
) -> None:
    client, code = phone(people_site), give_card(people_site, person.id)
    entrance = client.get(f"/{lang}/card/open")
    assert entrance.status_code == 200
    assert 'inputmode="numeric" autocomplete="off"' in entrance.text
    answer = type_code(client, code, lang)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{lang}/card")
    cookie = answer.headers["set-cookie"]
    assert re.fullmatch(r"card=[\w-]{43}; HttpOnly; Max-Age=15552000; Path=/; SameSite=lax", cookie), cookie
    card = client.get(f"/{lang}/card")
    assert card.status_code == 200
    assert "<bdi>Tisdagsgruppen</bdi>" in card.text
    assert card.headers["cache-control"] == "no-store"
    assert _actions(people_site) == [("card.opened", "participant", person.id, places.group.id)]


def test_entrance_takes_a_cookie_over_https_only_for_this_host(
    people_site: FastAPI, person: Participant
) -> None:
    settings = people_site.state.settings
    people_site.state.settings = settings.model_copy(update={"public_url": "https://testserver"})
    answer = type_code(phone(people_site), give_card(people_site, person.id))
    assert answer.headers["set-cookie"].startswith("__Host-card=")
    assert "; Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize("typed", ["{0} {1} {2}", "{0}-{1}-{2}", " {0}\u200e{1}\u00a0{2} "])
def test_entrance_reads_digits_as_people_write_them(
    people_site: FastAPI, person: Participant, typed: str
) -> None:
    code = give_card(people_site, person.id)
    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    for digits in (code, arabic):
        groups = typed.format(digits[:4], digits[4:8], digits[8:])
        assert type_code(phone(people_site), groups).status_code == 303


def test_entrance_answers_every_card_that_does_not_open_alike(
    people_site: FastAPI, places: Places, person: Participant
) -> None:
    replaced = give_card(people_site, person.id)
    blocked = give_card(people_site, person.id)
    with people_site.state.database.writing() as session:
        revoke_cards(session, person.id, people_site.state.clock())
    now = people_site.state.clock()
    people_site.state.clock = lambda: now - CARD_LIFE - timedelta(seconds=1)
    with people_site.state.database.writing() as session:
        other = make_participant(session, places.group)
    too_old = give_card(people_site, other.id)
    people_site.state.clock = lambda: now
    answers = [type_code(phone(people_site), code) for code in (replaced, blocked, too_old, "000000000000")]
    bodies = {
        answer.text.replace(code, "")
        for answer, code in zip(answers, (replaced, blocked, too_old, "000000000000"), strict=True)
    }
    assert [answer.status_code for answer in answers] == [422] * 4
    assert len(bodies) == 1
    assert said(people_site, "ti", NOT_A_CARD) in bodies.pop()
    assert [answer.headers.get("set-cookie") for answer in answers] == [None] * 4
    assert (trail(people_site), _open_cards(people_site)) == ([], 0)


def test_entrance_says_beside_the_field_what_is_missing_and_keeps_it(people_site: FastAPI) -> None:
    answer = type_code(phone(people_site), '1234 "5', "sv")
    assert answer.status_code == 422
    assert said(people_site, "sv", TWELVE) in answer.text
    assert 'value="1234 &#34;5" aria-invalid="true" aria-describedby="e-code"' in answer.text
    assert 'id="e-code" role="alert"' in answer.text


def test_entrance_gives_nothing_huge_back(people_site: FastAPI) -> None:
    answer = type_code(phone(people_site), "1" * 1_000_000, "sv")
    assert answer.status_code == 422
    assert len(answer.content) < 10_000
    assert 'value=""' in answer.text


def test_entrance_refuses_what_is_no_form(people_site: FastAPI) -> None:
    client = phone(people_site)
    twice = client.post(
        "/sv/card/open",
        content="code=1&code=2",
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    as_json = client.post("/sv/card/open", json={"code": "123456789012"})
    assert (twice.status_code, as_json.status_code) == (400, 415)


def test_entrance_stops_guessing_for_a_while_in_plain_words(
    people_site: FastAPI, person: Participant
) -> None:
    client, code = phone(people_site), give_card(people_site, person.id)
    now = people_site.state.clock()
    people_site.state.clock = lambda: now
    for _ in range(10):
        assert type_code(client, "000000000000").status_code == 422
    stopped = type_code(client, code)
    assert (stopped.status_code, stopped.headers["retry-after"]) == (429, "900")
    sentence = "You have tried too many times. Wait a moment and try again."
    assert said(people_site, "ti", sentence) in stopped.text
    people_site.state.clock = lambda: now + timedelta(minutes=15)
    assert type_code(client, code).status_code == 303


def test_entrance_counts_wrong_tries_on_after_a_right_one(people_site: FastAPI, person: Participant) -> None:
    client, code = phone(people_site), give_card(people_site, person.id)
    for wrong in (9, 1):
        assert type_code(client, code).status_code == 303
        for _ in range(wrong):
            assert type_code(client, "000000000000").status_code == 422
    assert type_code(client, code).status_code == 429


def test_entrance_opens_for_a_fresh_network_while_everybody_is_stopped(
    people_site: FastAPI, person: Participant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.people.actions.card_entry.WHOLE_SITE", RateLimit("card-open", 1, HOUR))
    code = give_card(people_site, person.id)
    people_site.state.settings = people_site.state.settings.model_copy(update={"trusted_proxies": 1})

    def status(address: str, digits: str) -> int:
        client = phone(people_site)
        client.headers["x-forwarded-for"] = address
        return type_code(client, digits).status_code

    # The guesser has one first try, then the only one of everybody's; her neighbour in the /48 has none left.
    assert [status("2001:db8:1:1::1", "000000000000") for _ in range(3)] == [422, 422, 429]
    assert status("2001:db8:1:2::1", code) == 429
    assert status("2001:db8:2:1::1", code) == 303
    assert status("192.0.2.1", code) == 303


def test_entrance_counts_no_mistyped_number(people_site: FastAPI, person: Participant) -> None:
    client, code = phone(people_site), give_card(people_site, person.id)
    for _ in range(12):
        assert type_code(client, code[:11]).status_code == 422
    assert type_code(client, code).status_code == 303


@pytest.mark.parametrize("path", ["/ti/card/open", "/ti/card/leave"])
def test_another_site_can_neither_open_nor_close_a_card(
    people_site: FastAPI, person: Participant, path: str
) -> None:
    code = give_card(people_site, person.id)
    client = phone(people_site)
    assert type_code(client, code).status_code == 303
    for site in ("cross-site", "same-site", "none"):
        answer = client.post(path, data={"code": code}, headers={"sec-fetch-site": site})
        assert answer.status_code == 403
    assert client.get("/ti/card").status_code == 200


def test_entrance_shows_the_next_of_the_family_the_form_and_the_way_to_the_open_card(
    people_site: FastAPI, person: Participant
) -> None:
    link = 'href="/ti/card"'
    empty = phone(people_site).get("/ti/card/open")
    assert link not in _main(empty)
    assert 'data-card-entrance="goes"' in empty.text
    client = opened(people_site, person.id)
    entrance = client.get("/ti/card/open")
    assert link in _main(entrance)
    assert 'data-card-entrance="asks"' in entrance.text
    with people_site.state.database.writing() as session:
        revoke_cards(session, person.id, people_site.state.clock())
    assert link not in _main(client.get("/ti/card/open"))
