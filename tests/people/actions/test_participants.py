"""Registering once, changing what nobody else changed, forgetting everything."""

import itertools
import secrets
import threading
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.database import Base, Database
from app.core.errors import InvalidInputError, NotFoundError
from app.core.ids import new_id
from app.core.keyring import Keyring
from app.people.actions.cards import issue_card
from app.people.actions.choices import Answer, record_choice
from app.people.actions.contact import NewContact, add_contact
from app.people.actions.participants import (
    REGISTERED_ALREADY,
    USED_ALREADY,
    change_participant,
    register_participant,
    remove_participant,
)
from app.people.actions.sessions import start_card_session
from app.people.models.participants import (
    Card,
    CardSession,
    Choice,
    ContactPoint,
    GivenHow,
    InterpreterNeed,
    Medium,
    Participant,
    Purpose,
    ReadsWell,
    Sex,
    Strength,
)
from app.people.rules.participants import AccessNeed, Facts
from tests.factories.people import NOW, make_participant, make_places
from tests.people.cards import leave_trace

pytestmark = pytest.mark.data

FACTS = Facts(
    spoken_language="ar",
    read_language="sv",
    reads_well=ReadsWell.SOME,
    medium=Medium.AUDIO,
    interpreter_need=InterpreterNeed.ALWAYS,
    wish=(Sex.WOMAN, Strength.MUST),
    dialect="iraqi",
    also_speaks=("so", "so", "ckb"),
    access_needs=(AccessNeed.STAIRS, AccessNeed.STAIRS),
    sex=Sex.MAN,
)


