"""Participants as staff meet them: the list, one of them, registering, changing and forgetting."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from starlette.testclient import TestClient

from app.core.audit import AuditSubject
from app.people.models.accounts import Role
from app.people.models.participants import Card, CardSession, Choice, ContactPoint, Participant, SeatCount
from app.people.models.units import Unit
from tests.factories.people import Places, give_role, make_account, signed_in
from tests.people.cards import give_card, opened
from tests.people.leaders import ENGLISH, UNKNOWN, actions, events, hidden, leading, registered
from tests.people.statements import sent_statements

pytestmark = pytest.mark.data

REQUIRED = {
    "spoken_language": "ar",
    "read_language": "ar",
    "reads_well": "some",
    "medium": "audio",
    "interpreter_need": "always",
}
KEY = "0123456789abcdef"


@pytest.fixture
def leader(people_site: FastAPI, places: Places) -> Iterator[TestClient]:
    """A course leader of the site with both groups."""
    with leading(people_site, places.party, places.site) as client:
        yield client


def _all(site: FastAPI) -> list[Participant]:
    with site.state.database.reading() as session:
        return list(session.scalars(select(Participant)))


def test_list_shows_those_in_reach_and_says_so_in_the_trail(
    people_site: FastAPI, places: Places, leader: TestClient
) -> None:
    own, sister = registered(people_site, places.group)[0], registered(people_site, places.sister_group)[0]
    foreign = registered(people_site, places.other_group)[0]
    page = leader.get("/staff/participants")
    assert page.status_code == 200
    assert f"{own.code[:4]}-{own.code[4:]}" in page.text
    assert sister.id in page.text
    assert foreign.id not in page.text
    assert "Tigrinja" in page.text
    listed = events(people_site)[-1]
    assert (listed.action, listed.object_kind, listed.unit_id) == (
        "participant.listed",
        "participant",
        places.site.id,
    )
    assert listed.detail["count"] == 2
    with people_site.state.database.reading() as session:
        subjects = set(
            session.scalars(select(AuditSubject.subject_id).where(AuditSubject.event_id == listed.id))
        )
    assert subjects == {own.id, sister.id}


def test_empty_list_is_recorded_too_and_says_that_nobody_is_there(
    people_site: FastAPI, leader: TestClient
) -> None:
    page = leader.get("/staff/participants", headers=ENGLISH)
    assert "Nobody is registered here yet." in page.text
    assert actions(people_site) == ["participant.listed"]


def test_a_list_over_two_programmes_is_told_to_both(people_site: FastAPI, places: Places) -> None:
    own, sister = registered(people_site, places.group)[0], registered(people_site, places.sister_group)[0]
    foreign = registered(people_site, places.other_group)[0]
    with people_site.state.database.writing() as session:
        account = make_account(session, places.party)
        give_role(session, account, Role.COORDINATOR, places.programme)
        give_role(session, account, Role.COORDINATOR, places.other_programme)
        session.get_one(Unit, places.other_group.id).controller_id = places.party.id
    with signed_in(people_site, account) as client:
        client.get("/staff/participants")
        client.get(f"/staff/participants?unit={places.sister_group.id}")
        client.get(f"/staff/participants?unit={places.site.id}&language=xx")
        client.get("/staff/participants?language=xx")
    told = [
        (event.unit_id, set(event.detail.get("object_ids", ())), event.detail["count"])
        for event in events(people_site)
    ]
    assert sorted(told[:2], key=lambda event: event[2]) == [
        (places.other_group.id, {foreign.id}, 1),
        (places.site.id, {own.id, sister.id}, 2),
    ]
    assert told[2:] == [
        (places.sister_group.id, {sister.id}, 1),
        (places.site.id, set(), 0),
        (None, set(), 0),
    ]
    assert set(actions(people_site)) == {"participant.listed"}


def test_list_offers_a_card_or_another_one(people_site: FastAPI, places: Places, leader: TestClient) -> None:
    first, second = registered(people_site, places.group, 2)
    give_card(people_site, first.id)
    page = leader.get("/staff/participants", headers=ENGLISH).text
    for person, words, name in (
        (first, "Replace the card", "Replace the card of"),
        (second, "New card", "New card for"),
    ):
        code = f"{person.code[:4]}-{person.code[4:]}"
        button = rf'{person.id}/card"><button type="submit" aria-label="{name} {code}">.*<span>{words}</span>'
        assert re.search(button, page)


def test_list_is_narrowed_by_unit_language_interpreter_and_code(
    people_site: FastAPI, places: Places, leader: TestClient
) -> None:
    own, sister = registered(people_site, places.group)[0], registered(people_site, places.sister_group)[0]
    with people_site.state.database.writing() as session:
        session.get_one(Participant, sister.id).spoken_language = "so"
        session.get_one(Participant, sister.id).interpreter_need = "no"
    typed = f" {own.code[:4].lower()}-{own.code[4:6]}"
    for query in (f"unit={places.group.id}", "language=ti", "need=always", f"code={typed}"):
        page = leader.get(f"/staff/participants?{query}").text
        assert own.id in page, query
        assert sister.id not in page, query
    both = leader.get(f"/staff/participants?unit={places.site.id}").text
    assert own.id in both
    assert sister.id in both


def test_list_copes_with_every_address(people_site: FastAPI, places: Places, leader: TestClient) -> None:
    registered(people_site, places.group)
    for query in ("language=%00", "need=%00", "code=%25", "code=_______", "code=%00", "language=xx"):
        page = leader.get(f"/staff/participants?{query}", headers=ENGLISH)
        assert page.status_code == 200, query
        assert "Nobody here fits this." in page.text, query
    for query, status in (("cursor=rubbish", 422), (f"code={'A' * 41}", 422), ("cursor=", 200)):
        assert leader.get(f"/staff/participants?{query}").status_code == status, query
    for unit_id in (places.other_group.id, UNKNOWN, "%00"):
        assert leader.get(f"/staff/participants?unit={unit_id}").status_code == 404


def test_list_turns_its_pages_and_keeps_the_filter(
    people_site: FastAPI, places: Places, leader: TestClient
) -> None:
    made = registered(people_site, places.group, 51)
    first = leader.get("/staff/participants?language=ti")
    onward = re.search(r'rel="next" href="([^"]*)"', first.text)
    assert onward is not None
    second = leader.get(onward.group(1).replace("&amp;", "&"))
    assert "language=ti" in onward.group(1)
    ids = [
        re.findall(r'<th scope="row"><a href="/staff/participants/(\w+)"', page.text)
        for page in (first, second)
    ]
    assert [len(ids[0]), len(ids[1])] == [50, 1]
    assert set(ids[0] + ids[1]) == {found.id for found in made}


def test_list_gives_htmx_its_part_alone(people_site: FastAPI, places: Places, leader: TestClient) -> None:
    registered(people_site, places.group)
    part = leader.get("/staff/participants", headers={"hx-request": "true"}).text
    assert part.lstrip().startswith('<div id="list">')
    assert "<html" not in part


def test_list_costs_the_same_number_of_queries_for_one_row_or_fifty(
    people_site: FastAPI, places: Places, leader: TestClient
) -> None:
    counts = []
    for more in (1, 49):
        made = registered(people_site, places.group, more)
        give_card(people_site, made[0].id)
        with sent_statements(people_site.state.database.engine) as statements:
            leader.get("/staff/participants")
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_registering_asks_for_little_and_leads_to_the_card(
    people_site: FastAPI, places: Places, leader: TestClient
) -> None:
    form = leader.get("/staff/participants/new", headers=ENGLISH)
    assert events(people_site) == []
    key = hidden(form.text, "key")
    answer = leader.post("/staff/participants/new", data={"key": key, "unit": places.group.id, **REQUIRED})
    (made,) = _all(people_site)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/staff/participants/{made.id}"
    assert (made.spoken_language, made.unit_id, made.version, made.also_speaks) == (
        "ar",
        places.group.id,
        1,
        [],
    )
    assert re.fullmatch("[2-9A-HJKMNP-TV-Z]{8}", made.code)
    recorded = events(people_site)[-1]
    assert (recorded.action, recorded.object_id) == ("participant.registered", made.id)
    page = leader.get(answer.headers["location"], headers=ENGLISH)
    assert re.search(
        r'action="/staff/participants/\w+/card"[^>]*><button[^>]* class="main">.*Print the card', page.text
    )


def test_registering_twice_with_one_form_makes_one_person(
    people_site: FastAPI, places: Places, leader: TestClient
) -> None:
    data = {"key": KEY, "unit": places.group.id, **REQUIRED}
    first, second = (leader.post("/staff/participants/new", data=data) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert len(_all(people_site)) == 1
    assert actions(people_site) == ["participant.registered", "participant.viewed"]


def test_registering_twice_with_other_words_shows_the_form_and_loses_nothing(
    people_site: FastAPI, places: Places, leader: TestClient
) -> None:
    data = {"key": KEY, "unit": places.group.id, **REQUIRED}
    home = leader.post("/staff/participants/new", data=data).headers["location"]
    for change in ({"spoken_language": "so"}, {"unit": places.sister_group.id}):
        answer = leader.post("/staff/participants/new", data=data | change, headers=ENGLISH)
        assert answer.status_code == 422
        assert "This person is registered already." in answer.text
        assert f'href="{home}"' in answer.text
        assert f'<option value="{next(iter(change.values()))}" selected>' in answer.text
    (made,) = _all(people_site)
    assert (made.spoken_language, made.unit_id, made.version) == ("ar", places.group.id, 1)
    assert actions(people_site) == ["participant.registered"]


def test_registering_again_after_a_removal_brings_nobody_back(
    people_site: FastAPI, places: Places, leader: TestClient
) -> None:
    data = {"key": KEY, "unit": places.group.id, **REQUIRED}
    home = leader.post("/staff/participants/new", data=data).headers["location"]
    leader.post(f"{home}/remove", data={"way": "for_good"})
    answer = leader.post("/staff/participants/new", data=data, headers=ENGLISH)
    assert answer.status_code == 422
    assert "This form was used already. Open a new one." in answer.text
    assert home not in answer.text
    assert _all(people_site) == []
    assert actions(people_site) == ["participant.registered", "participant.removed"]


def test_everything_that_may_be_known_is_kept_and_shown(
    people_site: FastAPI, places: Places, leader: TestClient
) -> None:
    data = {
        "key": KEY,
        "unit": places.site.id,
        **REQUIRED,
        "dialect": "iraqi",
        "also_speaks": ["ckb", "so"],
        "interpreter_wish": "woman-must",
        "access_needs": ["stairs", "quiet_room"],
        "sex": "woman",
    }
    answer = leader.post("/staff/participants/new", data=data)
    (made,) = _all(people_site)
    assert (made.dialect, made.also_speaks, made.access_needs) == (
        "iraqi",
        ["ckb", "so"],
        ["stairs", "quiet_room"],
    )
    assert (made.interpreter_sex, made.interpreter_strength, made.sex) == ("woman", "must", "woman")
    page = leader.get(answer.headers["location"], headers=ENGLISH).text
    for words in (
        "Arabic, Iraqi",
        "Sorani, Somali",
        "Only a woman",
        "Cannot take stairs",
        "A little",
        "a little",
    ):
        assert words.lower() in page.lower(), words


def test_registering_refuses_what_does_not_fit_beside_its_field_and_keeps_the_rest(
    people_site: FastAPI, places: Places, leader: TestClient
) -> None:
    good = {"key": KEY, "unit": places.group.id, **REQUIRED}
    wrong = {
        "unit": "\0",
        "spoken_language": "xx",
        "read_language": "\0",
        "dialect": "maay",
        "also_speaks": "ar",
        "interpreter_need": "",
        "interpreter_wish": "woman",
        "access_needs": "diagnosis",
    }
    for field, value in wrong.items():
        answer = leader.post("/staff/participants/new", data=good | {field: value})
        assert answer.status_code == 422, field
        assert f'id="e-{field}"' in answer.text, field
        assert hidden(answer.text, "key") == KEY
        assert field == "unit" or f'<option value="{places.group.id}" selected>' in answer.text
    assert _all(people_site) == []
    assert actions(people_site) == []


def test_registering_refuses_a_unit_outside_reach_in_the_form(
    people_site: FastAPI, places: Places, leader: TestClient
) -> None:
    for unit in (places.other_group, places.programme):
        answer = leader.post("/staff/participants/new", data={"key": KEY, "unit": unit.id, **REQUIRED})
        assert answer.status_code == 422
        assert 'id="e-unit"' in answer.text
    assert _all(people_site) == []


def test_registering_ignores_fields_that_are_no_part_of_the_form(
    people_site: FastAPI, places: Places, leader: TestClient
) -> None:
    data = {"key": KEY, "unit": places.group.id, **REQUIRED, "code": "AAAAAAAA", "id": "x", "version": "9"}
    leader.post("/staff/participants/new", data=data)
    (made,) = _all(people_site)
    assert made.code != "AAAAAAAA"
    assert (made.id == "x", made.version) == (False, 1)


def test_foreign_participants_are_answered_like_unknown_ones_everywhere(
    people_site: FastAPI, places: Places, leader: TestClient
) -> None:
    foreign = registered(people_site, places.other_group)[0]
    for way in (
        "",
        "/edit",
        "/remove",
        "/contact",
        "/choices",
        "/choices/sms",
        "/choices/sms/withdraw",
        "/card/revoke",
    ):
        answers = [leader.get(f"/staff/participants/{own}{way}") for own in (foreign.id, UNKNOWN)]
        assert [answer.status_code for answer in answers] == [404, 404], way
        assert answers[0].text.replace(foreign.id, UNKNOWN) == answers[1].text
    for way in (
        "/edit",
        "/remove",
        "/contact",
        "/choices/sms",
        "/choices/sms/withdraw",
        "/card",
        "/card/revoke",
    ):
        answers = [
            leader.post(f"/staff/participants/{own}{way}", data={"a": "b"}) for own in (foreign.id, UNKNOWN)
        ]
        assert [answer.status_code for answer in answers] == [404, 404], way
        assert answers[0].text.replace(foreign.id, UNKNOWN) == answers[1].text
    assert events(people_site) == []


def test_a_change_is_saved_with_its_version(people_site: FastAPI, places: Places, leader: TestClient) -> None:
    made = registered(people_site, places.group)[0]
    form = leader.get(f"/staff/participants/{made.id}/edit").text
    assert f'<option value="{places.group.id}" selected>' in form
    data = {"unit": places.sister_group.id, **REQUIRED, "version": hidden(form, "version")}
    answer = leader.post(f"/staff/participants/{made.id}/edit", data=data)
    assert answer.status_code == 303
    (now,) = _all(people_site)
    assert (now.version, now.spoken_language, now.unit_id) == (2, "ar", places.sister_group.id)
    changes = [e.unit_id for e in events(people_site) if e.action == "participant.changed"]
    assert changes == [places.group.id, places.sister_group.id]


def test_a_change_to_what_somebody_else_changed_shows_both_and_keeps_what_was_typed(
    people_site: FastAPI, places: Places, leader: TestClient
) -> None:
    made = registered(people_site, places.group)[0]
    path = f"/staff/participants/{made.id}/edit"
    data = {"unit": places.group.id, **REQUIRED, "version": "1"}
    leader.post(path, data=data | {"spoken_language": "so"})
    answer = leader.post(path, data=data | {"spoken_language": "uk"}, headers=ENGLISH)
    assert answer.status_code == 422
    assert "Somebody else has changed this meanwhile." in answer.text
    assert "<dt>Speaks</dt><dd>Somali" in answer.text
    assert '<option value="uk" selected>' in answer.text
    assert _all(people_site)[0].spoken_language == "so"
    again = leader.post(
        path, data=data | {"spoken_language": "uk", "version": hidden(answer.text, "version")}
    )
    assert again.status_code == 303
    assert _all(people_site)[0].spoken_language == "uk"


@pytest.mark.parametrize(("way", "seats"), [("for_good", 0), ("seat", 1)])
def test_removing_forgets_everything_but_the_trail(
    way: str, seats: int, people_site: FastAPI, places: Places, leader: TestClient
) -> None:
    made = registered(people_site, places.group)[0]
    path = f"/staff/participants/{made.id}"
    leader.post(f"{path}/contact", data={"contact": "070 174 06 05"})
    leader.post(f"{path}/choices/sms", data={"answer": "yes", "language": "ti", "how": "paper"})
    leader.post(f"{path}/card")
    assert leader.get(f"{path}/remove").status_code == 200
    answer = leader.post(f"{path}/remove", data={"way": way})
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/participants")
    with people_site.state.database.reading() as session:
        for table in (Participant, ContactPoint, Choice, Card, CardSession):
            assert session.scalar(select(func.count()).select_from(table)) == 0
        counted = session.scalars(select(SeatCount)).all()
    assert [(seat.unit_id, seat.sex, seat.count) for seat in counted] == [(places.group.id, "", 1)] * seats
    last = events(people_site)[-1]
    assert (last.action, last.object_id, last.detail) == ("participant.removed", made.id, {})
    assert leader.get(path).status_code == 404
    assert leader.post(f"{path}/remove", data={"way": way}).status_code == 404


def test_removing_asks_to_sign_in_again_after_a_while_and_leads_back(
    people_site: FastAPI, places: Places, leader: TestClient
) -> None:
    made = registered(people_site, places.group)[0]
    path = f"/staff/participants/{made.id}/remove"
    assert "sign-in?again=1" not in leader.get(path).text
    late = people_site.state.clock() + timedelta(minutes=16)
    people_site.state.clock = lambda: late
    asked = leader.get(path, headers=ENGLISH)
    assert f'href="/staff/sign-in?again=1&amp;next={path}"' in asked.text
    assert f'action="{path}"' not in asked.text
    sent = leader.post(path, data={"way": "for_good"})
    assert sent.status_code == 303
    assert len(_all(people_site)) == 1
    assert actions(people_site) == ["participant.viewed"] * 2
    led = leader.get(sent.headers["location"])
    assert led.status_code == 200
    assert path in led.text


def test_removing_without_saying_how_asks_again(
    people_site: FastAPI, places: Places, leader: TestClient
) -> None:
    made = registered(people_site, places.group)[0]
    answer = leader.post(f"/staff/participants/{made.id}/remove", data={"way": "both"})
    assert answer.status_code == 422
    assert 'id="e-way"' in answer.text
    assert len(_all(people_site)) == 1


def test_removing_closes_an_open_card_at_the_next_request(
    people_site: FastAPI, places: Places, leader: TestClient
) -> None:
    made = registered(people_site, places.group)[0]
    with opened(people_site, made.id) as phone:
        assert phone.get("/ti/card").status_code == 200
        leader.post(f"/staff/participants/{made.id}/remove", data={"way": "seat"})
        answer = phone.get("/ti/card")
    assert (answer.status_code, answer.headers["location"]) == (303, "/ti/card/open")


def test_a_leader_of_one_group_sees_that_group_only(people_site: FastAPI, places: Places) -> None:
    sister = registered(people_site, places.sister_group)[0]
    with leading(people_site, places.party, places.group) as client:
        assert sister.id not in client.get("/staff/participants").text
        assert client.get(f"/staff/participants/{sister.id}").status_code == 404
        form = client.get("/staff/participants/new").text
    assert f'<option value="{places.group.id}" selected>' in form
    assert places.sister_group.id not in form


def test_who_may_not_see_participants_is_refused(people_site: FastAPI, places: Places) -> None:
    made = registered(people_site, places.group)[0]
    with leading(people_site, places.party, None, Role.ADMINISTRATOR) as client:
        assert client.get("/staff/participants").status_code == 403
        assert client.get(f"/staff/participants/{made.id}").status_code == 403
        assert client.post("/staff/participants/new", data={"key": KEY}).status_code == 403
    assert actions(people_site) == []


def test_a_coordinator_registers_in_groups_and_sites_and_narrows_to_the_programme(
    people_site: FastAPI, places: Places
) -> None:
    with leading(people_site, places.party, places.programme, Role.COORDINATOR) as client:
        form = client.get("/staff/participants/new", headers=ENGLISH).text
        listed = client.get("/staff/participants", headers=ENGLISH).text
    assert "Skäggetorp (no group chosen)</option>" in form
    assert "Skäggetorp · Tisdagsgruppen</option>" in form
    assert f'<option value="{places.programme.id}"' not in form
    assert f'<option value="{places.programme.id}"' in listed
    assert "no group chosen" not in listed
