"""With scripts turned off everything works but saving on the phone."""

import re

import pytest

from tests.browser.pages import KINDS, LANGUAGES, NOT_FOUND_WORDS, NewPage, each_language, visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("kind", KINDS)
def test_page_shows_its_content(kind: str, new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False, expects=(NOT_FOUND_WORDS,))
    for _ in each_language(page, kind):
        assert page.locator("h1").is_visible()
        # A button that does nothing is worse than none; one that sends a form works.
        buttons = page.locator("button:not(form[method=post] button)").all()
        assert [button for button in buttons if button.is_visible()] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_reader_walks_from_the_choice_to_the_print(lang: str, new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    visit(page, "choose", lang)
    page.locator(f".choose a[hreflang={lang}]").click()
    page.wait_for_url(f"**/{lang}/")
    page.locator("a.card[href*=courses]").click()
    page.wait_for_url("**/courses/pain-school")
    page.locator("a.card[href$='/lessons/welcome']").click()
    page.wait_for_url("**/lessons/welcome")
    page.locator(".onward .main").click()
    page.wait_for_url("**/lessons/what-is-pain")
    page.locator(".onward .button:not(.main)").click()
    page.wait_for_url("**/lessons/welcome")
    page.locator("a[href$='/print']").click()
    page.wait_for_url("**/lessons/welcome/print")
    page.locator(".print-hint a").click()
    page.wait_for_url(f"**/{lang}/lessons/welcome")
    assert page.locator("html").get_attribute("lang") == lang


@pytest.mark.parametrize("lang", LANGUAGES)
def test_language_is_changed_on_the_same_page(lang: str, new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    visit(page, "lesson-pacing", "so")
    page.locator(".languages summary").click()
    page.locator(f".languages a[hreflang={lang}]").click()
    page.wait_for_url(f"**/{lang}/lessons/pacing")
    assert page.locator("html").get_attribute("lang") == lang


def test_term_opens_by_its_address_and_closes_again(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    visit(page, "lesson-what-is-pain", "ar")
    page.locator("a.term").nth(2).click()
    page.wait_for_url("**/ar/lessons/what-is-pain#term-brain")
    sheet = page.locator("#term-brain")
    assert sheet.is_visible()
    assert sheet.locator("dd").first.inner_text() == "hjärna"
    assert page.locator(".term-sheet:visible").count() == 1
    sheet.locator("[data-close]").click()
    page.wait_for_url(re.compile(r"#b-heqga$"))
    assert page.locator(".term-sheet:visible").count() == 0
    assert page.locator("#b-heqga").is_visible()


def test_second_language_comes_beside(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    visit(page, "lesson-what-is-pain", "ti")
    page.locator("a[href$='beside=sv']").click()
    page.wait_for_url("**?beside=sv")
    first = page.locator(".pair").first.locator(".text")
    assert [text.get_attribute("lang") for text in first.all()] == [None, "sv"]


def test_figures_and_voice_are_there(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    visit(page, "lesson-what-is-pain", "ar")
    for image in page.locator("main img").all():
        image.scroll_into_view_if_needed()
        box = image.bounding_box()
        assert box is not None
        assert box["height"] > 50
    assert page.locator("audio[controls][preload=none]").count() == 1


def test_saved_page_says_that_saving_needs_scripts(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    visit(page, "saved", "sv")
    assert page.locator("noscript p").is_visible()
