"""Every kind of participant's page, in each language: rules of access, sizes and widths, in one visit."""

from typing import Final

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.browser.examine import (
    SIZES,
    USUAL_TEXT,
    choose_text_size,
    double_text,
    too_small,
    too_wide,
    violations,
)
from tests.browser.pages import KINDS, NOT_FOUND_WORDS, PHONE, NewPage, each_language

pytestmark = pytest.mark.browser

_NARROW: Final[ViewportSize] = {"width": 320, "height": 640}
_PHONE: Final[ViewportSize] = {"width": PHONE[0], "height": PHONE[1]}


@pytest.mark.parametrize("kind", KINDS)
def test_page_is_fit_to_use(kind: str, new_page: NewPage) -> None:
    page = new_page(expects=(NOT_FOUND_WORDS,))
    found = []
    for _ in each_language(page, kind):
        page.set_viewport_size(_NARROW)
        found += too_wide(page, "320 px")
        found += list(violations(page))
        found += _too_wide_with_double_text(page)
        page.set_viewport_size(_PHONE)
        found += _too_small_with_open_menu(page)
    assert found == []


def _too_wide_with_double_text(page: Page) -> list[str]:
    double_text(page)
    found = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        found += too_wide(page, f"{width} px, text 200 %")
    choose_text_size(page, USUAL_TEXT)
    return found


def _too_small_with_open_menu(page: Page) -> list[str]:
    menu = page.locator(".languages")
    if menu.count():
        menu.evaluate("menu => { menu.open = true; }")
    return too_small(page)
