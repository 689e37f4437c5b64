"""Arabic is the mirror image of Swedish, but for what must not turn: players, pictures, clocks, numbers."""

from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pytest
from PIL import Image, ImageChops, ImageOps
from playwright.sync_api import Page

from tests.browser.pages import DESK, PHONE, NewPage, adopt_style, visit

pytestmark = pytest.mark.browser

_SCREENSHOTS = Path(__file__).parent / "screenshots"
# Only boxes are left: equal words, equal lines, nothing of a letter to be seen.
_SKELETON: Final = """() => {
    for (const extra of document.querySelectorAll(".notice, .block, [hidden]")) extra.remove();
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) if (walk.currentNode.data.trim()) walk.currentNode.data = "mm";
}"""
_SKELETON_STYLE: Final = """* { color: transparent !important; font-family: monospace !important;
    line-height: 1.5 !important; text-decoration-color: transparent !important; caret-color: transparent; }
    svg { visibility: hidden; } .card { border-style: solid !important; }"""
_PLACES: Final = """selector => [...document.querySelectorAll(selector)]
    .filter((element) => element.checkVisibility())
    .map((element) => element.getBoundingClientRect())
    .map((box) => ({ left: box.left, right: innerWidth - box.right }))"""


def _skeleton(page: Page, kind: str, lang: str) -> Image.Image:
    visit(page, kind, lang)
    page.evaluate(_SKELETON)
    adopt_style(page, _SKELETON_STYLE)
    return _picture(page.screenshot(path=_SCREENSHOTS / f"skeleton.{kind}.{lang}.png"))


def _picture(png: bytes) -> Image.Image:
    """Open a picture at a quarter of its size: half a pixel of smoothed edge is no difference."""
    picture = Image.open(BytesIO(png)).convert("L")
    return picture.resize((picture.width // 4, picture.height // 4), Image.Resampling.BOX)


def _difference(one: Image.Image, other: Image.Image) -> float:
    """Count the share of pixels that clearly differ: shadows and smoothed edges do not count."""
    assert one.size == other.size
    changed = ImageChops.difference(one, other).point(lambda value: 255 if value > 24 else 0)
    return changed.histogram()[255] / (one.width * one.height)


@pytest.mark.parametrize("size", [PHONE, DESK])
@pytest.mark.parametrize("kind", ["start", "course", "saved", "card-open", "card"])
def test_arabic_layout_is_the_mirror_of_swedish(kind: str, size: tuple[int, int], new_page: NewPage) -> None:
    page = new_page(size=size)
    swedish, arabic = _skeleton(page, kind, "sv"), _skeleton(page, kind, "ar")
    assert _difference(swedish, ImageOps.mirror(arabic)) < 0.00005
    assert _difference(swedish, arabic) > 0.0001


@pytest.mark.parametrize("size", [PHONE, DESK])
@pytest.mark.parametrize(
    ("kind", "selector", "side"),
    [
        ("start", ".home", "start"),
        ("start", ".languages summary", "end"),
        ("start", ".card-mark", "start"),
        ("lesson-what-is-pain", ".block .number", "start"),
        ("lesson-what-is-pain", ".answers summary", "start"),
        ("lesson-what-is-pain", ".back", "start"),
        ("lesson-what-is-pain", ".onward .icon-arrow-next", "end"),
        ("lesson-what-is-pain", ".onward .icon-arrow-back", "start"),
    ],
)
def test_parts_change_side(
    kind: str, selector: str, side: str, size: tuple[int, int], new_page: NewPage
) -> None:
    page = new_page(size=size)
    visit(page, kind, "sv")
    swedish = page.evaluate(_PLACES, selector)
    visit(page, kind, "ar")
    arabic = page.evaluate(_PLACES, selector)
    before, after = ("left", "right") if side == "start" else ("right", "left")
    assert swedish
    assert [place[after] for place in arabic] == pytest.approx([place[before] for place in swedish], abs=1)


def test_two_languages_stand_with_the_readers_own_first(new_page: NewPage) -> None:
    page = new_page(size=DESK)
    texts = ".pair > .text:not(.picture)"
    visit(page, "beside", "ar")
    arabic = page.evaluate(_PLACES, texts)
    visit(page, "beside", "sv")
    swedish = page.evaluate(_PLACES, texts)
    assert arabic[0]["left"] > arabic[1]["left"]
    assert swedish[0]["left"] < swedish[1]["left"]


def _turned(page: Page, selector: str) -> list[bool]:
    found: list[bool] = page.locator(selector).evaluate_all(
        "parts => parts.map((part) => new DOMMatrix(getComputedStyle(part).transform).a < 0)"
    )
    assert found
    return found


def test_arrows_point_the_way_one_reads(new_page: NewPage) -> None:
    page = new_page()
    visit(page, "lesson-what-is-pain", "ar")
    assert set(_turned(page, ".icon-arrow-next, .icon-arrow-back")) == {True}
    visit(page, "lesson-what-is-pain", "sv")
    assert set(_turned(page, ".icon-arrow-next, .icon-arrow-back")) == {False}


def test_choice_arrows_follow_each_languages_own_direction(new_page: NewPage) -> None:
    page = new_page()
    for lang in ("sv", "ar"):
        visit(page, "choose", lang)
        assert _turned(page, ".choose .icon-arrow-next") == [False, True, False, False]


def _shot(page: Page, lang: str, selector: str) -> Image.Image:
    visit(page, "lesson-what-is-pain", lang)
    adopt_style(page, "audio { inline-size: 15rem !important; flex: none; }")
    part = page.locator(selector).first
    part.scroll_into_view_if_needed()
    if selector == "figure img":
        part.evaluate("image => image.decode()")
    return _picture(part.screenshot(path=_SCREENSHOTS / f"{selector.rpartition(' ')[2]}.{lang}.png"))


@pytest.mark.parametrize("selector", ["audio", "figure img"])
def test_player_and_figures_are_not_mirrored(selector: str, new_page: NewPage) -> None:
    page = new_page()
    swedish, arabic = _shot(page, "sv", selector), _shot(page, "ar", selector)
    assert _difference(swedish, arabic) < 0.02
    assert _difference(swedish, ImageOps.mirror(arabic)) > 0.08


def test_breathing_circle_and_icons_are_not_mirrored(new_page: NewPage) -> None:
    page = new_page()
    visit(page, "lesson-welcome", "ar")
    page.locator(".exercise button.main").click()
    assert _turned(page, ".pace-circle") == [False]
    assert set(_turned(page, ".icon-exercise, .icon-audio-off, .icon-save, .icon-question")) == {False}


def _direction(page: Page, selector: str) -> Any:
    return page.locator(selector).first.evaluate("part => getComputedStyle(part).direction")


def test_numbers_keep_their_direction(new_page: NewPage) -> None:
    page = new_page()
    visit(page, "lesson-what-is-pain", "ar")
    assert _direction(page, "html") == "rtl"
    assert _direction(page, "audio") == "ltr"
    assert page.locator(".block .number bdi").first.inner_text() == "2.1"
    assert _direction(page, ".audio bdi") == "ltr"
