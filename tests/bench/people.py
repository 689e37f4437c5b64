"""What staff pages cost with many people in the house, against few: ratios, queries, the trail's check."""

import asyncio
import statistics
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fastapi import FastAPI
from rich.table import Table
from sqlalchemy import event, insert, select, update
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.core.audit import FIRST_HASH, AuditEvent, AuditHead, AuditSubject, event_hash, verify_chain
from app.core.ids import new_code, new_id
from app.core.permissions import Reach
from app.main import create_app
from app.migrations import upgrade
from app.people.actions.reviews import draw_sample
from app.people.actions.sessions import start_staff_session
from app.people.models.accounts import Account, AccountState, Role, RoleGrant
from app.people.models.participants import Participant
from app.people.models.units import Unit
from app.people.rules.passwords import hash_password, matches
from app.settings import Settings
from tests.bench.asgi import Variant, ask, scope_of, seconds_per_request
from tests.factories.people import Places, give_role, make_account, make_places

PASSWORD = "en lång mening att minnas"
SMALL, LARGE = (50, 50, 1_000), (5_000, 500, 1_000_000)
"""Participants, staff, audit events: what the second is, the issue of staff accounts asks for."""
_BATCH = 10_000
_TRIES = 7


@dataclass
class House:
    """A site with people in it, and the cookies of those who look at them."""

    app: FastAPI
    places: Places
    participant: Participant
    reviewer_id: str
    reviewer: str
    leader: str


def people(place: Path) -> Table:
    """Time every page of staff in a small and a large house, in turn."""
    small, large = build(place / "few", *SMALL), build(place / "many", *LARGE)
    table = Table(
        "Page", "few ms", "many ms", "Ratio", "Queries", "Budget", title="Staff pages, few and many"
    )
    for name, cookie, path in _pages():
        variants = {
            size: Variant(house.app, _scope(house, cookie, path), 4)
            for size, house in (("few", small), ("many", large))
        }
        found = seconds_per_request(variants)
        counts = [_queries(house, cookie, path) for house in (small, large)]
        same = f"{counts[0]}" if counts[0] == counts[1] else f"{counts[0]} → {counts[1]}"
        table.add_row(
            name,
            f"{found['few'] * 1000:.1f}",
            f"{found['many'] * 1000:.1f}",
            f"{found['many'] / found['few']:.2f} ×",
            same,
            "≤ 1.3 ×, same",
        )
    _add_sample(table, small, large)
    _add_sign_in(table, large)
    _add_check(table, small, large)
    return table


def _pages() -> Iterator[tuple[str, str, str]]:
    yield "participants, coordinator", "leader", "/staff/participants"
    yield "one participant", "leader", "/staff/participants/{participant}"
    yield "seats", "leader", "/staff/seats"
    yield "extract of the log", "leader", "/staff/participants/{participant}/log"
    yield "staff", "reviewer", "/staff/accounts"
    yield "who sees what", "reviewer", "/staff/access"
    yield "log reviews", "reviewer", "/staff/log"
    yield "units", "reviewer", "/staff/units"


def _scope(house: House, cookie: str, path: str) -> dict[str, object]:
    filled = path.format(participant=house.participant.id)
    return dict(scope_of(filled, cookie=f"staff={getattr(house, cookie)}"))


def build(folder: Path, participants: int, staff: int, events: int) -> House:
    """Fill a database of its own."""
    settings = Settings(data_dir=folder, log_level="ERROR")
    app = create_app(settings)
    upgrade(app.state.database)
    now = datetime.now(UTC)
    with app.state.database.writing() as session:
        places = make_places(session)
        administrator = make_account(session, places.party, name="Amina Berg")
        give_role(session, administrator, Role.ADMINISTRATOR)
        coordinator = make_account(session, places.party, name="Karin Ek")
        give_role(session, coordinator, Role.COORDINATOR, places.programme)
        session.execute(insert(Account), [_account(places, number, now) for number in range(staff)])
        ids = session.scalars(select(Account.id).where(Account.name.startswith("Staff "))).all()
        session.execute(insert(RoleGrant), [_grant(own, places.group, now) for own in ids])
        session.execute(
            insert(Participant), [_participant(places, number, now) for number in range(participants)]
        )
        first = session.scalars(select(Participant).order_by(Participant.code).limit(1)).one()
        cookies = [
            start_staff_session(session, account.id, method="passkey", device="", now=now)
            for account in (administrator, coordinator)
        ]
    _add_events(app, events, coordinator.id, places.group, now)
    return House(app, places, first, administrator.id, *cookies)


def _account(places: Places, number: int, now: datetime) -> dict[str, object]:
    return {
        "id": new_id(),
        "email": f"staff{number}@skola.example",
        "name": f"Staff {number:04}",
        "party_id": places.party.id,
        "state": AccountState.ACTIVE,
        "totp_last_step": 0,
        "is_demo": False,
        "created_at": now,
    }


def _grant(account_id: str, unit: Unit, now: datetime) -> dict[str, object]:
    return {
        "id": new_id(),
        "account_id": account_id,
        "role": Role.EXTERNAL_LEADER,
        "unit_id": unit.id,
        "valid_from": now.date() - timedelta(days=1),
        "granted_by": account_id,
        "granted_at": now,
    }


