"""Permissions: what a route declares is found, and what declares nothing stops the program."""

from pathlib import Path

import pytest
from fastapi import APIRouter, Depends, FastAPI, WebSocket
from fastapi.routing import iter_route_contexts
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

import app.main
from app.web.permissions import (
    PUBLIC,
    Permission,
    Risk,
    UndeclaredRouteError,
    check_every_route_declares,
    declared_permission,
    requires,
)
from tests.clients import make_site

ROLL = Permission("roll", Risk.PERSONAL_DATA | Risk.PUBLISHES)


def _answer() -> str:
    return "answer"


def _bare() -> FastAPI:
    return FastAPI(openapi_url=None, docs_url=None, redoc_url=None)


def test_declared_permission_of_the_route_itself() -> None:
    site = _bare()
    site.get("/roll", dependencies=[requires(ROLL)])(_answer)
    (route,) = iter_route_contexts(site.routes)
    assert declared_permission(route) == ROLL


def test_declared_permission_of_the_router_around_it() -> None:
    inner = APIRouter()
    inner.get("/roll")(_answer)
    outer = APIRouter(dependencies=[requires(ROLL)])
    outer.include_router(inner)
    site = _bare()
    site.include_router(outer)
    (route,) = iter_route_contexts(site.routes)
    assert declared_permission(route) == ROLL


def test_declared_permission_inside_another_dependency() -> None:
    def _inner(_right: None = requires(ROLL)) -> None: ...

    site = _bare()
    site.get("/roll", dependencies=[Depends(_inner)])(_answer)
    (route,) = iter_route_contexts(site.routes)
    assert declared_permission(route) == ROLL


def test_declared_permission_of_a_route_without() -> None:
    site = _bare()
    site.get("/roll")(_answer)
    (route,) = iter_route_contexts(site.routes)
    assert declared_permission(route) is None


def test_check_every_route_declares_accepts_declared_routes() -> None:
    site = _bare()
    site.get("/open", dependencies=[requires(PUBLIC)])(_answer)
    check_every_route_declares(site)


def test_check_every_route_declares_refuses_a_route_beside_declared_ones() -> None:
    site = _bare()
    site.get("/open", dependencies=[requires(PUBLIC)])(_answer)
    site.get("/forgotten")(_answer)
    with pytest.raises(UndeclaredRouteError, match=r"^/forgotten declares no permission\.$"):
        check_every_route_declares(site)


def test_check_every_route_declares_refuses_a_mount(tmp_path: Path) -> None:
    site = _bare()
    site.mount("/files", StaticFiles(directory=tmp_path))
    with pytest.raises(UndeclaredRouteError, match=r"^/files declares no permission\.$"):
        check_every_route_declares(site)


def test_check_every_route_declares_refuses_a_plain_route() -> None:
    site = _bare()
    site.router.routes.append(Route("/plain", PlainTextResponse("plain")))
    with pytest.raises(UndeclaredRouteError, match=r"^/plain declares no permission\.$"):
        check_every_route_declares(site)


def test_check_every_route_declares_refuses_a_websocket() -> None:
    async def _talk(_socket: WebSocket) -> None: ...

    site = _bare()
    site.websocket("/talk")(_talk)
    with pytest.raises(UndeclaredRouteError, match=r"^/talk declares no permission\.$"):
        check_every_route_declares(site)


@pytest.mark.parametrize("kind", ["route", "mount"])
def test_create_app_does_not_start_with_an_undeclared_route(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    router = APIRouter()
    if kind == "route":
        router.get("/forgotten")(_answer)
    else:
        router.routes.append(Mount("/forgotten", PlainTextResponse("mounted")))
    monkeypatch.setattr(app.main, "web_router", router)
    with pytest.raises(UndeclaredRouteError, match="/forgotten declares no permission"):
        make_site(tmp_path / "data")
