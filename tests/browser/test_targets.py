"""Everything that is tapped is large enough for a tired hand: 48 px, as DESIGN section 7 asks."""

import pytest

from tests.browser.examine import too_small
from tests.browser.pages import NewPage, adopt_style, visit

pytestmark = pytest.mark.browser


def test_targets_of_opened_parts_are_large_enough(new_page: NewPage) -> None:
    page = new_page()
    visit(page, "lesson-welcome", "ti")
    page.locator(".exercise button.main").click()
    page.locator("a.term").first.click()
    assert page.locator(".pace button").is_visible()
    assert page.locator(".term-sheet.open a").is_visible()
    assert too_small(page) == []


def test_small_targets_are_seen_when_they_are_put_in(new_page: NewPage) -> None:
    page = new_page()
    visit(page, "card-open", "sv")
    adopt_style(page, "#f-code { min-block-size: 0 !important; block-size: 40px !important; }")
    assert ["f-code" in found for found in too_small(page)] == [True]
