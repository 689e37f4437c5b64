"""Ways to ask the site: as a browser does, and byte by byte where no browser would."""

import asyncio
import io
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import structlog
from fastapi import FastAPI, HTTPException, Request, Response
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.testclient import TestClient
from starlette.types import Message

from app.core.errors import (
    AppError,
    BadRequestError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    PayloadTooLargeError,
    TooManyRequestsError,
    UnavailableError,
)
from app.core.logs import configure_logs
from app.main import create_app
from app.settings import Settings
from tests.factories.content import ContentFolder

Pairs = Sequence[tuple[str, str]]


def make_site(data_dir: Path, folder: ContentFolder | None = None, **chosen: Any) -> FastAPI:
    """Build the application on the real content, or on a folder of a test's own."""
    if folder is not None:
        chosen |= {"content_dir": folder.content, "media_dir": folder.media}
    return create_app(Settings(data_dir=data_dir, **chosen))


def browser(site: FastAPI) -> TestClient:
    """A client that follows no redirect, so that each answer is seen."""
    return TestClient(site, follow_redirects=False)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The application on the real content, shared: a test that changes it builds its own."""
    return make_site(tmp_path_factory.mktemp("data"))


@pytest.fixture
def client(site: FastAPI) -> Iterator[TestClient]:
    """A browser without any cookie."""
    with_no_cookies = browser(site)
    yield with_no_cookies
    with_no_cookies.close()


@pytest.fixture(scope="session")
def probed_site(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The same with the probes of `add_probes`."""
    return add_probes(make_site(tmp_path_factory.mktemp("data")))


@pytest.fixture
def probe(probed_site: FastAPI) -> Iterator[TestClient]:
    """A browser without any cookie on the site with probes."""
    with_no_cookies = browser(probed_site)
    yield with_no_cookies
    with_no_cookies.close()


@pytest.fixture
def logs() -> Iterator[io.StringIO]:
    """What the site logs in production, one JSON object a line; logging is put back afterwards."""
    names = ("", "uvicorn", "uvicorn.error", "uvicorn.access", "dbos", "sqlalchemy", "alembic", "py.warnings")
    loggers = [logging.getLogger(name) for name in names]
    before = [(logger, logger.handlers[:], logger.level, logger.propagate) for logger in loggers]
    written = io.StringIO()
    production = Settings(
        environment="production",
        secret="x" * 32,
        public_url="https://skola.example",
        operator="Skolan",
        contact="skola@skola.example",
    )
    configure_logs(production, written)
    yield written
    structlog.reset_defaults()
    logging.captureWarnings(capture=False)
    for logger, handlers, level, propagate in before:
        logger.handlers[:], logger.propagate = handlers, propagate
        logger.setLevel(level)


@dataclass
class Answer:
    """What came back from a raw request, and how many pieces of its body were read."""

    status: int = 0
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    pieces_read: int = 0


def ask_raw(
    site: FastAPI,
    path: str,
    *,
    method: str = "GET",
    headers: Pairs = (("host", "testserver"),),
    pieces: Sequence[bytes] = (b"",),
) -> Answer:
    """Send one request exactly as given, without anything that a client would add or tidy."""
    answer = Answer()
    path, _, query = path.partition("?")

    async def receive() -> Message:
        piece = pieces[answer.pieces_read]
        answer.pieces_read += 1
        return {"type": "http.request", "body": piece, "more_body": answer.pieces_read < len(pieces)}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status, answer.headers = message["status"], Headers(raw=list(message["headers"]))
        else:
            answer.body += message.get("body", b"")

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "scheme": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers],
        "client": ("testclient", 1),
        "server": ("testserver", 80),
    }
    asyncio.run(site(scope, receive, send))
    return answer


def add_probes(site: FastAPI) -> FastAPI:
    """Give a site addresses that no reader has: one that takes a body, one that breaks, one per error."""
    site.add_api_route("/sv/probe/echo", _echo, methods=["POST"])
    site.add_api_route("/sv/probe/json", _read_json, methods=["POST"])
    site.add_api_route("/sv/probe/crash", _crash)
    site.add_api_route("/sv/probe/crash/{code}", _crash)
    site.add_api_route("/sv/probe/late-crash", _crash_late)
    site.add_api_route("/{lang}/probe/number/{number}", _number)
    site.add_api_route("/{lang}/probe/error/{status}", _fail)
    return site


async def _echo(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


def _read_json(values: dict[str, int]) -> Response:
    return PlainTextResponse(str(sum(values.values())))


def _crash(code: str = "") -> Response:
    raise LookupError(f"the text of this error is secret: {code}")


def _crash_late() -> Response:
    def _pieces() -> Iterator[bytes]:
        yield b"the beginning"
        raise LookupError("the text of this error is secret")

    return StreamingResponse(_pieces())


def _number(number: int) -> Response:
    return PlainTextResponse(str(number))


def _fail(status: int) -> Response:
    raise ERRORS.get(status) or HTTPException(status)


ERRORS = {
    400: BadRequestError(),
    403: ForbiddenError(),
    404: NotFoundError(),
    413: PayloadTooLargeError(),
    422: InvalidInputError({"name": "Something in the form needs to be changed."}),
    429: TooManyRequestsError(retry_after=60),
    500: AppError("the text of this error is secret"),
    503: UnavailableError("the text of this error is secret"),
}
