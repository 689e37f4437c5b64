"""The card on a phone: in by twelve digits, the person's own page, and out without a trace on the phone."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.core.locales import LANGUAGES
from app.people.actions.cards import revoke_cards
from app.people.models.accounts import Role
from app.people.models.card import CardContents, LessonToRead, NextSession
from app.people.models.participants import CardSession, Participant
from app.people.rules.sessions import CARD_IDLE
from tests.factories.people import Places, give_role, make_account, make_participant, signed_in
from tests.people.cards import give_card, leave_trace, opened, phone, said, trail, type_code

pytestmark = pytest.mark.data
MAPS = "https://map.example/?q=1&r=2"


@pytest.fixture
def person(people_site: FastAPI, places: Places) -> Participant:
    with people_site.state.database.writing() as session:
        return make_participant(session, places.group)


def _open_cards(site: FastAPI) -> int:
    with site.state.database.reading() as session:
        return session.scalar(select(func.count()).select_from(CardSession)) or 0


def _actions(site: FastAPI) -> list[tuple[str, str, str, str | None]]:
    return [(made.action, made.actor_kind, made.object_id, made.unit_id) for made in trail(site)]


def _plan(
    site: FastAPI, *, map_url: str = MAPS, cannot_come_path: str | None = "/ti/card/cannot-come/s1"
) -> None:
    planned = NextSession(
        starts_at=datetime(2026, 3, 10, 12, 5, tzinfo=UTC),
        ends_at=datetime(2026, 3, 10, 14, 5, tzinfo=UTC),
        place="Skäggetorps <centrum>",
        map_url=map_url,
        cannot_come_path=cannot_come_path,
    )

    def contents(session: Session, participant_id: str, lang: str) -> CardContents:
        return CardContents(planned, LessonToRead(f"/{lang}/lessons/pacing", f"Lesson of {participant_id}"))

    site.state.card_contents = contents


def test_a_second_card_on_a_phone_takes_the_place_of_the_first(
    people_site: FastAPI, places: Places, person: Participant
) -> None:
    with people_site.state.database.writing() as session:
        sister = make_participant(session, places.sister_group)
    client = opened(people_site, person.id)
    old_cookie = client.cookies["card"]
    assert type_code(client, give_card(people_site, sister.id)).status_code == 303
    assert "Torsdagsgruppen" in client.get("/ti/card").text
    assert _open_cards(people_site) == 1
    stale = phone(people_site)
    stale.cookies.set("card", old_cookie)
    assert stale.get("/ti/card").headers["location"] == "/ti/card/open"
    assert _actions(people_site) == [
        ("card.opened", "participant", person.id, places.group.id),
        ("card.closed", "participant", person.id, places.group.id),
        ("card.opened", "participant", sister.id, places.sister_group.id),
    ]


def test_cards_of_two_persons_are_never_mixed(
    people_site: FastAPI, places: Places, person: Participant
) -> None:
    with people_site.state.database.writing() as session:
        other = make_participant(session, places.other_group)
    _plan(people_site)
    mine, hers = opened(people_site, person.id), opened(people_site, other.id)
    for _ in range(3):
        card, her_card = mine.get("/ti/card").text, hers.get("/ti/card").text
        assert ("Tisdagsgruppen" in card, "Fredagsgruppen" in card) == (True, False)
        assert ("Tisdagsgruppen" in her_card, "Fredagsgruppen" in her_card) == (False, True)
        assert (f"Lesson of {person.id}" in card, f"Lesson of {other.id}" in her_card) == (True, True)
        assert mine.get("/ti/card/log").text.count("<li>\n<p") == hers.get("/ti/card/log").text.count(
            "<li>\n<p"
        )


def test_card_that_is_blocked_meanwhile_leads_to_the_entrance(
    people_site: FastAPI, person: Participant
) -> None:
    client = opened(people_site, person.id)
    assert client.get("/ar/card").status_code == 200
    with people_site.state.database.writing() as session:
        revoke_cards(session, person.id, people_site.state.clock())
    for path in ("/ar/card", "/ar/card/log"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/ar/card/open")


def test_card_that_nobody_used_for_long_leads_to_the_entrance(
    people_site: FastAPI, person: Participant
) -> None:
    client = opened(people_site, person.id)
    now = people_site.state.clock()
    people_site.state.clock = lambda: now + CARD_IDLE - timedelta(seconds=1)
    assert client.get("/ti/card").status_code == 200
    people_site.state.clock = lambda: now + 2 * CARD_IDLE
    assert client.get("/ti/card").status_code == 303


def test_card_of_a_participant_and_pages_of_staff_do_not_open_each_other(
    people_site: FastAPI, places: Places, person: Participant
) -> None:
    client = opened(people_site, person.id)
    assert client.get("/staff/log").headers["location"].startswith("/staff/sign-in")
    with people_site.state.database.writing() as session:
        leader = make_account(session, places.party)
        give_role(session, leader, Role.COURSE_LEADER, places.group)
    staff = signed_in(people_site, leader)
    assert staff.get("/ti/card").headers["location"] == "/ti/card/open"
    staff.cookies.set("card", staff.cookies["staff"])
    assert staff.get("/ti/card").headers["location"] == "/ti/card/open"


def test_card_in_a_language_that_we_do_not_have_is_not_found(
    people_site: FastAPI, person: Participant
) -> None:
    client = opened(people_site, person.id)
    for path in ("/en/card", "/en/card/open", "/xx/card/open", "/en/card/log"):
        assert client.get(path).status_code == 404
    assert client.post("/en/card/leave").status_code == 404
    assert type_code(client, "1", "en").status_code == 404
    assert client.get("/ti/card").status_code == 200


def test_card_without_a_plan_says_so_kindly(people_site: FastAPI, person: Participant) -> None:
    text = opened(people_site, person.id).get("/sv/card").text
    nothing = "No meeting is planned yet. Your group leader tells you when."
    late = "It is fine to come late. It is fine to come for a short while."
    assert said(people_site, "sv", nothing) in text
    assert said(people_site, "sv", late) in text
    assert '<svg class="own-clock"' not in text


@pytest.mark.parametrize(
    ("lang", "day", "part"),
    [
        ("sv", "tisdag 10 mars 2026", "på eftermiddagen"),
        ("ar", "الثلاثاء، 10 آذار/مارس 2026", "بعد الظهر"),
        ("so", "Talaado, 10 Maarso 2026", "duhurnimo"),
        ("ti", "ሰሉስ፣ 10 መጋቢት 2026 (2026-03-10)", "ድሕሪ ቀትሪ"),
    ],
)
def test_card_tells_the_next_meeting_in_words_digits_and_a_clock(
    people_site: FastAPI, person: Participant, lang: str, day: str, part: str
) -> None:
    _plan(people_site)
    text = opened(people_site, person.id).get(f"/{lang}/card").text
    assert f"<bdi>{day}</bdi>" in text
    assert f'<bdi dir="ltr">13:05–15:05</bdi> <span>{part}</span>' in text
    assert 'y2="29" transform="rotate(32.5 50 50)"' in text
    assert 'y2="15" transform="rotate(30 50 50)"' in text
    assert "<bdi>Skäggetorps &lt;centrum&gt;</bdi>" in text
    assert f'href="{MAPS.replace("&", "&amp;")}" rel="noreferrer"' in text
    assert 'href="/ti/card/cannot-come/s1"' in text
    assert f'href="/{lang}/lessons/pacing"' in text
    for other in LANGUAGES:
        assert f'href="/{other}/card" lang="{other}"' in text


def test_card_links_to_no_map_that_is_not_safe(people_site: FastAPI, person: Participant) -> None:
    client = opened(people_site, person.id)
    wrong = (
        "http://map.example/",
        "javascript:alert(1)",
        "https://",
        "//map.example",
        "",
        "https://[",
        "data:x",
    )
    for map_url in wrong:
        _plan(people_site, map_url=map_url, cannot_come_path=None)
        text = client.get("/sv/card").text
        assert "Skäggetorps" in text
        assert 'rel="noreferrer"' not in text
        assert "cannot-come" not in text


def _pages(client: TestClient, lang: str) -> Iterator[str]:
    """The pages of the card in a language, the one after leaving last."""
    for path in ("/card", "/card/log", "/card/open"):
        yield client.get(f"/{lang}{path}").text
    yield client.post(f"/{lang}/card/leave").text


def test_card_pages_do_not_name_the_illness_in_their_title(people_site: FastAPI, person: Participant) -> None:
    for lang in LANGUAGES:
        for page in _pages(opened(people_site, person.id), lang):
            title = page.partition("<title>")[2].partition("</title>")[0]
            assert title
            assert said(people_site, lang, "Pain school") not in unescape(title)


def test_card_pages_hold_no_inline_script_or_style(people_site: FastAPI, person: Participant) -> None:
    _plan(people_site)
    for page in _pages(opened(people_site, person.id), "sv"):
        assert re.findall(r"\sstyle=|<style|\son[a-z]+=|<script(?! src=)", page) == []


def test_own_log_tells_who_looked_without_naming_her_and_is_recorded(
    people_site: FastAPI, places: Places, person: Participant
) -> None:
    with people_site.state.database.writing() as session:
        leader = make_account(session, places.party, name="Sara Lind")
        give_role(session, leader, Role.COURSE_LEADER, places.group)
        other = make_participant(session, places.group)
        for seen in (person, other):
            leave_trace(
                session, "participant.viewed", seen.id, at=people_site.state.clock(), actor_id=leader.id
            )
        leave_trace(session, "contact.viewed", other.id, at=people_site.state.clock(), actor_id=leader.id)
    client = opened(people_site, person.id)
    text = client.get("/ti/card/log").text
    assert said(people_site, "ti", "The page about you was seen.") in text
    assert f"{said(people_site, 'ti', 'Course leader')}, <bdi>Regionen</bdi>" in text
    assert said(people_site, "ti", "Your telephone number or e-mail address was seen.") not in text
    assert text.count("<li>\n<p") == 2
    for hidden in ("Sara Lind", leader.id, leader.email, other.id, other.code):
        assert hidden not in text
    assert _actions(people_site)[-1] == ("log.viewed", "participant", person.id, places.group.id)
    assert said(people_site, "ti", "This list was read.") in client.get("/ti/card/log").text


def test_own_log_turns_its_pages(people_site: FastAPI, person: Participant) -> None:
    with people_site.state.database.writing() as session:
        for _ in range(60):
            leave_trace(session, "participant.viewed", person.id, at=people_site.state.clock())
    client = opened(people_site, person.id)
    first = client.get("/sv/card/log").text
    older = unescape(re.findall(r'rel="next" href="([^"]+)"', first)[0])
    second = client.get(older).text
    assert (first.count("<li>\n<p"), second.count("<li>\n<p")) == (50, 11)
    newer = unescape(re.findall(r'rel="prev" href="([^"]+)"', second)[0])
    assert client.get(newer).status_code == 200
    assert client.get("/sv/card/log?cursor=rubbish").status_code == 422


def test_reading_the_card_changes_nothing(people_site: FastAPI, person: Participant) -> None:
    client = opened(people_site, person.id)
    before = _actions(people_site)
    for path in ("/sv/card", "/sv/card/open", "/ti/card"):
        assert client.get(path).status_code == 200
    assert (_actions(people_site), _open_cards(people_site)) == (before, 1)
