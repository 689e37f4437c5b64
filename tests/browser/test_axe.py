"""axe-core finds nothing in what opens on a page, and sees faults put in (all pages: `test_pages`)."""

import pytest

from tests.browser.examine import violations
from tests.browser.pages import NewPage, adopt_style, visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("lang", ["sv", "ar"])
def test_opened_parts_have_no_violation(lang: str, new_page: NewPage) -> None:
    page = new_page()
    visit(page, "lesson-what-is-pain", lang)
    page.locator(".exercise button.main").click()
    page.locator("details.right summary").click()
    page.locator("a.term").first.click()
    assert page.locator(".term-sheet.open").is_visible()
    assert list(violations(page)) == []


@pytest.mark.parametrize("lang", ["sv", "ar"])
def test_open_language_menu_has_no_violation(lang: str, new_page: NewPage) -> None:
    page = new_page()
    visit(page, "start", lang)
    page.locator(".languages summary").click()
    assert list(violations(page)) == []


def test_axe_sees_a_fault_that_is_put_in(new_page: NewPage) -> None:
    page = new_page()
    visit(page, "start", "sv")
    page.evaluate("() => { document.querySelector('h1').replaceWith(document.createElement('button')); }")
    assert "button-name" in "".join(violations(page))


def test_axe_sees_weak_colours_in_the_dark(new_page: NewPage) -> None:
    page = new_page()
    visit(page, "start", "sv")
    adopt_style(page, "@media (prefers-color-scheme: dark) { h1 { color: #777; } }")
    found = list(violations(page))
    assert found
    assert all(" dark: color-contrast" in words for words in found)
