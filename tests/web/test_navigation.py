"""The staff's frame: everybody finds what she may open, and nothing else."""

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.types import Scope

from app.core.permissions import OWN_ACCOUNT, REVIEW_LOG, SEE_PARTICIPANTS, STAFF, Actor, Permission, Reach
from app.web.navigation import Entry, staff_frame
from app.web.permissions import declared_permission

ENTRIES = (
    Entry("/staff", "Start page", "home", OWN_ACCOUNT),
    Entry("/staff/participants", "Participants", "people", SEE_PARTICIPANTS),
    Entry("/staff/log", "Log reviews", "log", REVIEW_LOG),
)


def _scope(path: str = "/staff") -> Scope:
    app = FastAPI()
    app.state.navigation = ENTRIES
    return {"type": "http", "app": app, "path": path}


def _actor(*permissions: Permission) -> Actor:
    return Actor(STAFF, "sara", "session", "Sara", {one: Reach() for one in permissions})


@pytest.mark.parametrize(
    ("permissions", "paths"),
    [
        ((), []),
        ((OWN_ACCOUNT,), ["/staff"]),
        ((REVIEW_LOG, OWN_ACCOUNT), ["/staff", "/staff/log"]),
        ((REVIEW_LOG, SEE_PARTICIPANTS, OWN_ACCOUNT), ["/staff", "/staff/participants", "/staff/log"]),
    ],
)
def test_staff_frame_shows_what_may_be_opened_in_the_menus_order(
    permissions: tuple[Permission, ...], paths: list[str]
) -> None:
    actor = _actor(*permissions)
    frame = staff_frame(_scope("/staff/log"), actor)
    assert [entry.path for entry in frame["navigation"]] == paths
    assert frame["staff"] is actor
    assert frame["path"] == "/staff/log"
    assert frame["done"] is None


def test_staff_frame_for_nobody() -> None:
    frame = staff_frame(_scope())
    assert (frame["navigation"], frame["staff"]) == ([], None)


@pytest.mark.parametrize(
    ("method", "query", "shown"),
    [
        ("GET", b"", "/staff/log"),
        ("GET", b"cursor=x&text=%C3%A5", "/staff/log?cursor=x&text=%C3%A5"),
        ("POST", b"", ""),
        ("POST", b"cursor=x", ""),
    ],
)
def test_staff_frame_knows_how_to_show_a_page_again(method: str, query: bytes, shown: str) -> None:
    scope = {**_scope("/staff/log"), "method": method, "query_string": query}
    assert staff_frame(scope)["page_address"] == shown


def test_staff_frame_without_a_path() -> None:
    scope = _scope()
    del scope["path"]
    assert staff_frame(scope)["path"] == ""


def test_menu_of_the_house_leads_to_pages_that_are_there(site: FastAPI) -> None:
    patterns = {getattr(route, "path", None) for route in iter_route_contexts(site.routes)}
    entries: tuple[Entry, ...] = site.state.navigation
    assert [entry.path for entry in entries if entry.path not in patterns] == []
    assert len({entry.label for entry in entries}) == len({entry.path for entry in entries}) == len(entries)


def test_menu_of_the_house_asks_for_the_permission_of_its_page(site: FastAPI) -> None:
    asked = {
        route.path: declared_permission(route)
        for route in iter_route_contexts(site.routes)
        if "GET" in (route.methods or ())
    }
    for entry in site.state.navigation:
        assert asked[entry.path] is entry.permission, entry.path


def test_menu_of_the_house_has_a_picture_for_every_entry(site: FastAPI) -> None:
    sheet = site.state.assets.named("icons.svg").body.decode()
    assert [entry.icon for entry in site.state.navigation if f'id="i-{entry.icon}"' not in sheet] == []
