"""Uploads in every order of things: pieces, breaks, kills at every step, loss of power, two at once.

The real routes, files and database; only the killer is made here. A kill is an exception that nothing
catches, raised before or after a step that reaches the disk or the database. Loss of power leaves of a file
what was flushed, and anything behind it.
"""

import asyncio
import hashlib
import os
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.captions.actions.sweep import LEFT_OVER, sweep_uploads
from app.captions.models.lectures import Lecture, Run, Upload
from app.captions.routes import receiving
from app.people.models.accounts import Account
from tests.captions.tus import SPEAKS, Sender, begin, make_leader, piece_headers, recording, stored
from tests.factories.captions import NOW
from tests.factories.people import Places

pytestmark = pytest.mark.data

_STEPS = ("pwrite", "fsync", "ftruncate", "link", "unlink", "utime")


class KilledError(BaseException):
    """Ends a request as kill -9 would: no handler of ours takes it."""


class Killer:
    """Counts the steps that reach the disk or the database, and kills at a chosen one.

    `durable` is what of each file, by inode, was flushed.
    """

    def __init__(self) -> None:
        self.left: int | None = None
        self.durable: dict[int, bytes] = {}

    def step(self) -> None:
        if self.left is None:
            return
        if self.left == 0:
            raise KilledError
        self.left -= 1

    def around(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            self.step()
            given = real(*arguments, **named)
            if name == "fsync":
                self._note(arguments[0])
            self.step()
            return given

        return call

    def commit(self, _session: Session) -> None:
        self.step()

    def _note(self, file: int) -> None:
        path = Path(f"/proc/self/fd/{file}").readlink()
        if path.suffix == ".part":
            self.durable[os.fstat(file).st_ino] = path.read_bytes()


@pytest.fixture
def killer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Killer]:
    killer = Killer()
    for name in _STEPS:
        monkeypatch.setattr(os, name, killer.around(name, getattr(os, name)))
    event.listen(Session, "before_commit", killer.commit)
    event.listen(Session, "after_commit", killer.commit)
    yield killer
    event.remove(Session, "before_commit", killer.commit)
    event.remove(Session, "after_commit", killer.commit)


_LENGTHS = strategies.integers(0, 900)
_CUTS = strategies.lists(strategies.integers(1, 400), max_size=4)


