"""The jobs of the slice, run as the worker runs them but without it."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select, text

from app.core.audit import Happening, record_event
from app.core.database import Database
from app.core.jobs import JobContext
from app.core.keyring import Keyring, open_keyring
from app.people.models.accounts import StaffSession
from app.people.queries.sealed import SealedCount, count_sealed
from app.people.rules.sealing import CODES, place_of_codes
from app.people.tasks import check_log, jobs, seal_anew, sweep
from app.settings import Settings
from tests.factories.people import NOW, make_account, make_party
from tests.people.actions.test_sweep import add_staff_session

pytestmark = pytest.mark.data

LOOKED = Happening(
    actor_kind="staff",
    actor_id="a",
    action="participant.viewed",
    object_kind="participant",
    object_id="p",
    purpose="see_participants",
)


def _context(database: Database, settings: Settings, now: datetime) -> JobContext:
    return JobContext(database, settings, lambda: now, "job")


def _events(logs: io.StringIO) -> list[tuple[str, int]]:
    lines = [json.loads(line) for line in logs.getvalue().splitlines()]
    return [(line["event"], line["count"]) for line in lines]


def test_jobs_run_each_night() -> None:
    assert {job.name: job.cron for job in jobs.jobs} == {
        "people.sweep": "20 3 * * *",
        "people.reseal": "30 3 * * *",
        "people.check_log": "40 3 * * *",
    }


def test_sweep_removes_what_has_run_out(database: Database, settings: Settings, logs: io.StringIO) -> None:
    with database.writing() as session:
        account = make_account(session, make_party(session, "Regionen"))
        add_staff_session(session, account.id, created_at=NOW)
    sweep(_context(database, settings, NOW + timedelta(days=1)))
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(StaffSession)) == 0
    assert _events(logs) == [("expired_removed", 1)]


def test_seal_anew_lets_an_old_secret_be_given_up(
    database: Database, settings: Settings, logs: io.StringIO
) -> None:
    with database.writing() as session:
        account = make_account(session, make_party(session, "Regionen"))
        account.totp_sealed = Keyring(["old"]).seal(CODES, "secret", bound_to=place_of_codes(account.id))
    both = settings.model_copy(update={"old_secrets": (SecretStr("old"),)})
    for _ in range(2):
        seal_anew(_context(database, both, NOW))
    with database.reading() as session:
        assert count_sealed(session, open_keyring(settings)) == SealedCount(all=1)
    assert _events(logs) == [("sealed_anew", 1)]


def test_check_log_of_a_sound_trail(database: Database, settings: Settings, logs: io.StringIO) -> None:
    with database.writing() as session:
        record_event(session, LOOKED)
    check_log(_context(database, settings, datetime.now(UTC)))
    assert _events(logs) == [("audit_trail_sound", 1)]


def test_check_log_of_a_broken_trail(database: Database, settings: Settings, logs: io.StringIO) -> None:
    with database.writing() as session:
        record_event(session, LOOKED)
        session.execute(text("UPDATE audit_head SET last_hash = 'other'"))
    check_log(_context(database, settings, datetime.now(UTC)))
    assert _events(logs) == [("audit_trail_broken", 0)]
