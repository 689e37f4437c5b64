"""Bodies of uploads as they come: broken off, too long, slow, two at once, onto a full disk."""

import asyncio
import errno
import json
import os
import resource
import shutil
import threading
import time
from collections import namedtuple
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from starlette.testclient import TestClient

from app.captions.actions.parts import open_part
from app.captions.models.lectures import Lecture, Upload
from app.captions.routes import receiving
from app.people.models.accounts import Account, RoleGrant
from tests.captions.tus import (
    SPEAKS,
    UPLOADS,
    Sender,
    begin,
    original,
    piece_headers,
    promise,
    recording,
    stored,
)
from tests.factories.captions import NOW
from tests.people.staff import read

pytestmark = pytest.mark.data
WHOLE = recording(300_000)
GIBIBYTE = 1024**3
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def client(browser_of: Callable[[Account], TestClient], leader: Account) -> TestClient:
    return browser_of(leader)


def _parts(site: FastAPI) -> list[int]:
    folder = site.state.settings.data_dir / "lectures/uploads"
    return [path.stat().st_size for path in folder.iterdir()] if folder.exists() else []


def _sends(
    site: FastAPI, client: TestClient, address: str, offset: int, *pieces: bytes, **how: Any
) -> Sender:
    return Sender(site, client, address, offset, pieces or (b"",), **how)


def test_connection_that_breaks_keeps_what_came(captions_site: FastAPI, client: TestClient) -> None:
    address = begin(client, len(WHOLE))
    sender = _sends(captions_site, client, address, 0, WHOLE[:70_000], WHOLE[70_000:99_999], then="leave")
    asyncio.run(sender.send())
    assert stored(client, address) == 99_999
    rest = _sends(captions_site, client, address, 99_999, WHOLE[99_999:])
    assert asyncio.run(rest.send()) == 204
    assert original(captions_site, WHOLE).read_bytes() == WHOLE


def test_connection_that_breaks_after_the_last_byte_finishes(
    captions_site: FastAPI, client: TestClient
) -> None:
    address = begin(client, len(WHOLE))
    asyncio.run(_sends(captions_site, client, address, 0, WHOLE, then="leave").send())
    assert stored(client, address) == len(WHOLE)
    assert original(captions_site, WHOLE).read_bytes() == WHOLE


def test_body_of_unknown_length_beyond_the_promise_is_refused(
    captions_site: FastAPI, client: TestClient
) -> None:
    address = begin(client, len(WHOLE))
    sender = _sends(captions_site, client, address, 0, WHOLE, b"more")
    assert asyncio.run(sender.send()) == 413
    assert max(_parts(captions_site)) <= len(WHOLE)
    assert stored(client, address) < len(WHOLE)
    assert read(captions_site, lambda session: session.scalars(select(Lecture)).all()) == []