class Uploads(RuleBasedStateMachine):
    """One sender's uploads, one at a time, with the bytes that each should end up with."""

    site: FastAPI
    client: TestClient
    stranger: TestClient
    killer: Killer
    number = 0

    def __init__(self) -> None:
        super().__init__()
        self.data: Path = self.site.state.settings.data_dir
        self.address = ""
        self.content = b""
        self.here = 0
        self.finished: set[str] = set()

    @initialize(length=strategies.integers(20, 2500))
    def promise(self, length: int) -> None:
        type(self).number += 1
        self.content = recording(length, self.number)
        self.address = begin(self.client, length, slug=f"talk-{self.number}")
        self.here = 0

    @precondition(lambda self: not self.address)
    @rule(length=strategies.integers(20, 2500))
    def promise_another(self, length: int) -> None:
        self.promise(length)

    @precondition(lambda self: self.address)
    @rule(length=_LENGTHS, cuts=_CUTS, leaves=strategies.booleans())
    def send(self, length: int, cuts: list[int], leaves: bool) -> None:
        until = min(self.here + length, len(self.content))
        sender = self._sender(self.here, self.content[self.here : until], cuts, leaves)
        status = asyncio.run(sender.send())
        if not leaves and self.here < len(self.content):
            assert status == 204
            assert int(sender.headers["upload-offset"]) == until
            assert stored(self.client, self.address) == until

    @precondition(lambda self: self.address)
    @rule(cuts=_CUTS)
    def send_the_rest(self, cuts: list[int]) -> None:
        if self.here == len(self.content):
            return
        assert asyncio.run(self._sender(self.here, self.content[self.here :], cuts, False).send()) == 204
        assert stored(self.client, self.address) == len(self.content)

    @precondition(lambda self: self.address)
    @rule(length=_LENGTHS, cuts=_CUTS, steps=strategies.integers(0, 60), all_of_it=strategies.booleans())
    def be_killed(self, length: int, cuts: list[int], steps: int, all_of_it: bool) -> None:
        until = len(self.content) if all_of_it else min(self.here + length, len(self.content))
        sender = self._sender(self.here, self.content[self.here : until], cuts, False)
        self.killer.left = steps
        try:
            asyncio.run(sender.send())
        except KilledError:
            pass
        finally:
            self.killer.left = None

    @rule(seed=strategies.integers(0, 1000))
    def lose_power(self, seed: int) -> None:
        chance = random.Random(seed)
        for path in (self.data / "lectures/uploads").glob("*.part"):
            found = path.stat()
            if found.st_nlink > 1:
                continue
            behind = chance.randbytes(chance.randrange(300))
            path.write_bytes(self.killer.durable.get(found.st_ino, b"") + behind)

    @precondition(lambda self: self.address)
    @rule(wrong=strategies.integers(0, 3000))
    def send_at_a_wrong_place(self, wrong: int) -> None:
        if wrong == self.here:
            return
        before = self._bytes()
        assert asyncio.run(self._sender(wrong, b"x" * 50, [], False).send()) == 409
        assert self._bytes() == before

    @precondition(lambda self: self.address)
    @rule(more=strategies.integers(1, 500), leaves=strategies.booleans())
    def send_too_much(self, more: int, leaves: bool) -> None:
        if self.here == len(self.content):
            return
        sent = self.content[self.here :] + b"x" * more
        assert asyncio.run(self._sender(self.here, sent, [100], leaves).send()) == 413
        assert stored(self.client, self.address) < len(self.content)

    @precondition(lambda self: self.address)
    @rule(length=_LENGTHS, cuts=_CUTS)
    def take_over_from_one_that_hangs(self, length: int, cuts: list[int]) -> None:
        if self.here == len(self.content):
            return
        older = self._sender(self.here, b"other bytes"[: len(self.content) - self.here], [], False)
        older.then = "hang"
        until = min(self.here + length, len(self.content))
        newer = self._sender(self.here, self.content[self.here : until], cuts, False)

        async def send_both() -> tuple[int, int]:
            hanging = asyncio.create_task(older.send())
            while self._turn() == turn:
                await asyncio.sleep(0)
            return await newer.send(), await hanging

        turn = self._turn()
        statuses = asyncio.run(send_both())
        # The older one may have noted its bytes before: then the newer one is sent to ask first.
        if statuses[0] == 409:
            self.start_again()
            return
        assert statuses == (204, 423)
        assert stored(self.client, self.address) == until

    @precondition(lambda self: self.address)
    @rule(method=strategies.sampled_from(["HEAD", "PATCH", "DELETE"]))
    def be_a_stranger(self, method: str) -> None:
        answer = self.stranger.request(method, self.address, headers=piece_headers(self.here), content=b"x")
        assert answer.status_code == 404

    @precondition(lambda self: self.address)
    @rule()
    def sweep(self) -> None:
        self._sweep(timedelta())

    @precondition(lambda self: self.address)
    @rule()
    def run_out(self) -> None:
        self._sweep(timedelta(days=8))
        assert self.client.head(self.address, headers=SPEAKS).status_code == 404
        assert not self._part().exists()
        self.address = ""

    @precondition(lambda self: self.address)
    @rule()
    def start_again(self) -> None:
        assert self.client.delete(self.address, headers=SPEAKS).status_code == 204
        assert self.client.head(self.address, headers=SPEAKS).status_code == 404
        assert not self._part().exists()
        self.address = ""

    @invariant()
    def what_is_said_to_be_here_is_on_the_disk(self) -> None:
        if not self.address:
            return
        here = stored(self.client, self.address)
        assert here >= self.here
        self.here = here
        if here == len(self.content):
            self.finished.add(hashlib.sha256(self.content).hexdigest())
            return
        bytes_here = self._bytes()
        assert bytes_here[:here] == self.content[:here]
        assert len(bytes_here) <= len(self.content) + 300  # what a loss of power puts behind
        if here:
            assert len(self.killer.durable[self._part().stat().st_ino]) >= here

    @invariant()
    def what_is_finished_is_whole_and_worked_on(self) -> None:
        with self.site.state.database.reading() as session:
            lectures = session.scalars(select(Lecture)).all()
            runs = set(session.scalars(select(Run.lecture_id)))
        assert self.finished <= {lecture.source_hash for lecture in lectures}
        for lecture in lectures:
            original = self.data / "lectures" / lecture.source_hash[:2] / lecture.source_hash / "source"
            assert hashlib.sha256(original.read_bytes()).hexdigest() == lecture.source_hash
            assert lecture.id in runs

    def teardown(self) -> None:
        if self.address:
            self.start_again()
        self._sweep(LEFT_OVER * 30)
        with self.site.state.database.reading() as session:
            named = set(session.scalars(select(Lecture.source_hash)))
        left = {path for path in (self.data / "lectures").rglob("*") if path.is_file()}
        assert {path.parent.name for path in left} <= named

    def _sender(self, offset: int, content: bytes, cuts: list[int], leaves: bool) -> Sender:
        pieces, start = [], 0
        for cut in cuts:
            pieces.append(content[start : start + cut])
            start += cut
        pieces.append(content[start:])
        return Sender(self.site, self.client, self.address, offset, pieces, then="leave" if leaves else "end")

    def _part(self) -> Path:
        return self.data / "lectures/uploads" / f"{self.address.rpartition('/')[2]}.part"

    def _bytes(self) -> bytes:
        return self._part().read_bytes() if self._part().exists() else b""

    def _turn(self) -> int:
        with self.site.state.database.reading() as session:
            turn: int = session.get_one(Upload, self.address.rpartition("/")[2]).turn
        return turn

    def _sweep(self, later: timedelta) -> None:
        with self.site.state.database.writing() as session:
            sweep_uploads(session, self.data, now=NOW + later)


@pytest.mark.usefixtures("logs")
def test_uploads_in_any_order_lose_and_invent_nothing(
    captions_site: FastAPI,
    browser_of: Callable[[Account], TestClient],
    leader: Account,
    places: Places,
    killer: Killer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # As large files in small: many moments of noting within some hundred bytes.
    monkeypatch.setattr(receiving, "_WRITE_BYTES", 64)
    monkeypatch.setattr(receiving, "FLUSH_BYTES", 200)
    monkeypatch.setattr(receiving, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(receiving, "FLUSH_SECONDS", 0.05)
    made = {"site": captions_site, "client": browser_of(leader), "killer": killer}
    machine = type("Machine", (Uploads,), made | {"stranger": browser_of(make_leader(captions_site, places))})
    run_state_machine_as_test(
        machine,
        settings=hypothesis_settings(max_examples=12, stateful_step_count=12, deadline=None),
    )
