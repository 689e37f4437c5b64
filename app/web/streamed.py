"""The way into a route that works on what is sent while it still comes: many short transactions, never a long
one.

A transaction that waited for a slow sender would keep everybody else from writing. So the function behind
`@streamed(permission)` is async; it enters a transaction only to note how far it has come, and each time the
rights are read anew: one that was taken back ends the work at the next such moment.
"""

import asyncio
import functools
import inspect
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeVar

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from app.core.database import Database
from app.core.locales import Locale
from app.core.permissions import Actor, Permission
from app.web.guard import Visit, WriteNeeded, admit
from app.web.permissions import GUARD

P = ParamSpec("P")
T = TypeVar("T")


class SenderGoneError(Exception):
    """Whoever sent the body went away before its end; nobody hears an answer."""


@dataclass(frozen=True)
class Stream:
    """One admitted request whose body is still coming; it records what it did by itself, or nothing."""

    request: Request
    permission: Permission
    actor: Actor
    locale: Locale

    async def within(self, work: Callable[[Visit], T]) -> T:
        """Do `work` in a thread, in a transaction of its own that is committed when it returns.

        Raises what the gate raises when the right is gone since; what `work` gives back must be loaded.
        """
        return await run_in_threadpool(self._within, work)

    async def pieces(self, patience: float) -> AsyncGenerator[bytes]:
        """Give the body as it comes; an empty piece stands for `patience` seconds without any.

        Raises SenderGoneError. Close it (`aclosing`) when leaving before the end.
        """
        waiting = asyncio.ensure_future(self.request.receive())
        try:
            while True:
                done, _ = await asyncio.wait({waiting}, timeout=patience)
                if not done:
                    yield b""
                    continue
                message = waiting.result()
                if message["type"] == "http.disconnect":
                    raise SenderGoneError
                if message.get("body"):
                    yield message["body"]
                if not message.get("more_body"):
                    return
                waiting = asyncio.ensure_future(self.request.receive())
        finally:
            waiting.cancel()
            await asyncio.wait({waiting})

    def _within(self, work: Callable[[Visit], T]) -> T:
        database: Database = self.request.app.state.database
        with database.writing() as session:
            session.info["writes"] = True
            return work(admit(session, self.request, self.permission))


def streamed(
    permission: Permission,
) -> Callable[[Callable[Concatenate[Stream, P], Awaitable[Response]]], Callable[..., Awaitable[Response]]]:
    """Make an async route function that only a holder of the permission enters; its first parameter is the
    Stream.

    For what is on its way and is not yet a thing that the trail should know: whoever finishes it records.
    """

    def decorate(
        endpoint: Callable[Concatenate[Stream, P], Awaitable[Response]],
    ) -> Callable[..., Awaitable[Response]]:
        @functools.wraps(endpoint)
        async def enter(request: Request, *args: P.args, **kwargs: P.kwargs) -> Response:
            visit = await run_in_threadpool(_admit, request, permission)
            stream = Stream(request, permission, visit.actor, visit.locale)
            return await endpoint(stream, *args, **kwargs)

        signature = inspect.signature(endpoint)
        _, *rest = signature.parameters.values()
        first = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Request)
        inside = signature.replace(parameters=[first, *rest], return_annotation=Response)
        enter.__signature__ = inside  # type: ignore[attr-defined]
        setattr(enter, GUARD, permission)
        return enter

    return decorate


def _admit(request: Request, permission: Permission) -> Visit:
    database: Database = request.app.state.database
    with suppress(WriteNeeded), database.reading() as session:
        return admit(session, request, permission)
    with database.writing() as session:
        session.info["writes"] = True
        return admit(session, request, permission)