def _rows(session: Session, table: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_registering_keeps_what_was_said_and_draws_a_code(session: Session) -> None:
    group = make_places(session).group
    assert register_participant(session, "p" * 16, group.id, FACTS, NOW)
    session.expire_all()
    made = session.scalars(select(Participant)).one()
    assert (made.id, made.unit_id, made.version, made.registered_at) == ("p" * 16, group.id, 1, NOW)
    assert (made.also_speaks, made.access_needs) == (["so", "ckb"], ["stairs"])
    assert (made.interpreter_sex, made.interpreter_strength, made.sex) == ("woman", "must", "man")
    assert len(made.code) == 8


def test_registering_again_under_the_same_id_changes_nothing(session: Session) -> None:
    group = make_places(session).group
    register_participant(session, "p" * 16, group.id, FACTS, NOW)
    session.expire_all()
    assert not register_participant(session, "p" * 16, group.id, FACTS, NOW)
    assert _rows(session, Participant) == 1


def test_registering_again_with_something_else_is_refused(session: Session) -> None:
    places = make_places(session)
    register_participant(session, "p" * 16, places.group.id, FACTS, NOW)
    others = [(places.group, replace(FACTS, sex=None)), (places.sister_group, FACTS)]
    for unit, facts in others:
        with pytest.raises(InvalidInputError) as caught:
            register_participant(session, "p" * 16, unit.id, facts, NOW)
        assert caught.value.fields == {"form": REGISTERED_ALREADY}
    assert session.execute(select(Participant.sex, Participant.unit_id)).all() == [("man", places.group.id)]


def test_registering_does_not_bring_back_under_an_id_of_somebody_removed(session: Session) -> None:
    group = make_places(session).group
    register_participant(session, "p" * 16, group.id, FACTS, NOW)
    leave_trace(session, "participant.registered", "p" * 16, at=NOW)
    assert not register_participant(session, "p" * 16, group.id, FACTS, NOW)
    remove_participant(session, "p" * 16)
    with pytest.raises(InvalidInputError) as caught:
        register_participant(session, "p" * 16, group.id, FACTS, NOW)
    assert caught.value.fields == {"form": USED_ALREADY}
    assert _rows(session, Participant) == 0


def test_a_code_that_is_taken_is_drawn_again(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    group = make_places(session).group
    taken = make_participant(session, group).code
    signs = iter(taken + "FREEFREE")
    monkeypatch.setattr(secrets, "choice", lambda _signs: next(signs))
    assert register_participant(session, "p" * 16, group.id, FACTS, NOW)
    assert session.get_one(Participant, "p" * 16).code == "FREEFREE"


def test_codes_that_are_always_taken_end_in_an_error_and_not_in_a_loop(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = make_places(session).group
    signs = itertools.cycle(make_participant(session, group).code)
    monkeypatch.setattr(secrets, "choice", lambda _signs: next(signs))
    with pytest.raises(RuntimeError):
        register_participant(session, "q" * 16, group.id, FACTS, NOW)
    assert _rows(session, Participant) == 1


def test_registering_refuses_facts_that_do_not_fit(session: Session) -> None:
    group = make_places(session).group
    with pytest.raises(InvalidInputError) as caught:
        register_participant(session, "p" * 16, group.id, replace(FACTS, dialect="maay"), NOW)
    assert set(caught.value.fields) == {"dialect"}
    assert _rows(session, Participant) == 0


def test_one_form_sent_from_two_threads_registers_one_person(database: Database) -> None:
    with database.writing() as session:
        group = make_places(session).group
    start = threading.Barrier(3)
    made: list[bool] = []

    def register() -> None:
        start.wait()
        with database.writing() as session:
            made.append(register_participant(session, "p" * 16, group.id, FACTS, NOW))

    threads = [threading.Thread(target=register) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [False, False, True]
    with database.reading() as session:
        assert _rows(session, Participant) == 1


def test_a_change_counts_the_version_up_and_moves(session: Session) -> None:
    places = make_places(session)
    participant = make_participant(session, places.group)
    changed = change_participant(session, participant.id, places.sister_group.id, FACTS, version=1)
    assert (changed.version, changed.unit_id, changed.dialect) == (2, places.sister_group.id, "iraqi")
    wishless = replace(FACTS, wish=None, interpreter_need=InterpreterNeed.NO)
    changed = change_participant(session, participant.id, places.group.id, wishless, version=2)
    assert (changed.interpreter_sex, changed.interpreter_strength, changed.version) == (None, None, 3)


@pytest.mark.parametrize("version", [0, 2, 99])
def test_a_change_from_another_version_is_refused(version: int, session: Session) -> None:
    group = make_places(session).group
    participant = make_participant(session, group)
    with pytest.raises(InvalidInputError) as caught:
        change_participant(session, participant.id, group.id, FACTS, version=version)
    assert set(caught.value.fields) == {"form"}
    session.expire_all()
    assert (participant.version, participant.spoken_language) == (1, "ti")


def test_a_change_of_somebody_removed_is_not_found(session: Session) -> None:
    group = make_places(session).group
    with pytest.raises(NotFoundError):
        change_participant(session, new_id(), group.id, FACTS, version=1)


def test_removing_leaves_nothing_of_this_person_and_all_of_another(session: Session) -> None:
    group = make_places(session).group
    gone, kept = make_participant(session, group), make_participant(session, group)
    ring = Keyring(["a secret"])
    for participant in (gone, kept):
        add_contact(session, participant.id, NewContact("0701740605", is_shared=False), ring, NOW)
        record_choice(session, participant.id, Purpose.SMS, Answer(True, "ti", GivenHow.PAPER), NOW)
        issue_card(session, participant.id, ring, NOW)
        card_id = session.scalars(select(Card.id).where(Card.participant_id == participant.id)).one()
        start_card_session(session, card_id, now=NOW)
    remove_participant(session, gone.id)
    for table in (Participant, ContactPoint, Choice, Card, CardSession):
        assert _rows(session, table) == 1, table
    assert session.scalars(select(Participant.id)).one() == kept.id
    with pytest.raises(NotFoundError):
        remove_participant(session, gone.id)
