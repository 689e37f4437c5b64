"""Everything can be reached and worked by keyboard, in the order one reads, with a focus one can see."""

from itertools import pairwise
from typing import Any, Final

import pytest
from playwright.sync_api import Page

from tests.browser.pages import NewPage, visit

pytestmark = pytest.mark.browser

_FOCUSABLE: Final = """() => [...document.querySelectorAll("a[href], button, summary")]
    .filter((element) => element.checkVisibility()).length"""
# Where the focus is now, whether it can be seen, and whether the place is on the screen.
_FOCUS: Final = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    window.visited = window.visited || [];
    const known = window.visited.includes(element);
    window.visited.push(element);
    const box = element.getBoundingClientRect();
    const [line] = element.getClientRects();
    const hit = document.elementFromPoint(line.left + line.width / 2, line.top + line.height / 2);
    const style = getComputedStyle(element);
    return {
        name: `${element.tagName} "${element.textContent.trim().slice(0, 30)}"`,
        known,
        tag: element.tagName,
        outlined: parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none",
        shown: element.contains(hit) && box.top >= 0 && box.bottom <= innerHeight
            && box.left >= 0 && box.right <= innerWidth,
        top: box.top + scrollY,
        bottom: box.bottom + scrollY,
        side: document.dir === "rtl" ? innerWidth - box.right : box.left,
    };
}"""


def _walk(page: Page) -> list[dict[str, Any]]:
    """Press Tab until the focus leaves the page or comes back."""
    stops: list[dict[str, Any]] = []
    for _ in range(200):
        page.keyboard.press("Tab")
        stop = page.evaluate(_FOCUS)
        if stop is None or stop["known"]:
            break
        stops.append(stop)
    return stops


def _out_of_order(stops: list[dict[str, Any]]) -> list[str]:
    """Name the stops that stand above the one before, or before it on the same line."""
    return [
        f"{after['name']} after {before['name']}"
        for before, after in pairwise(stops)
        if after["bottom"] <= before["top"] + 1
        or (after["top"] < before["bottom"] - 1 and after["side"] < before["side"] - 1)
    ]


@pytest.mark.parametrize("lang", ["sv", "ar"])
@pytest.mark.parametrize("kind", ["start", "lesson-welcome"])
def test_tab_reaches_everything_in_reading_order(kind: str, lang: str, new_page: NewPage) -> None:
    page = new_page()
    visit(page, kind, lang)
    if kind.startswith("lesson"):
        page.locator("[data-save]").wait_for(state="visible")
    expected = page.evaluate(_FOCUSABLE)
    stops = _walk(page)
    assert len(stops) == expected
    assert [stop["name"] for stop in stops if not stop["outlined"]] == []
    assert [stop["name"] for stop in stops if not stop["shown"]] == []
    assert _out_of_order(stops) == []


def test_skip_link_leads_past_the_header(new_page: NewPage) -> None:
    page = new_page()
    visit(page, "start", "sv")
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("link => link === document.activeElement")
    box = skip.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.matches('main a.card')")


def test_language_menu_opens_with_enter_and_closes_with_escape(new_page: NewPage) -> None:
    page = new_page()
    visit(page, "start", "sv")
    summary = page.locator(".languages summary")
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator(".languages a").first.is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.matches('.languages a')")
    page.keyboard.press("Escape")
    assert not page.locator(".languages a").first.is_visible()
    assert summary.evaluate("control => control === document.activeElement")


def test_language_menu_closes_when_one_taps_beside_it(new_page: NewPage) -> None:
    page = new_page()
    visit(page, "start", "sv")
    page.locator(".languages summary").click()
    assert page.locator(".languages a").first.is_visible()
    page.locator(".help").click()
    assert not page.locator(".languages a").first.is_visible()


def test_term_sheet_takes_the_focus_and_gives_it_back(new_page: NewPage) -> None:
    page = new_page()
    visit(page, "lesson-what-is-pain", "ar")
    term = page.locator("a.term").first
    term.focus()
    page.keyboard.press("Enter")
    sheet = page.locator(".term-sheet.open")
    assert sheet.is_visible()
    assert sheet.evaluate("sheet => sheet === document.activeElement")
    page.keyboard.press("Tab")
    assert sheet.evaluate("sheet => sheet.contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert page.locator(".term-sheet.open").count() == 0
    assert term.evaluate("link => link === document.activeElement")


def test_answer_opens_with_enter(new_page: NewPage) -> None:
    page = new_page()
    visit(page, "lesson-what-is-pain", "sv")
    page.locator("details.right summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("details.right .feedback").is_visible()
