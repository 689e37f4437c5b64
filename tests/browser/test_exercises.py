"""Exercises with a pace one can see, and questions that answer kindly and remember nothing."""

import pytest
from playwright.sync_api import Page

from tests.browser.pages import NewPage, visit

pytestmark = pytest.mark.browser

# All but the place that was read to: going from answer to answer scrolls the page.
_STORED = """() => JSON.stringify(Object.entries(localStorage).filter(([key]) => key !== "smartskola.places"))
    + document.cookie"""


def _begin(page: Page, kind: str, lang: str) -> None:
    page.clock.install()
    visit(page, kind, lang)
    page.locator(".exercise button.main").click()


def test_breathing_changes_between_in_and_out_until_it_is_finished(new_page: NewPage) -> None:
    page = new_page()
    _begin(page, "lesson-welcome", "sv")
    says = page.locator(".pace-words")
    breathe_in = page.locator("#exercise-words").get_attribute("data-in")
    breathe_out = page.locator("#exercise-words").get_attribute("data-out")
    assert breathe_in
    assert breathe_out
    assert breathe_in != breathe_out
    heard = []
    # In for 4 seconds, out for 6: looked at in the middle of each.
    for milliseconds in (2000, 5000, 5000, 5000):
        page.clock.run_for(milliseconds)
        heard.append(says.inner_text())
    assert heard == [breathe_in, breathe_out, breathe_in, breathe_out]
    assert page.locator(".pace-circle").is_visible()
    page.clock.run_for(3 * 60 * 1000)
    assert says.inner_text() == page.locator("#exercise-words").get_attribute("data-done")
    assert page.locator(".exercise button.main").is_visible()
    assert not page.locator(".pace button").is_visible()


def test_exercise_stops_when_one_wants(new_page: NewPage) -> None:
    page = new_page()
    _begin(page, "lesson-welcome", "ar")
    stop = page.locator(".pace button")
    assert stop.evaluate("control => control === document.activeElement")
    page.clock.run_for(1000)
    stop.click()
    assert not page.locator(".pace").is_visible()
    start = page.locator(".exercise button.main")
    assert start.evaluate("control => control === document.activeElement")
    start.click()
    page.clock.run_for(1000)
    assert page.locator(".pace-words").inner_text() == page.locator("#exercise-words").get_attribute(
        "data-in"
    )


def test_steps_are_led_through_one_by_one(new_page: NewPage) -> None:
    page = new_page()
    _begin(page, "lesson-what-is-pain", "sv")
    steps = page.locator(".steps li")
    # One step each 20 seconds.
    for number in range(steps.count()):
        page.clock.run_for(10_000)
        assert page.locator(".steps li.now").all_inner_texts() == [steps.nth(number).inner_text()]
        assert page.locator(".pace-words").inner_text() == steps.nth(number).inner_text()
        page.clock.run_for(10_000)
    page.clock.run_for(1000)
    assert page.locator(".steps li.now").count() == 0
    assert page.locator(".pace-words").inner_text() == page.locator("#exercise-words").get_attribute(
        "data-done"
    )


def test_reduced_motion_has_words_and_no_circle(new_page: NewPage) -> None:
    page = new_page(reduced_motion="reduce")
    _begin(page, "lesson-welcome", "ti")
    assert not page.locator(".pace-circle").is_visible()
    assert page.locator(".pace-words").is_visible()


def test_exercise_without_scripts_is_whole_text(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    visit(page, "lesson-welcome", "so")
    assert page.locator(".exercise button").count() == 0
    assert page.locator(".steps li").count() == 6
    assert all(step.is_visible() for step in page.locator(".steps li").all())


@pytest.mark.parametrize("scripts", [True, False])
def test_answer_gives_kind_words_and_stores_nothing(scripts: bool, new_page: NewPage) -> None:
    page = new_page(java_script_enabled=scripts)
    visit(page, "lesson-what-is-pain", "ar")
    before = page.evaluate(_STORED) if scripts else ""
    for answer in page.locator(".answers details").all():
        answer.locator("summary").click()
        feedback = answer.locator(".feedback")
        assert feedback.is_visible()
        assert feedback.inner_text().strip()
        # One answer at a time is open.
        assert page.locator(".answers details[open]").count() == 1
    if scripts:
        assert page.evaluate(_STORED) == before
