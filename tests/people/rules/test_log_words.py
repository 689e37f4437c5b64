"""The words of the log: every action has some, for staff and for the person it is about."""

import re
from pathlib import Path

from app.people.models.accounts import Role
from app.people.models.reviews import Finding
from app.people.rules.log_words import (
    ABOUT_THEM,
    ABOUT_YOU,
    FINDINGS,
    OTHER_USE,
    OWN_READING,
    PARTICIPANTS_OWN,
    WHO,
    words_about_them,
    words_about_you,
)
from app.people.rules.roles import sees_participants

SLICE = Path(__file__).parents[3] / "app" / "people"
_ACTION = re.compile(r'"((?:[a-z]+)\.(?:[a-z]+))"')


def test_words_about_them_exist_for_every_action_that_the_slice_records() -> None:
    kinds = {action.partition(".")[0] for action in ABOUT_THEM}
    recorded = {
        action
        for file in sorted((SLICE / "routes").glob("*.py"))
        for action in _ACTION.findall(file.read_text())
        if action.partition(".")[0] in kinds
    }
    assert {"card.opened", "card.closed", "log.viewed", "log.sampled"} <= recorded
    assert recorded - set(ABOUT_THEM) == set()


def test_words_about_you_exist_for_everything_that_can_be_about_a_participant() -> None:
    about_her = {action for action in ABOUT_THEM if action.partition(".")[0] in PARTICIPANTS_OWN}
    assert about_her - set(ABOUT_YOU) == {"participant.removed"}
    assert {"log.viewed", "log.extracted"} <= set(ABOUT_YOU)


def test_words_of_an_answer_taken_back_fit_a_no_too() -> None:
    assert ABOUT_YOU["choice.withdrawn"] == "Your answer to something was taken back."
    assert ABOUT_THEM["choice.withdrawn"] == "Took back an answer"


def test_words_about_you_are_whole_sentences() -> None:
    assert [words for words in ABOUT_YOU.values() if not words.endswith(".")] == []


def test_words_about_you_tell_own_reading_from_a_review() -> None:
    assert words_about_you("log.viewed", is_own=True) == OWN_READING
    assert words_about_you("log.viewed", is_own=False) == ABOUT_YOU["log.viewed"]
    assert words_about_you("card.opened", is_own=True) == "Your card was opened on a phone."


def test_words_of_an_action_that_is_not_known_are_no_gap() -> None:
    assert words_about_you("mark.set", is_own=False) == OTHER_USE
    assert words_about_them("mark.set") == "mark.set"


def test_who_names_every_role_that_sees_participants() -> None:
    assert set(WHO) == {role for role in Role if sees_participants(role)}


def test_findings_all_have_words() -> None:
    assert set(FINDINGS) == set(Finding)
