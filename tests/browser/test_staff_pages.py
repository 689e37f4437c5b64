"""Every kind of staff page, in both languages: rules of access, sizes, widths and HTML, in one visit each."""

from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import ViewportSize

from tests.browser import staff
from tests.browser.examine import (
    USUAL_TEXT,
    choose_text_size,
    double_text,
    invalid_html,
    too_small,
    too_wide,
    violations,
)
from tests.browser.pages import DESK, PHONE, NewPage
from tests.browser.server import Site

pytestmark = pytest.mark.browser

# What Chromium itself says on the console of a page that tells of a fault.
_FAULT_WORDS = ("status of 403", "status of 404", "status of 422")
_PHONE: Final[ViewportSize] = {"width": PHONE[0], "height": PHONE[1]}
_NARROW: Final[ViewportSize] = {"width": 320, "height": 640}


@pytest.mark.parametrize("name", staff.KINDS)
def test_page_is_fit_to_use(name: str, things: dict[str, str], site: Site, new_page: NewPage) -> None:
    page = new_page(expects=_FAULT_WORDS)
    found = []
    for lang in staff.LANGUAGES:
        page.set_viewport_size(_PHONE)
        staff.visit(page, site, name, things, lang)
        found += too_small(page) + too_wide(page, "360 px") + list(violations(page, ("light",), (PHONE,)))
        page.set_viewport_size(_NARROW)
        double_text(page)
        found += too_wide(page, "320 px, text 200 %")
        choose_text_size(page, USUAL_TEXT)
    # Colours, and how a page lies on a desk, are the same in both languages.
    found += list(violations(page, ("dark",), (PHONE,))) + list(violations(page, ("light",), (DESK,)))
    assert found == []


def test_open_menu_is_fit_to_use(site: Site, things: dict[str, str], new_page: NewPage) -> None:
    page = new_page()
    for lang in staff.LANGUAGES:
        staff.visit(page, site, "accounts", things, lang)
        page.locator(".menu summary").click()
        assert page.locator(".menu a[href='/staff/units']").is_visible()
        found = too_small(page) + too_wide(page, "360 px")
        assert found + list(violations(page, sizes=(PHONE,))) == []


def test_every_page_is_valid(site: Site, things: dict[str, str], new_page: NewPage, tmp_path: Path) -> None:
    page = new_page(java_script_enabled=False, expects=_FAULT_WORDS)
    for name in staff.KINDS:
        html = staff.visit(page, site, name, things, "sv").text()
        # What is printed for a participant comes in her language.
        assert html.startswith(('<!doctype html>\n<html lang="sv"', '<!doctype html>\n<html lang="ar"'))
        (tmp_path / f"{name}.html").write_text(html)
    assert invalid_html(tmp_path) == []