def test_sender_from_whom_nothing_comes_is_let_go(
    captions_site: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(receiving, "IDLE_SECONDS", 0.1)
    address = begin(client, len(WHOLE))
    sender = _sends(captions_site, client, address, 0, WHOLE[:50_000], then="hang")
    assert asyncio.run(sender.send()) == 408
    assert "goes on from there" in json.loads(sender.body)["message"]
    assert stored(client, address) == 50_000


def test_what_comes_slowly_is_noted_all_the_while(
    captions_site: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(receiving, "FLUSH_SECONDS", 0.0)
    address = begin(client, len(WHOLE))

    async def send_and_ask() -> int:
        sender = _sends(captions_site, client, address, 0, b"", WHOLE[:10], then="hang")
        sending = asyncio.create_task(sender.send())
        until = time.monotonic() + 10
        while (here := await asyncio.to_thread(stored, client, address)) < 10:
            assert time.monotonic() < until
            await asyncio.sleep(0.02)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        return here

    assert asyncio.run(send_and_ask()) == 10


def test_newer_request_takes_over_from_one_that_hangs(
    captions_site: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "LOOK_SECONDS", 0.1)
    address = begin(client, len(WHOLE))

    async def send_both() -> tuple[int, int, Sender]:
        older = _sends(captions_site, client, address, 0, WHOLE[:140_000], then="hang")
        hanging = asyncio.create_task(older.send())
        while _parts(captions_site) != [140_000]:
            await asyncio.sleep(0.01)
        newer = _sends(captions_site, client, address, 0, WHOLE)
        return await newer.send(), await hanging, older

    began = time.monotonic()
    newer, older_status, older = asyncio.run(send_both())
    assert time.monotonic() - began < receiving.HOLD_SECONDS
    assert (newer, older_status) == (204, 423)
    assert "another window" in json.loads(older.body)["message"]
    assert stored(client, address) == len(WHOLE)
    assert original(captions_site, WHOLE).read_bytes() == WHOLE


def test_request_waits_for_a_writer_in_another_process_no_longer_than_a_while(
    captions_site: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "HOLD_SECONDS", 0.2)
    address = begin(client, len(WHOLE))
    with open_part(captions_site.state.settings.data_dir, address.rpartition("/")[2]) as held:
        assert held.try_to_hold()
        answer = client.patch(address, headers=piece_headers(0), content=WHOLE)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert client.patch(address, headers=piece_headers(0), content=WHOLE).status_code == 204


def test_writer_whose_turn_was_taken_while_it_waited_cuts_nothing(
    captions_site: FastAPI, client: TestClient
) -> None:
    """The one that waits for the file may get it after a newer one has stored more."""
    address = begin(client, len(WHOLE))
    upload_id = address.rpartition("/")[2]
    database = captions_site.state.database

    async def overtake() -> int:
        with open_part(captions_site.state.settings.data_dir, upload_id) as held:
            assert held.try_to_hold()
            late = asyncio.create_task(_sends(captions_site, client, address, 0, WHOLE[:10]).send())
            while _turn(captions_site) == 0:
                await asyncio.sleep(0.01)
            held.write([WHOLE[:1000]])
            held.flush()
            with database.writing() as session:
                session.execute(update(Upload).values(turn=2, stored=1000))
        return await late

    assert asyncio.run(overtake()) == 423
    assert (_parts(captions_site), stored(client, address)) == ([1000], 1000)


def _turn(site: FastAPI) -> int:
    return read(site, lambda session: session.scalars(select(Upload.turn)).one())


def test_upload_that_is_removed_ends_its_writer(
    captions_site: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(receiving, "FLUSH_SECONDS", 0.0)
    address = begin(client, len(WHOLE))

    async def remove_meanwhile() -> int:
        sender = _sends(captions_site, client, address, 0, WHOLE[:140_000], then="hang")
        sending = asyncio.create_task(sender.send())
        while not _parts(captions_site):
            await asyncio.sleep(0.01)
        gone = await asyncio.to_thread(client.delete, address, headers=SPEAKS)
        assert gone.status_code == 204
        return await sending

    assert asyncio.run(remove_meanwhile()) in {404, 410, 423}
    assert _parts(captions_site) == []


def test_right_that_is_taken_back_ends_the_upload(
    captions_site: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(receiving, "FLUSH_SECONDS", 0.0)
    address = begin(client, len(WHOLE))

    async def revoke_meanwhile() -> int:
        sender = _sends(captions_site, client, address, 0, WHOLE[:140_000], then="hang")
        sending = asyncio.create_task(sender.send())
        while not _parts(captions_site):
            await asyncio.sleep(0.01)
        with captions_site.state.database.writing() as session:
            session.execute(update(RoleGrant).values(revoked_at=NOW))
        return await sending

    assert asyncio.run(revoke_meanwhile()) == 403


def test_crash_after_the_original_is_kept_is_finished_by_the_next_piece(
    captions_site: FastAPI, client: TestClient
) -> None:
    address = begin(client, len(WHOLE))
    assert asyncio.run(_sends(captions_site, client, address, 0, WHOLE[:1000]).send()) == 204
    with open_part(captions_site.state.settings.data_dir, address.rpartition("/")[2]) as part:
        part.begin_at(1000)
        part.write([WHOLE[1000:]])
        part.flush()
        part.keep(captions_site.state.settings.data_dir, original(captions_site, WHOLE).parent.name)
    assert stored(client, address) == 1000
    assert asyncio.run(_sends(captions_site, client, address, 1000, b"other bytes").send()) == 204
    assert stored(client, address) == len(WHOLE)
    assert original(captions_site, WHOLE).read_bytes() == WHOLE
    assert _parts(captions_site) == []


def test_what_a_crash_left_behind_the_noted_bytes_is_cut_off(
    captions_site: FastAPI, client: TestClient
) -> None:
    address = begin(client, len(WHOLE))
    assert asyncio.run(_sends(captions_site, client, address, 0, WHOLE[:1000]).send()) == 204
    (part,) = (captions_site.state.settings.data_dir / "lectures/uploads").iterdir()
    part.write_bytes(WHOLE[:1000] + bytes(len(WHOLE)))
    assert stored(client, address) == 1000
    assert asyncio.run(_sends(captions_site, client, address, 1000, WHOLE[1000:2000]).send()) == 204
    assert part.read_bytes() == WHOLE[:2000]
    assert asyncio.run(_sends(captions_site, client, address, 2000, WHOLE[2000:]).send()) == 204
    assert original(captions_site, WHOLE).read_bytes() == WHOLE


@contextmanager
def _files_at_most(length: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (length, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_full_disk_keeps_what_came_and_goes_on_when_there_is_room(
    captions_site: FastAPI, client: TestClient
) -> None:
    content = recording(12_000_000)
    address = begin(client, len(content))
    pieces = [content[start : start + 200_000] for start in range(0, len(content), 200_000)]
    with _files_at_most(9_000_000):
        sender = _sends(captions_site, client, address, 0, *pieces)
        assert asyncio.run(sender.send()) == 507
        assert "not enough room" in json.loads(sender.body)["message"]
        here = stored(client, address)
    assert here == 9_000_000
    assert asyncio.run(_sends(captions_site, client, address, here, content[here:]).send()) == 204
    assert original(captions_site, content).read_bytes() == content


def test_last_of_the_disk_is_left_for_everything_else(
    captions_site: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = begin(client, len(WHOLE))
    free = GIBIBYTE - 1
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10 * GIBIBYTE, 9 * GIBIBYTE, free))
    refused = client.post(UPLOADS, headers=promise(len(WHOLE), slug="another"))
    assert (refused.status_code, refused.json()["fields"]) == (507, {})
    assert client.patch(address, headers=piece_headers(0), content=WHOLE[:1000]).status_code == 507
    assert stored(client, address) == 1000
    free = 2 * GIBIBYTE
    assert client.patch(address, headers=piece_headers(1000), content=WHOLE[1000:]).status_code == 204


def _is_part(file: int) -> bool:
    return Path(f"/proc/self/fd/{file}").readlink().suffix == ".part"


@pytest.mark.usefixtures("logs")
def test_disk_that_fails_is_no_success(
    captions_site: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = begin(client, len(WHOLE))
    flush, failing = os.fsync, threading.Event()

    def fail(file: int) -> None:
        if failing.is_set() and _is_part(file):
            raise OSError(errno.EIO, "the disk is broken")
        flush(file)

    monkeypatch.setattr(os, "fsync", fail)
    failing.set()
    sender = _sends(captions_site, client, address, 0, WHOLE)
    assert asyncio.run(sender.send()) == 500
    assert stored(client, address) == 0
    failing.clear()
    assert asyncio.run(_sends(captions_site, client, address, 0, WHOLE).send()) == 204


def test_bytes_are_flushed_before_they_are_said_to_be_stored(
    captions_site: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = begin(client, len(WHOLE))
    flush, flushed = os.fsync, [0]

    def note(file: int) -> None:
        flush(file)
        if _is_part(file):
            flushed.append(os.fstat(file).st_size)

    monkeypatch.setattr(os, "fsync", note)
    answer = client.patch(address, headers=piece_headers(0), content=WHOLE[:250_000])
    assert answer.headers["upload-offset"] == "250000"
    assert max(flushed) == 250_000
