"""Permissions: what a route declares is found, and what declares nothing stops the program."""

from pathlib import Path

import pytest
from fastapi import APIRouter, Depends, FastAPI, WebSocket
from fastapi.routing import iter_route_contexts
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

import app.main
from app.core.permissions import OWN_CARD, PERMISSIONS, PUBLIC, SEE_PARTICIPANTS, Permission
from app.web.guard import Page, Visit, guarded
from app.web.permissions import (
    UndeclaredRouteError,
    check_every_route_declares,
    declared_permission,
    requires,
)
from tests.clients import make_site


def _answer() -> str:
    return "answer"


@guarded(SEE_PARTICIPANTS)
def _answer_few(visit: Visit, number: int) -> Page:
    raise NotImplementedError


def _bare() -> FastAPI:
    return FastAPI(openapi_url=None, docs_url=None, redoc_url=None)


def test_declared_permission_of_the_route_itself() -> None:
    site = _bare()
    site.get("/open", dependencies=[requires(PUBLIC)])(_answer)
    (route,) = iter_route_contexts(site.routes)
    assert declared_permission(route) is PUBLIC


def test_declared_permission_of_the_router_around_it() -> None:
    inner = APIRouter()
    inner.get("/open")(_answer)
    outer = APIRouter(dependencies=[requires(PUBLIC)])
    outer.include_router(inner)
    site = _bare()
    site.include_router(outer)
    (route,) = iter_route_contexts(site.routes)
    assert declared_permission(route) is PUBLIC


def test_declared_permission_inside_another_dependency() -> None:
    def _inner(_right: None = requires(PUBLIC)) -> None: ...

    site = _bare()
    site.get("/open", dependencies=[Depends(_inner)])(_answer)
    (route,) = iter_route_contexts(site.routes)
    assert declared_permission(route) is PUBLIC


def test_declared_permission_of_a_guarded_route() -> None:
    site = _bare()
    site.get("/roll/{number}")(_answer_few)
    (route,) = iter_route_contexts(site.routes)
    assert declared_permission(route) is SEE_PARTICIPANTS


def test_declared_permission_of_a_guard_on_an_open_router() -> None:
    # The guard is what checks: a router that is open around it opens nothing.
    router = APIRouter(dependencies=[requires(PUBLIC)])
    router.get("/roll/{number}")(_answer_few)
    site = _bare()
    site.include_router(router)
    (route,) = iter_route_contexts(site.routes)
    assert declared_permission(route) is SEE_PARTICIPANTS


def test_declared_permission_of_a_guard_that_is_none() -> None:
    def _pretends() -> str:
        return "answer"

    _pretends.guarded_by = "see_participants"  # type: ignore[attr-defined]
    site = _bare()
    site.get("/roll")(_pretends)
    (route,) = iter_route_contexts(site.routes)
    assert declared_permission(route) is None


@pytest.mark.parametrize(
    "permission",
    [*(one for one in PERMISSIONS if one is not PUBLIC), Permission("public")],
    ids=lambda one: one.name,
)
def test_requires_takes_nothing_that_would_not_be_checked(permission: Permission) -> None:
    with pytest.raises(ValueError, match=f"^{permission.name} is declared with @guarded"):
        requires(permission)


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


@pytest.fixture(scope="module")
def declared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The permissions by the pattern of each address."""
    site = make_site(tmp_path_factory.mktemp("data"))
    found: dict[str, set[str]] = {}
    for route in iter_route_contexts(site.routes):
        permission = declared_permission(route)
        found.setdefault(str(route.path), set()).add(permission.name if permission else "none")
    return found


# What of the staff's may be open: the ways in and out, and the language, chosen before anybody is known.
OPEN_TO_ALL = ("/staff/sign-in", "/staff/sign-out", "/staff/enter/", "/staff/language")


def test_staff_addresses_are_guarded_but_for_the_ways_in(declared: dict[str, set[str]]) -> None:
    staff = {path: names for path, names in declared.items() if path.startswith("/staff")}
    assert len(staff) > 5
    opened = {path for path, names in staff.items() if PUBLIC.name in names}
    assert {path for path in opened if not path.startswith(OPEN_TO_ALL)} == set()


def test_addresses_outside_the_staffs_show_no_staff_rights(declared: dict[str, set[str]]) -> None:
    others = {name for path, names in declared.items() if not path.startswith("/staff") for name in names}
    assert others <= {PUBLIC.name, OWN_CARD.name}
