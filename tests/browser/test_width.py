"""Nothing is cut and nothing scrolls sideways: on the narrowest phone, and with letters twice as large."""

import pytest

from tests.browser.examine import double_text, too_wide
from tests.browser.pages import NewPage, each_language

pytestmark = pytest.mark.browser


def test_width_of_opened_parts(new_page: NewPage) -> None:
    page = new_page(size=(320, 640))
    found = []
    for _ in each_language(page, "lesson-what-is-pain"):
        page.locator("details.right summary").click()
        page.locator(".exercise button.main").click()
        page.locator("a.term").first.click()
        page.locator(".languages").evaluate("menu => { menu.open = true; }")
        found += too_wide(page, "320 px, opened")
    assert found == []


def test_too_wide_sees_a_fault_that_is_put_in(new_page: NewPage) -> None:
    page = new_page(size=(320, 640))
    page.goto("/sv/")
    page.evaluate("() => { document.querySelector('h1').style.width = '330px'; }")
    assert any("H1" in found for found in too_wide(page, "320 px"))
    assert any("sideways" in found for found in too_wide(page, "320 px"))


def test_double_text_doubles_letters(new_page: NewPage) -> None:
    page = new_page()
    double_text(page)
    page.goto("/sv/")
    # 18 px is the base of DESIGN section 7.
    assert page.evaluate("() => getComputedStyle(document.body).fontSize") == "36px"