def _participant(places: Places, number: int, now: datetime) -> dict[str, object]:
    return {
        "id": new_id(),
        "code": new_code(8),
        "unit_id": (places.group if number % 2 else places.sister_group).id,
        "spoken_language": ("ti", "so", "ar")[number % 3],
        "also_speaks": [],
        "read_language": ("ti", "so", "ar")[number % 3],
        "reads_well": "some",
        "medium": "audio",
        "interpreter_need": "always",
        "access_needs": [],
        "registered_at": now,
        "version": 1,
    }


def _add_events(app: FastAPI, count: int, actor_id: str, unit: Unit, now: datetime) -> None:
    """Write a true chain, in the way `record_event` does, many events at a time."""
    with app.state.database.reading() as session:
        persons = session.scalars(select(Participant.id)).all()
    previous, number = FIRST_HASH, 0
    while number < count:
        rows = []
        for _ in range(min(_BATCH, count - number)):
            number += 1
            made = AuditEvent(
                id=number,
                at=now - timedelta(seconds=count - number),
                actor_kind="staff",
                actor_id=actor_id,
                action="participant.viewed",
                object_kind="participant",
                object_id=persons[number % len(persons)],
                unit_id=unit.id,
                purpose="see_participants",
                detail={},
                previous_hash=previous,
            )
            previous = event_hash(made)
            rows.append({name: getattr(made, name) for name in _COLUMNS} | {"hash": previous})
        with app.state.database.writing() as session:
            session.execute(insert(AuditEvent), rows)
            subjects = [{"subject_id": row["object_id"], "event_id": row["id"]} for row in rows]
            session.execute(insert(AuditSubject), subjects)
            session.execute(update(AuditHead).values(last_id=number, last_hash=previous))


_COLUMNS = [column.key for column in AuditEvent.__table__.columns if column.key != "hash"]


def _queries(house: House, cookie: str, path: str) -> int:
    """Count the statements of one request."""
    with _counting(house.app) as counted:
        status = asyncio.run(ask(house.app, _scope(house, cookie, path)))[0]
    assert status == 200, f"{path}: {status}"
    return counted[0]


@contextmanager
def _counting(app: FastAPI) -> Iterator[list[int]]:
    counted = [0]

    def note(*_: object) -> None:
        counted[0] += 1

    engine = app.state.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield counted
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _add_sign_in(table: Table, house: House) -> None:
    """Time sign-ins with a wrong password against the hash alone."""
    stored = hash_password(PASSWORD)
    browser = TestClient(house.app, headers={"sec-fetch-site": "same-origin"})
    hashes, sign_ins = [], []
    for number in range(_TRIES):
        started = time.perf_counter()
        assert matches(PASSWORD, stored)
        hashed = time.perf_counter()
        sent = {"email": f"staff{number}@skola.example", "password": PASSWORD}
        assert browser.post("/staff/sign-in", data=sent).status_code == 422
        hashes.append(hashed - started)
        sign_ins.append(time.perf_counter() - hashed)
    share = statistics.median(hashes) / statistics.median(sign_ins)
    milliseconds = f"{statistics.median(sign_ins) * 1000:.0f}"
    table.add_row("sign-in: share of the password's hash", "", milliseconds, f"{share:.0%}", "", "most of it")


def _add_sample(table: Table, small: House, large: House) -> None:
    """Time the drawing of a sample, over the whole house and within one programme."""
    for name in ("the whole house", "one programme"):
        found = [_draw(house, everywhere=name == "the whole house") for house in (small, large)]
        row = [f"a sample of the log, {name}", *(f"{seconds * 1000:.1f}" for seconds in found)]
        table.add_row(*row, f"{found[1] / found[0]:.2f} ×", "", "≤ 1.3 ×")


def _draw(house: House, *, everywhere: bool) -> float:
    reach = Reach(everywhere=True) if everywhere else Reach(unit_ids=frozenset({house.places.programme.id}))
    seconds = []
    for _ in range(_TRIES):
        with house.app.state.database.writing() as session:
            started = time.perf_counter()
            draw_sample(session, house.reviewer_id, reach, days=90, now=datetime.now(UTC))
            seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def _add_check(table: Table, small: House, large: House) -> None:
    found = {}
    for name, house in (("few", small), ("many", large)):
        with house.app.state.database.reading() as session:
            found[name] = _check(session)
    (few_seconds, few_peak, few), (many_seconds, many_peak, many) = found["few"], found["many"]
    table.add_row(
        f"check of the trail, {few:,} and {many:,} events: memory",
        f"{few_peak / 2**20:.2f} MiB",
        f"{many_peak / 2**20:.2f} MiB",
        f"{many_peak / few_peak:.2f} ×",
        "",
        "flat",
    )
    per_event = many_seconds / many / (few_seconds / few)
    table.add_row(
        "the same: time per event",
        f"{few_seconds:.2f} s",
        f"{many_seconds:.1f} s",
        f"{per_event:.2f} ×",
        "",
        "",
    )


def _check(session: Session) -> tuple[float, int, int]:
    tracemalloc.start()
    started = time.perf_counter()
    report = verify_chain(session)
    seconds, peak = time.perf_counter() - started, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert report.is_sound, report.reason
    return seconds, peak, report.checked
