"""A sender of uploads: as tus-js-client speaks, and byte by byte where no browser would."""

import asyncio
import base64
import hashlib
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.testclient import TestClient
from starlette.types import Message

from app.captions.rules.places import source_file
from app.people.models.accounts import Account, Role
from tests.factories.people import Places, give_role, make_account

UPLOADS = "/staff/lectures/uploads"
SPEAKS = {"tus-resumable": "1.0.0"}
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
METADATA = {"title": "Smärta och sömn", "slug": "pain-and-sleep", "language": "sv", "filename": "sömn.mp4"}


def recording(length: int, seed: int = 0) -> bytes:
    """Bytes that begin like an MP4 and repeat nowhere."""
    blocks = (hashlib.sha256(f"{seed}.{number}".encode()).digest() for number in range(length // 32 + 1))
    return (MP4 + b"".join(blocks))[:length]


def make_leader(site: FastAPI, places: Places) -> Account:
    """Another course leader, who may upload as well."""
    with site.state.database.writing() as session:
        account = make_account(session, places.party, name="Olle Ek")
        give_role(session, account, Role.COURSE_LEADER, places.group)
    return account


def metadata(values: Mapping[str, str]) -> str:
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in values.items())


def promise(length: int | str, **changed: str | None) -> dict[str, str]:
    """The headers of a new upload; a value of None leaves a name out."""
    values = {name: value for name, value in (METADATA | changed).items() if value is not None}
    return {**SPEAKS, "upload-length": str(length), "upload-metadata": metadata(values)}


def begin(client: TestClient, length: int, **changed: str | None) -> str:
    """Promise an upload, and give its address."""
    answer = client.post(UPLOADS, headers=promise(length, **changed))
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


def piece_headers(offset: int | str) -> dict[str, str]:
    return {**SPEAKS, "upload-offset": str(offset), "content-type": "application/offset+octet-stream"}


def stored(client: TestClient, address: str) -> int:
    """Ask how much is there."""
    answer = client.head(address, headers=SPEAKS)
    assert answer.status_code == 200, answer.status_code
    assert answer.headers["cache-control"] == "no-store"
    return int(answer.headers["upload-offset"])


def original(site: FastAPI, content: bytes) -> Path:
    """Where a recording lies when all of it has come."""
    return source_file(site.state.settings.data_dir, hashlib.sha256(content).hexdigest())


@dataclass
class Sender:
    """Sends one PATCH as it is told: pieces of bytes, then an end of its own kind.

    `then` is "end", "leave" (the connection breaks) or "hang" (nothing more comes until `released`).
    """

    site: FastAPI
    client: TestClient
    address: str
    offset: int
    pieces: Sequence[bytes]
    then: str = "end"
    announced: int | None = None
    status: int = 0
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""

    async def send(self) -> int:
        """Send it all, and give the status of the answer, 0 for none."""
        script = self._messages()

        async def receive() -> Message:
            return await anext(script)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.status, self.headers = message["status"], Headers(raw=list(message["headers"]))
            else:
                self.body += message.get("body", b"")

        try:
            await self.site(self._scope(), receive, answer)
        finally:
            await script.aclose()
        return self.status

    async def _messages(self) -> AsyncGenerator[Message]:
        for number, piece in enumerate(self.pieces, 1):
            is_last = number == len(self.pieces) and self.then == "end"
            yield {"type": "http.request", "body": piece, "more_body": not is_last}
        if self.then == "hang":
            await asyncio.Event().wait()
        while True:
            yield {"type": "http.disconnect"}

    def _scope(self) -> dict[str, object]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())
        sent = {"host": "testserver", "cookie": cookies, "sec-fetch-site": "same-origin"}
        sent |= piece_headers(self.offset)
        if self.announced is not None:
            sent["content-length"] = str(self.announced)
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "scheme": "http",
            "method": "PATCH",
            "path": self.address,
            "raw_path": self.address.encode(),
            "root_path": "",
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
            "client": ("testclient", 1),
            "server": ("testserver", 80),
        }
