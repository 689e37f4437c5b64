"""The staff's frame: the menu to which each slice brings its entries, shown to who may open them."""

from dataclasses import dataclass
from typing import Any

from starlette.types import Scope

from app.core.permissions import Actor, Permission


@dataclass(frozen=True, slots=True)
class Entry:
    """One page in the menu; `label` is a marked staff message."""

    path: str
    label: str
    icon: str
    permission: Permission


def staff_frame(scope: Scope, actor: Actor | None = None) -> dict[str, Any]:
    """Give the staff's layout what it shows: the pages this actor may open, and where she is.

    `page_address` is what shows this page again; empty where there is none, as after a form was sent.
    """
    entries: tuple[Entry, ...] = scope["app"].state.navigation
    shown = [entry for entry in entries if actor is not None and actor.may(entry.permission)]
    path = str(scope.get("path", ""))
    query = scope.get("query_string", b"").decode("latin-1")
    address = f"{path}?{query}" if query else path
    page_address = address if scope.get("method") == "GET" else ""
    return {"navigation": shown, "path": path, "page_address": page_address, "staff": actor, "done": None}
