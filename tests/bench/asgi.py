"""Requests without a network: the application called as a server would call it, many times in a row."""

import asyncio
import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Scope

ROUNDS = 15


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


@dataclass(frozen=True)
class Variant:
    """One thing to measure: an application, what it is asked, and how often per round."""

    app: ASGIApp
    scope: Scope
    requests: int


def seconds_per_request(variants: Mapping[str, Variant]) -> dict[str, float]:
    """Time every variant in turn, round after round, so that noise hits all alike; give the medians."""

    async def measure() -> dict[str, float]:
        for variant in variants.values():
            await ask(variant.app, variant.scope)
        rounds: dict[str, list[float]] = {name: [] for name in variants}
        for _ in range(ROUNDS):
            for name, variant in variants.items():
                started = time.perf_counter()
                for _ in range(variant.requests):
                    await ask(variant.app, variant.scope)
                rounds[name].append((time.perf_counter() - started) / variant.requests)
        return {name: statistics.median(values) for name, values in rounds.items()}

    return asyncio.run(measure())
