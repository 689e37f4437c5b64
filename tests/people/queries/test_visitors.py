"""Who is behind a cookie: only who may be, with the rights of this very moment."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from app.core.database import Database
from app.core.permissions import OWN_ACCOUNT, OWN_CARD, PARTICIPANT, SEE_PARTICIPANTS, STAFF, Reach
from app.people.actions.sessions import note_seen, start_card_session, start_staff_session
from app.people.models.accounts import Account, AccountState, Role, StaffSession
from app.people.models.participants import Card, CardSession, Participant
from app.people.queries.visitors import find_card_holder, find_staff
from app.people.rules.sessions import (
    CARD_IDLE,
    CARD_LIFE,
    CARD_LONGEST,
    SEEN_AGAIN,
    STAFF_IDLE,
    STAFF_LONGEST,
)
from tests.factories.people import (
    NOW,
    Places,
    give_role,
    make_account,
    make_participant,
    make_places,
)
from tests.factories.records import make_card

pytestmark = pytest.mark.data

SECOND = timedelta(seconds=1)
NO_TOKENS = ["", "x", "x" * 43, "x" * 100_000, "\x00", "\ud800", "' OR 1=1 --", "%", "_" * 43]


@pytest.fixture
def here(session: Session) -> Places:
    return make_places(session)


@pytest.fixture
def sara(session: Session, here: Places) -> Account:
    return make_account(session, here.party)


@pytest.fixture
def token(session: Session, sara: Account) -> str:
    return start_staff_session(session, sara.id, method="passkey", device="Firefox, Linux", now=NOW)


@pytest.fixture
def ahlam(session: Session, here: Places) -> Participant:
    return make_participant(session, here.group)


@pytest.fixture
def card(session: Session, ahlam: Participant) -> Card:
    return make_card(session, ahlam)


@pytest.fixture
def card_token(session: Session, card: Card) -> str:
    return start_card_session(session, card.id, now=NOW)


@contextmanager
def _counted(session: Session) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    yield seen
    event.remove(session.get_bind(), "before_cursor_execute", note)


@pytest.mark.parametrize("keeps", [True, False])
def test_find_staff(session: Session, sara: Account, here: Places, token: str, keeps: bool) -> None:
    give_role(session, sara, Role.COURSE_LEADER, here.group)
    found = find_staff(session, token, now=NOW, keeps=keeps)
    assert found is not None
    actor = found.actor
    assert (actor.kind, actor.id, actor.name) == (STAFF, sara.id, "Sara Lind")
    assert actor.session_id == session.query(StaffSession).one().id
    assert actor.reaches[SEE_PARTICIPANTS] == Reach(
        unit_ids=frozenset({here.group.id}), controller_id=here.party.id
    )
    assert not found.is_due


def test_find_staff_without_a_role(session: Session, token: str) -> None:
    found = find_staff(session, token, now=NOW, keeps=False)
    assert found is not None
    # Nothing but one's own account, so that one can still leave, or change how one signs in.
    assert dict(found.actor.reaches) == {OWN_ACCOUNT: Reach()}


@pytest.mark.parametrize("other", NO_TOKENS, ids=lambda one: ascii(one[:12]))
def test_find_staff_with_a_cookie_of_nobody(session: Session, token: str, other: str) -> None:
    assert find_staff(session, other, now=NOW, keeps=False) is None


def test_find_staff_by_the_hash_itself(session: Session, token: str) -> None:
    stored = session.query(StaffSession).one().token_hash
    assert find_staff(session, stored, now=NOW, keeps=False) is None


def test_find_staff_with_a_card(session: Session, card_token: str) -> None:
    assert find_staff(session, card_token, now=NOW, keeps=False) is None


@pytest.mark.parametrize(
    ("seen_after", "now_after", "is_here"),
    [
        (timedelta(), STAFF_IDLE - SECOND, True),
        (timedelta(), STAFF_IDLE, False),
        (STAFF_LONGEST - SECOND, STAFF_LONGEST - SECOND, True),
        (STAFF_LONGEST - SECOND, STAFF_LONGEST, False),
    ],
)
def test_find_staff_after_some_time(
    session: Session, token: str, seen_after: timedelta, now_after: timedelta, is_here: bool
) -> None:
    session.execute(update(StaffSession).values(last_seen_at=NOW + seen_after))
    assert (find_staff(session, token, now=NOW + now_after, keeps=False) is not None) is is_here


@pytest.mark.parametrize(
    ("after", "is_due"), [(timedelta(), False), (SEEN_AGAIN - SECOND, False), (SEEN_AGAIN, True)]
)
def test_find_staff_says_when_to_write_that_she_was_here(
    session: Session, token: str, after: timedelta, is_due: bool
) -> None:
    found = find_staff(session, token, now=NOW + after, keeps=False)
    assert found is not None
    assert found.is_due is is_due


@pytest.mark.parametrize("state", [AccountState.CLOSED, AccountState.INVITED])
def test_find_staff_of_an_account_that_may_not_sign_in(
    session: Session, sara: Account, token: str, state: AccountState
) -> None:
    sara.state = state
    session.flush()
    assert find_staff(session, token, now=NOW, keeps=False) is None


@pytest.mark.parametrize(
    ("changed", "may"),
    [
        ({}, True),
        ({"revoked_at": NOW - SECOND}, False),
        # A day that has not come yet, when the request does, is no reason: revoked is revoked.
        ({"revoked_at": NOW + timedelta(days=9)}, False),
        ({"valid_from": date(2026, 3, 10)}, False),
        ({"valid_from": date(2026, 3, 9)}, True),
        ({"valid_until": date(2026, 3, 9)}, True),
        ({"valid_until": date(2026, 3, 8)}, False),
    ],
)
def test_find_staff_with_the_rights_of_the_day(
    session: Session, sara: Account, token: str, changed: dict[str, object], may: bool
) -> None:
    grant = give_role(session, sara, Role.COURSE_LEADER)
    for name, value in changed.items():
        setattr(grant, name, value)
    session.flush()
    found = find_staff(session, token, now=NOW, keeps=False)
    assert found is not None
    assert found.actor.may(SEE_PARTICIPANTS) is may


@pytest.mark.parametrize(
    ("now", "may"),
    [
        # 9 March begins at 23:00 UTC in winter time; 1 July at 22:00 UTC in summer time.
        (datetime(2026, 3, 8, 22, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 8, 23, 0, tzinfo=UTC), True),
        (datetime(2026, 6, 30, 21, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), False),
    ],
)
def test_find_staff_counts_days_as_in_sweden(
    session: Session, sara: Account, now: datetime, may: bool
) -> None:
    grant = give_role(session, sara, Role.COURSE_LEADER)
    grant.valid_from, grant.valid_until = date(2026, 3, 9), date(2026, 6, 30)
    session.flush()
    token = start_staff_session(session, sara.id, method="passkey", device="Firefox, Linux", now=now)
    found = find_staff(session, token, now=now, keeps=False)
    assert found is not None
    assert found.actor.may(SEE_PARTICIPANTS) is may


def test_find_staff_takes_nobody_elses_roles(
    session: Session, here: Places, sara: Account, token: str
) -> None:
    other = make_account(session, here.party, name="Eva")
    give_role(session, other, Role.ADMINISTRATOR)
    found = find_staff(session, token, now=NOW, keeps=False)
    assert found is not None
    assert dict(found.actor.reaches) == {OWN_ACCOUNT: Reach()}


@pytest.mark.parametrize("roles", [0, 1, 30])
def test_find_staff_asks_the_same_number_of_questions(
    session: Session, here: Places, sara: Account, token: str, roles: int
) -> None:
    for _ in range(roles):
        give_role(session, sara, Role.COURSE_LEADER, here.group)
    session.expire_all()
    with _counted(session) as asked:
        assert find_staff(session, token, now=NOW, keeps=True) is not None
    assert len(asked) == 2


def test_find_staff_holds_the_rows_only_when_it_keeps_them(
    session: Session, token: str, database_kind: str
) -> None:
    for keeps in (True, False):
        with _counted(session) as asked:
            find_staff(session, token, now=NOW, keeps=keeps)
        held = ["FOR SHARE" in statement for statement in asked]
        assert held == [keeps and database_kind == "postgresql"] * 2
        assert not any("staff_sessions" in statement.partition("FOR SHARE")[2] for statement in asked)


def test_two_requests_of_one_browser_at_once_both_note_that_she_was_here(
    database: Database, database_kind: str
) -> None:
    with database.writing() as session:
        account = make_account(session, make_places(session).party)
        token = start_staff_session(session, account.id, method="passkey", device="x", now=NOW)
    has_found = threading.Event()

    def visit(at: datetime) -> None:
        with database.writing() as session:
            found = find_staff(session, token, now=at, keeps=True)
            has_found.set()
            assert found is not None
            note_seen(session, found.actor, now=at)

    with ThreadPoolExecutor(1) as pool:
        with database.writing() as session:
            found = find_staff(session, token, now=NOW + SECOND, keeps=True)
            assert found is not None
            other = pool.submit(visit, NOW + 2 * SECOND)
            if database_kind == "postgresql":  # SQLite lets the other in when this one is done
                assert has_found.wait(5)
            note_seen(session, found.actor, now=NOW + SECOND)
        other.result(timeout=10)
    with database.reading() as session:
        assert session.scalars(select(StaffSession.last_seen_at)).one() in {NOW + SECOND, NOW + 2 * SECOND}


def test_find_card_holder(session: Session, ahlam: Participant, card_token: str) -> None:
    found = find_card_holder(session, card_token, now=NOW)
    assert found is not None
    actor = found.actor
    assert (actor.kind, actor.id, actor.name) == (PARTICIPANT, ahlam.id, "")
    assert actor.session_id == session.query(CardSession).one().id
    assert dict(actor.reaches) == {OWN_CARD: Reach()}


@pytest.mark.parametrize("other", NO_TOKENS, ids=lambda one: ascii(one[:12]))
def test_find_card_holder_with_a_cookie_of_nobody(session: Session, card_token: str, other: str) -> None:
    assert find_card_holder(session, other, now=NOW) is None


def test_find_card_holder_with_the_cookie_of_staff(session: Session, token: str) -> None:
    assert find_card_holder(session, token, now=NOW) is None


def test_find_card_holder_whose_card_was_blocked(session: Session, card: Card, card_token: str) -> None:
    card.revoked_at = NOW - SECOND
    session.flush()
    assert find_card_holder(session, card_token, now=NOW) is None


@pytest.mark.parametrize(
    ("seen_after", "now_after", "is_here"),
    [
        (timedelta(), CARD_IDLE - SECOND, True),
        (timedelta(), CARD_IDLE, False),
        (CARD_LONGEST - SECOND, CARD_LONGEST - SECOND, True),
        (CARD_LONGEST - SECOND, CARD_LONGEST, False),
    ],
)
def test_find_card_holder_after_some_time(
    session: Session, card_token: str, seen_after: timedelta, now_after: timedelta, is_here: bool
) -> None:
    session.execute(update(CardSession).values(last_seen_at=NOW + seen_after))
    assert (find_card_holder(session, card_token, now=NOW + now_after) is not None) is is_here


@pytest.mark.parametrize(("before", "is_here"), [(SECOND, True), (timedelta(), False), (-SECOND, False)])
def test_find_card_holder_at_the_end_of_the_cards_life(
    session: Session, card: Card, before: timedelta, is_here: bool
) -> None:
    now = NOW + CARD_LIFE - before
    token = start_card_session(session, card.id, now=now)
    assert (find_card_holder(session, token, now=now) is not None) is is_here


def test_find_card_holder_with_an_older_card_of_the_same_person(
    session: Session, ahlam: Participant, card: Card, card_token: str
) -> None:
    newer = start_card_session(session, make_card(session, ahlam).id, now=NOW)
    card.revoked_at = NOW
    session.flush()
    assert find_card_holder(session, card_token, now=NOW) is None
    assert find_card_holder(session, newer, now=NOW) is not None


@pytest.mark.parametrize(
    ("after", "is_due"), [(timedelta(), False), (SEEN_AGAIN - SECOND, False), (SEEN_AGAIN, True)]
)
def test_find_card_holder_says_when_to_write_that_she_was_here(
    session: Session, card_token: str, after: timedelta, is_due: bool
) -> None:
    found = find_card_holder(session, card_token, now=NOW + after)
    assert found is not None
    assert found.is_due is is_due


def test_find_card_holder_asks_one_question(session: Session, ahlam: Participant, card_token: str) -> None:
    for _ in range(10):
        make_card(session, ahlam)
    with _counted(session) as asked:
        assert find_card_holder(session, card_token, now=NOW) is not None
    assert len(asked) == 1
