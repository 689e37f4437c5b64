"""The way into a route that works while its body comes: rights each time anew, pieces as they come."""

import asyncio
from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI, Response
from sqlalchemy import func, select, update
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Message

from app.core.errors import NotFoundError
from app.core.ids import new_id
from app.core.permissions import MANAGE_UNITS, OWN_ACCOUNT, Actor
from app.main import create_app
from app.people.models.accounts import Account, Role, RoleGrant
from app.people.models.units import Party
from app.settings import Settings
from app.web.guard import Visit
from app.web.permissions import check_every_route_declares
from app.web.streamed import SenderGoneError, Stream, streamed
from tests.conftest import SECRET, MakeUrl
from tests.factories.people import NOW, give_role, make_account, make_party, signed_in

pytestmark = pytest.mark.data


@streamed(MANAGE_UNITS)
async def _work(stream: Stream, name: str, then: str = "end") -> Response:
    def store(visit: Visit) -> str:
        make_party(visit.session, name)
        if then == "fail":
            raise NotFoundError
        return visit.actor.name

    who = await stream.within(store)
    if then == "revoke":
        with stream.request.app.state.database.writing() as session:
            session.execute(update(RoleGrant).values(revoked_at=NOW))
        await stream.within(store)
    length = 0
    async with aclosing(stream.pieces(5)) as pieces:
        async for piece in pieces:
            length += len(piece)
    return PlainTextResponse(f"{who} {length} {stream.locale.tag}")


@pytest.fixture(scope="module")
def probed(make_url: MakeUrl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    with make_url() as url:
        folder: Path = tmp_path_factory.mktemp("data")
        site = create_app(Settings(data_dir=folder, database_url=url, secret=SECRET))
        site.add_api_route("/staff/probe/{name}", _work, methods=["POST"])
        check_every_route_declares(site)
        yield site
        site.state.database.close()


@contextmanager
def _member(site: FastAPI, role: Role) -> Iterator[TestClient]:
    with site.state.database.writing() as session:
        account: Account = make_account(session, make_party(session, new_id()), name="Eva")
        give_role(session, account, role)
    yield signed_in(site, account)


def _stored(site: FastAPI, name: str) -> int:
    with site.state.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Party).where(Party.name == name)) or 0


def test_streamed_works_in_transactions_that_are_committed(probed: FastAPI) -> None:
    with _member(probed, Role.ADMINISTRATOR) as client:
        answer = client.post("/staff/probe/one", content=b"x" * 300_000, headers={"accept-language": "sv"})
    assert (answer.status_code, answer.text) == (200, "Eva 300000 sv")
    assert _stored(probed, "one") == 1


def test_streamed_undoes_what_fails(probed: FastAPI) -> None:
    with _member(probed, Role.ADMINISTRATOR) as client:
        assert client.post("/staff/probe/two?then=fail").status_code == 404
    assert _stored(probed, "two") == 0


def test_streamed_reads_the_rights_anew_each_time(probed: FastAPI) -> None:
    with _member(probed, Role.ADMINISTRATOR) as client:
        assert client.post("/staff/probe/three?then=revoke").status_code == 403
    assert _stored(probed, "three") == 1


def test_streamed_is_not_entered_without_the_right(probed: FastAPI) -> None:
    with _member(probed, Role.TRANSLATOR) as client:
        assert client.post("/staff/probe/four").status_code == 403
    stranger = TestClient(probed, headers={"sec-fetch-site": "same-origin"})
    assert stranger.post("/staff/probe/four").status_code == 401
    assert _stored(probed, "four") == 0


def _stream(*messages: Message) -> Stream:
    left = list(messages)

    async def receive() -> Message:
        if not left:
            await asyncio.Event().wait()
        return left.pop(0)

    request = Request({"type": "http"}, receive)
    return Stream(request, OWN_ACCOUNT, Actor("staff", "s1", "x"), None)  # type: ignore[arg-type]


async def _all(stream: Stream, most: int) -> list[bytes]:
    found = []
    async with aclosing(stream.pieces(0.01)) as pieces:
        async for piece in pieces:
            found.append(piece)
            if len(found) == most:
                break
    return found


def test_pieces_come_as_they_are_sent() -> None:
    first: Message = {"type": "http.request", "body": b"one", "more_body": True}
    empty: Message = {"type": "http.request", "body": b"", "more_body": True}
    last: Message = {"type": "http.request", "body": b"two"}
    assert asyncio.run(_all(_stream(first, empty, last), 9)) == [b"one", b"two"]


def test_pieces_are_empty_while_nothing_comes() -> None:
    first: Message = {"type": "http.request", "body": b"one", "more_body": True}
    assert asyncio.run(_all(_stream(first), 3)) == [b"one", b"", b""]


def test_pieces_end_when_the_sender_is_gone() -> None:
    with pytest.raises(SenderGoneError):
        asyncio.run(_all(_stream({"type": "http.disconnect"}), 1))
