"""The editor of subtitles as tests drive it: opening a track, its fields by number, what the server holds."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from app.people.models.accounts import Role
from tests.browser.pages import DESK, NewPage
from tests.browser.server import Site
from tests.browser.staff import sign_in

Open = Callable[..., Page]


@pytest.fixture
def open_editor(site: Site, new_page: NewPage) -> Open:
    """Open a track as one of the demo's staff, in English, and wait until its cues are there."""

    def open_page(track: str, *, role: Role = Role.COURSE_LEADER, **options: Any) -> Page:
        page = new_page(**{"size": DESK, "locale": "en"} | options)
        sign_in(page.context, site, role)
        page.goto(f"/staff/tracks/{track}")
        expect(page.locator("#editor")).to_be_visible()
        return page

    return open_page


def text_of(page: Page, number: int) -> Locator:
    return page.get_by_role("textbox", name=f"Text of subtitle {number}", exact=True)


def saved(page: Page) -> None:
    expect(page.locator("[data-part=saving]")).to_have_attribute("data-state", "saved")


def cues_of(page: Page) -> list[dict[str, Any]]:
    """What the server holds now."""
    address = page.locator("#editor").get_attribute("data-address")
    found: list[dict[str, Any]] = page.request.get(f"{address}/cues").json()["cues"]
    return found


def texts_of(page: Page) -> list[str]:
    return [cue["text"] for cue in cues_of(page)]


def press(page: Page, key: str) -> None:
    page.keyboard.press(f"Shift+Alt+{key}")
