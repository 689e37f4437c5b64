"""Which choice holds, and which ones there were."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.people.actions.choices import Answer, record_choice, withdraw_choice
from app.people.models.participants import GivenHow, Purpose
from app.people.queries.choices import choices_of, live_choice
from tests.factories.people import NOW, make_participant, make_places

pytestmark = pytest.mark.data

YES = Answer(is_yes=True, language="ti", how=GivenHow.DIGITAL)


def test_the_choice_that_holds_is_hers_and_for_this_purpose(session: Session) -> None:
    group = make_places(session).group
    own, other = make_participant(session, group), make_participant(session, group)
    given = record_choice(session, own.id, Purpose.SMS, YES, NOW)
    assert live_choice(session, own.id, Purpose.SMS) is given
    assert live_choice(session, own.id, Purpose.SURVEY) is None
    assert live_choice(session, other.id, Purpose.SMS) is None


def test_all_choices_are_read_the_newest_first(session: Session) -> None:
    own = make_participant(session, make_places(session).group)
    first = record_choice(session, own.id, Purpose.SMS, YES, NOW)
    withdraw_choice(session, own.id, Purpose.SMS, NOW + timedelta(hours=1))
    second = record_choice(session, own.id, Purpose.SMS, YES, NOW + timedelta(hours=2))
    third = record_choice(session, own.id, Purpose.SURVEY, YES, NOW + timedelta(hours=3))
    assert choices_of(session, own.id) == [third, second, first]
    assert live_choice(session, own.id, Purpose.SMS) is second
