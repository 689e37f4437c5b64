"""Every route says who may call it; a route that does not say so stops the program from starting."""

from collections.abc import Iterator
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts

from app.core.permissions import PUBLIC, Permission

GUARD = "guarded_by"
"""The attribute in which `web.guard` leaves a route function's permission."""


class UndeclaredRouteError(Exception):
    """A route has no declared permission, so nobody has decided who may call it."""


class _OpenToAll:
    """The dependency that says aloud that a route is open; it lets everybody through.

    Async without awaiting: a plain function would cost every request a second trip to the thread pool.
    """

    async def __call__(self) -> None:
        """Let everybody through."""


def requires(permission: Permission) -> Any:
    """Declare a router or route open to all: `APIRouter(dependencies=[requires(PUBLIC)])`.

    Raises ValueError for any other permission: those are checked where the work is done, by `guarded`.
    """
    if permission is not PUBLIC:
        raise ValueError(f"{permission.name} is declared with @guarded, which also checks it")
    return Depends(_OpenToAll())


def declared_permission(route: RouteContext) -> Permission | None:
    """Find the permission a route declares: its function's guard, else PUBLIC of itself or its router."""
    guard = getattr(getattr(route, "endpoint", None), GUARD, None)
    if isinstance(guard, Permission):
        return guard
    dependant = getattr(route, "dependant", None)
    return PUBLIC if isinstance(dependant, Dependant) and any(_open(dependant)) else None


def check_every_route_declares(app: FastAPI) -> None:
    """Raise UndeclaredRouteError naming the first route or mount without a permission."""
    for route in iter_route_contexts(app.routes):
        if declared_permission(route) is None:
            raise UndeclaredRouteError(f"{route.path} declares no permission.")


def _open(dependant: Dependant) -> Iterator[bool]:
    for inner in dependant.dependencies:
        yield isinstance(inner.call, _OpenToAll)
        yield from _open(inner)
