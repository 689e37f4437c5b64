"""Requests without a network: the application called as a server would call it, many times in a row."""

import asyncio
import statistics
import time
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Scope

ROUNDS = 5


def scope_of(path: str, query: str = "", **headers: str) -> Scope:
    sent = {"host": "localhost", "accept-encoding": "br, gzip", "cookie": "language=sv"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }


async def ask(app: ASGIApp, scope: Scope) -> tuple[int, dict[str, str], bytes]:
    """Send one request; give status, headers and body."""
    messages: list[Message] = []
    incoming: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        if not incoming:
            # The client stays connected and says no more; a file being sent waits for it to leave.
            await asyncio.Event().wait()
        return incoming.pop()

    async def send(message: Message) -> None:
        messages.append(message)

    await app(dict(scope), receive, send)
    headers = {name.decode(): value.decode() for name, value in messages[0]["headers"]}
    return messages[0]["status"], headers, b"".join(part.get("body", b"") for part in messages[1:])


def seconds_per_request(
    app: ASGIApp, scope: Scope, *, requests: int, before: Callable[[], None] | None = None
) -> float:
    """Median over five rounds of the mean time per request; `before` runs ahead of each request."""

    async def measure() -> float:
        await ask(app, scope)
        rounds = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            for _ in range(requests):
                if before is not None:
                    before()
                await ask(app, scope)
            rounds.append((time.perf_counter() - started) / requests)
        return statistics.median(rounds)

    return asyncio.run(measure())
