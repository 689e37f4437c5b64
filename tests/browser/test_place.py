"""The reader keeps her place: a word explained, another language, another day; and nobody else learns it."""

import json

import pytest
from playwright.sync_api import Page

from tests.browser.pages import NewPage, visit
from tests.browser.server import Site

pytestmark = pytest.mark.browser

_PLACE = "() => [scrollX, scrollY, location.href, history.length]"
_LESSON = "lesson-what-is-pain"
_BLOCK = "b-03dzt"
_NUMBER = "2.11"


def _read_to(page: Page, block: str) -> None:
    """Scroll as a reader does, and wait until the page has noticed."""
    page.locator(f"#{block}").evaluate(
        "block => scrollTo(0, block.getBoundingClientRect().top + scrollY - 20)"
    )
    page.wait_for_function(
        "block => (localStorage.getItem('smartskola.places') || '').includes(block)", arg=block
    )


def _click(page: Page, selector: str) -> None:
    """Click what is on the screen, without the scrolling that Playwright does before a click of its own."""
    box = page.locator(selector).bounding_box()
    assert box is not None
    assert box["y"] >= 0
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_term_opens_without_leaving_the_place(new_page: NewPage) -> None:
    page = new_page(has_touch=True)
    visit(page, _LESSON, "ar")
    term = page.locator("a.term").nth(2)
    term.scroll_into_view_if_needed()
    before = page.evaluate(_PLACE)
    term.tap()
    sheet = page.locator(".term-sheet.open")
    assert sheet.locator("dd").first.inner_text() == "hjärna"
    assert page.evaluate(_PLACE) == before
    sheet.locator("[data-close]").tap()
    assert sheet.count() == 0
    assert page.evaluate(_PLACE) == before


def test_another_term_replaces_the_first(new_page: NewPage) -> None:
    page = new_page(size=(1280, 800))
    visit(page, _LESSON, "sv")
    page.locator("a.term").nth(0).click()
    page.locator("a.term").nth(1).click()
    assert page.locator(".term-sheet.open").count() == 1
    page.locator("h1").click()
    assert page.locator(".term-sheet.open").count() == 0


def test_language_switch_keeps_lesson_and_block(new_page: NewPage) -> None:
    page = new_page()
    visit(page, _LESSON, "sv")
    _read_to(page, _BLOCK)
    _click(page, ".languages summary")
    _click(page, ".languages a[hreflang=ti]")
    page.wait_for_url(f"**/ti/lessons/what-is-pain#{_BLOCK}")
    top = page.locator(f"#{_BLOCK}").evaluate("block => block.getBoundingClientRect().top")
    assert 0 <= top < 200


def test_going_to_and_fro_between_languages_never_drifts(new_page: NewPage) -> None:
    page = new_page()
    # A heading is short: the block after it stands in the upper third of the screen as well.
    page.goto("/sv/lessons/what-is-pain#b-3j5g7")
    for lang in ("ar", "ti", "so", "sv"):
        _click(page, ".languages summary")
        _click(page, f".languages a[hreflang={lang}]")
        page.wait_for_url(f"**/{lang}/lessons/what-is-pain#b-3j5g7")
        assert page.locator("html").get_attribute("lang") == lang


def test_language_switch_keeps_the_language_beside(new_page: NewPage) -> None:
    page = new_page()
    visit(page, "beside", "ar")
    page.locator(".languages summary").click()
    page.locator(".languages a[hreflang=so]").click()
    page.wait_for_url("**/so/lessons/what-is-pain?beside=sv**")
    # Swedish beside Swedish is one language.
    page.locator(".languages summary").click()
    page.locator(".languages a[hreflang=sv]").click()
    page.wait_for_url("**/sv/lessons/what-is-pain")
    assert page.locator(".pair").count() == 0


def test_second_language_comes_and_goes_at_the_same_block(new_page: NewPage) -> None:
    page = new_page()
    visit(page, _LESSON, "so")
    _read_to(page, _BLOCK)
    page.locator("a[href*='beside=sv']").evaluate("link => link.click()")
    page.wait_for_url(f"**/so/lessons/what-is-pain?beside=sv#{_BLOCK}")
    assert page.locator(f"#{_BLOCK} .pair").count() == 1
    page.locator(".buttons a[data-keeps-place]").evaluate("link => link.click()")
    page.wait_for_url(f"**/so/lessons/what-is-pain#{_BLOCK}")
    assert page.locator(".pair").count() == 0


def test_chosen_language_is_remembered_at_the_bare_address(new_page: NewPage) -> None:
    page = new_page()
    visit(page, "choose", "sv")
    page.locator(".choose a[hreflang=ti]").click()
    page.wait_for_url("**/ti/")
    page.goto("/")
    assert page.url.endswith("/ti/")


def test_start_page_leads_on_to_where_one_was(new_page: NewPage, site: Site) -> None:
    page = new_page()
    visit(page, "start", "ar")
    assert not page.locator("[data-continue]").is_visible()
    visit(page, _LESSON, "ar")
    _read_to(page, _BLOCK)
    visit(page, "course", "ar")
    assert _NUMBER in page.locator("a[data-lesson=what-is-pain] [data-read]").inner_text()
    assert not page.locator("a[data-lesson=welcome] [data-read]").is_visible()
    visit(page, "start", "ar")
    link = page.locator("[data-continue] a")
    assert _NUMBER in link.inner_text()
    link.click()
    page.wait_for_url(f"**/ar/lessons/what-is-pain#{_BLOCK}")
    # The place is on this phone, and on this phone alone.
    stored = json.loads(page.evaluate("() => localStorage.getItem('smartskola.places')"))
    assert stored["what-is-pain"]["block"] == _BLOCK
    assert [words for words in site.heard if _BLOCK in words or "03dzt" in words] == []


def test_only_the_language_is_kept_in_a_cookie(new_page: NewPage) -> None:
    page = new_page()
    visit(page, _LESSON, "ar")
    _read_to(page, _BLOCK)
    assert [(cookie.get("name"), cookie.get("value")) for cookie in page.context.cookies()] == [
        ("language", "ar")
    ]
