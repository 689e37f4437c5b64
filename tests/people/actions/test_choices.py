"""A yes or no is never overwritten: a new one closes the earlier."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.database import Database
from app.core.errors import InvalidInputError, NotFoundError
from app.people.actions.choices import Answer, record_choice, withdraw_choice
from app.people.models.participants import Choice, GivenHow, Participant, Purpose
from app.people.queries.choices import choices_of, live_choice
from app.people.rules.choices import WORDINGS
from tests.factories.people import NOW, make_participant, make_places

pytestmark = pytest.mark.data

YES = Answer(is_yes=True, language="ti", how=GivenHow.PAPER)
NO = Answer(is_yes=False, language="ti", how=GivenHow.PAPER)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def participant(session: Session) -> Participant:
    return make_participant(session, make_places(session).group)


def test_an_answer_is_kept_with_its_wording_language_and_way(
    session: Session, participant: Participant
) -> None:
    choice = record_choice(session, participant.id, Purpose.SMS, YES, NOW)
    assert (choice.purpose, choice.is_yes, choice.language, choice.given_how) == ("sms", True, "ti", "paper")
    assert (choice.text_version, choice.given_at) == (WORDINGS[Purpose.SMS].version, NOW)
    assert live_choice(session, participant.id, Purpose.SMS) is choice
    assert live_choice(session, participant.id, Purpose.SURVEY) is None


def test_another_answer_closes_the_earlier_and_keeps_it(session: Session, participant: Participant) -> None:
    first = record_choice(session, participant.id, Purpose.SMS, YES, NOW)
    second = record_choice(session, participant.id, Purpose.SMS, NO, LATER)
    assert (first.is_yes, first.given_at, first.withdrawn_at) == (True, NOW, LATER)
    assert live_choice(session, participant.id, Purpose.SMS) is second
    assert choices_of(session, participant.id) == [second, first]


def test_the_same_answer_again_is_the_one_that_holds(session: Session, participant: Participant) -> None:
    first = record_choice(session, participant.id, Purpose.SMS, YES, NOW)
    assert record_choice(session, participant.id, Purpose.SMS, YES, LATER) is first
    assert (first.given_at, first.withdrawn_at) == (NOW, None)


def test_an_answer_to_an_older_wording_is_not_the_same(session: Session, participant: Participant) -> None:
    first = record_choice(session, participant.id, Purpose.SMS, YES, NOW)
    first.text_version = "2020-01"
    assert record_choice(session, participant.id, Purpose.SMS, YES, LATER) is not first
    assert first.withdrawn_at == LATER


def test_taking_back_leaves_no_answer_and_can_be_done_twice(
    session: Session, participant: Participant
) -> None:
    first = record_choice(session, participant.id, Purpose.SMS, YES, NOW)
    assert withdraw_choice(session, participant.id, Purpose.SMS, LATER) is first
    assert withdraw_choice(session, participant.id, Purpose.SMS, LATER + timedelta(1)) is None
    assert live_choice(session, participant.id, Purpose.SMS) is None
    assert first.withdrawn_at == LATER
    assert record_choice(session, participant.id, Purpose.SMS, YES, LATER) is not first


def test_a_language_without_a_text_needs_an_interpreter(session: Session, participant: Participant) -> None:
    with pytest.raises(InvalidInputError) as caught:
        record_choice(session, participant.id, Purpose.SMS, Answer(True, "uk", GivenHow.PAPER), NOW)
    assert set(caught.value.fields) == {"language"}
    aloud = Answer(True, "uk", GivenHow.WITH_INTERPRETER)
    assert record_choice(session, participant.id, Purpose.SMS, aloud, NOW).language == "uk"


def test_nobody_answers_who_is_not_there(session: Session) -> None:
    with pytest.raises(NotFoundError):
        record_choice(session, "0" * 16, Purpose.SMS, YES, NOW)
    with pytest.raises(NotFoundError):
        withdraw_choice(session, "0" * 16, Purpose.SMS, NOW)


def test_two_answers_at_once_leave_one_that_holds(database: Database) -> None:
    with database.writing() as session:
        participant = make_participant(session, make_places(session).group)
    start = threading.Barrier(2)

    def answer(given: Answer) -> None:
        start.wait()
        with database.writing() as session:
            record_choice(session, participant.id, Purpose.SMS, given, NOW)

    threads = [threading.Thread(target=answer, args=(given,)) for given in (YES, NO)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert live_choice(session, participant.id, Purpose.SMS) is not None
        assert len(session.scalars(select(Choice)).all()) == 2
