"""Every route says who may call it; a route that does not say so stops the program from starting."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Flag, auto
from typing import Any, Final

from fastapi import Depends, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts


class Risk(Flag):
    """What a permission lets its holder touch, for the page that shows who can see personal data."""

    NONE = 0
    PERSONAL_DATA = auto()
    PUBLISHES = auto()
    CONFIGURES = auto()
    LOSES_DATA = auto()


@dataclass(frozen=True, slots=True)
class Permission:
    """One named right with the risks that come with it."""

    name: str
    risks: Risk = Risk.NONE


PUBLIC: Final = Permission("public")


class UndeclaredRouteError(Exception):
    """A route has no declared permission, so nobody has decided who may call it."""


class _Requirement:
    """The dependency that carries a route's permission; anybody passes PUBLIC."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    async def __call__(self) -> None:
        """Let everybody through: rights beyond PUBLIC come with the staff accounts.

        Async without awaiting: a plain function would cost every request a second trip to the thread pool.
        """


def requires(permission: Permission) -> Any:
    """Declare a route's permission: `@router.get(path, dependencies=[requires(PUBLIC)])`."""
    return Depends(_Requirement(permission))


def declared_permission(route: RouteContext) -> Permission | None:
    """Find the permission a route declares, itself or through a router it was included with."""
    dependant = getattr(route, "dependant", None)
    return next(_requirements(dependant), None) if isinstance(dependant, Dependant) else None


def check_every_route_declares(app: FastAPI) -> None:
    """Raise UndeclaredRouteError naming the first route or mount without a permission."""
    for route in iter_route_contexts(app.routes):
        if declared_permission(route) is None:
            raise UndeclaredRouteError(f"{route.path} declares no permission.")


def _requirements(dependant: Dependant) -> Iterator[Permission]:
    for inner in dependant.dependencies:
        if isinstance(inner.call, _Requirement):
            yield inner.call.permission
        yield from _requirements(inner)
