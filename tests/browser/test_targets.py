"""Everything that is tapped is large enough for a tired hand: 48 px, as DESIGN section 7 asks."""

import pytest

from tests.browser.pages import KINDS, NOT_FOUND_WORDS, NewPage, each_language, visit

pytestmark = pytest.mark.browser

# A link inside a running text is as high as its line (WCAG 2.5.8 exempts it); one that stands alone is not.
_TOO_SMALL = """() => [...document.querySelectorAll("a[href], button, summary, audio")]
    .filter((element) => element.checkVisibility() && !element.closest(".skip"))
    .filter((element) => {
        const around = element.closest("p, li, dd, dt, td, figcaption");
        const inText = around && around.textContent.trim() !== element.textContent.trim()
            && getComputedStyle(element).display === "inline";
        return !inText;
    })
    .map((element) => [element, element.getBoundingClientRect()])
    .filter(([, box]) => box.height < 47.9 || box.width < 47.9)
    .map(([element, box]) => `${element.outerHTML.slice(0, 90)}: ${box.width} x ${box.height}`)"""


@pytest.mark.parametrize("kind", KINDS)
def test_targets_are_large_enough(kind: str, new_page: NewPage) -> None:
    page = new_page(expects=(NOT_FOUND_WORDS,))
    found = []
    for lang in each_language(page, kind):
        menu = page.locator(".languages")
        if menu.count():
            menu.evaluate("menu => { menu.open = true; }")
        found += [f"{lang}: {small}" for small in page.evaluate(_TOO_SMALL)]
    assert found == []


def test_targets_of_opened_parts_are_large_enough(new_page: NewPage) -> None:
    page = new_page()
    visit(page, "lesson-welcome", "ti")
    page.locator(".exercise button.main").click()
    page.locator("a.term").first.click()
    assert page.locator(".pace button").is_visible()
    assert page.locator(".term-sheet.open a").is_visible()
    assert page.evaluate(_TOO_SMALL) == []
