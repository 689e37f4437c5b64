"""The recorded talk in a real browser: it plays, its text follows, and nothing is loaded before one asks."""

from typing import Any, Final

import pytest
from playwright.sync_api import Page, Route

from tests.browser.examine import too_small, too_wide, violations
from tests.browser.pages import DESK, LANGUAGES, PHONE, NewPage, each_language, visit

pytestmark = pytest.mark.browser

_KIND: Final = "lesson-what-is-pain"
_PLAY: Final = "video => video.play()"
_SEEK: Final = "(video, seconds) => { video.currentTime = seconds; }"
# The subtitle that is on the picture now, and in which language.
_SHOWN: Final = """video => {
    const shown = [...video.textTracks].filter((track) => track.mode === "showing");
    return shown.flatMap((track) => [...(track.activeCues || [])].map((cue) => [track.language, cue.text]));
}"""
_SOURCE: Final = "video => video.currentSrc.split('/').pop().split('.')[0]"
_IN_BOX: Final = """line => {
    const box = line.closest("ol").getBoundingClientRect();
    const own = line.getBoundingClientRect();
    return own.top >= box.top - 1 && own.bottom <= box.bottom + 1;
}"""
_DIRECTION: Final = """text => {
    const line = document.createElement("p");
    line.dir = "auto";
    line.textContent = text;
    document.body.append(line);
    const found = getComputedStyle(line).direction;
    line.remove();
    return found;
}"""
_FAILED_TO_LOAD: Final = "Failed to load resource"


def _talk(new_page: NewPage, lang: str = "sv", **options: Any) -> Page:
    page = new_page(**options)
    visit(page, _KIND, lang)
    page.locator("[data-choice][aria-pressed='true']").wait_for()
    return page


def _open_text(page: Page) -> None:
    page.locator(".lecture-text summary").click()
    page.locator(".lecture-lines li").first.wait_for()


def _wait_for_subtitle(page: Page) -> list[list[str]]:
    page.wait_for_function(f"() => ({_SHOWN})(document.querySelector('video')).length > 0")
    found: list[list[str]] = page.locator("video").evaluate(_SHOWN)
    return found


def _play_at(page: Page, seconds: float) -> None:
    page.locator("video").evaluate(_SEEK, seconds)
    page.locator("video").evaluate(_PLAY)


def _current(page: Page) -> str:
    return page.locator(".lecture-lines [aria-current] span").inner_text()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_talk_plays_with_the_readers_own_subtitles(lang: str, new_page: NewPage) -> None:
    page = _talk(new_page, lang)
    video = page.locator("video")
    assert video.evaluate("video => video.canPlayType('video/mp4; codecs=\"avc1.42E01E, mp4a.40.2\"')")
    assert video.evaluate("video => [...video.textTracks].map((track) => track.language)") == list(LANGUAGES)
    video.evaluate(_PLAY)
    ((shown, _),) = _wait_for_subtitle(page)
    assert shown == lang
    assert video.evaluate("video => video.error") is None


def test_arabic_is_written_from_right_to_left(new_page: NewPage) -> None:
    page = _talk(new_page, "ar")
    video = page.locator("video")
    _play_at(page, 36)
    ((_, text),) = _wait_for_subtitle(page)
    # The player turns each line by its own first letter, as `dir=auto` does.
    for line in text.split("\n"):
        assert page.evaluate(_DIRECTION, line) == "rtl"
    assert video.get_attribute("dir") == "ltr"
    _open_text(page)
    assert page.locator(".lecture-lines").evaluate("list => getComputedStyle(list).direction") == "rtl"


@pytest.mark.parametrize(("size", "choice"), [(PHONE, "240"), (DESK, "480")])
def test_phone_begins_with_the_small_picture(size: tuple[int, int], choice: str, new_page: NewPage) -> None:
    page = _talk(new_page, size=size)
    assert page.locator("[aria-pressed='true']").get_attribute("data-choice") == choice
    page.locator("video").evaluate(_PLAY)
    _wait_for_subtitle(page)
    assert page.locator("video").evaluate(_SOURCE) == choice


@pytest.mark.parametrize("line", ["{ saveData: true }", "{ effectiveType: '3g' }"])
def test_who_saves_data_begins_with_the_small_picture(line: str, new_page: NewPage) -> None:
    page = new_page(size=DESK)
    page.add_init_script(
        f"Object.defineProperty(Navigator.prototype, 'connection', {{ get: () => ({line}) }})"
    )
    visit(page, _KIND, "sv")
    assert page.locator("[aria-pressed='true']").get_attribute("data-choice") == "240"


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_nothing_is_loaded_before_one_asks(size: tuple[int, int], new_page: NewPage) -> None:
    page = new_page(size=size)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2].partition(".")[0]))
    visit(page, _KIND, "sv")
    page.wait_for_load_state("networkidle")
    assert not {"240", "480", "audio"} & set(asked)
    assert "poster" in asked


def test_place_is_kept_when_one_changes_to_sound_only(new_page: NewPage) -> None:
    page = _talk(new_page)
    video = page.locator("video")
    _play_at(page, 30)
    _wait_for_subtitle(page)
    page.locator("[data-choice='audio']").click()
    page.wait_for_function("() => document.querySelector('video').currentSrc.includes('/audio.')")
    page.wait_for_function("() => document.querySelector('video').readyState > 2")
    assert 29.5 < video.evaluate("video => video.currentTime") < 40
    assert not video.evaluate("video => video.paused")
    assert page.locator("[aria-pressed='true']").get_attribute("data-choice") == "audio"
    # Who only listens reads along: the text opens by itself.
    page.locator(".lecture-lines [aria-current]").wait_for()
    assert _wait_for_subtitle(page)


def test_text_follows_inside_its_box(new_page: NewPage) -> None:
    page = _talk(new_page)
    _open_text(page)
    before = page.evaluate("() => scrollY")
    _play_at(page, 59)
    page.locator(".lecture-lines [aria-current]", has_text="Larmet kan bli lugnare.").wait_for()
    page.wait_for_function(f"() => ({_IN_BOX})(document.querySelector('.lecture-lines [aria-current]'))")
    assert page.evaluate("() => scrollY") == before
    assert page.locator("[data-follow]").is_hidden()


def test_text_rests_while_the_reader_scrolls_in_it(new_page: NewPage) -> None:
    page = _talk(new_page)
    _open_text(page)
    page.locator(".lecture-lines").hover()
    page.mouse.wheel(0, 200)
    page.locator("[data-follow]").wait_for()
    place = page.locator(".lecture-lines").evaluate("list => list.scrollTop")
    _play_at(page, 69)
    page.locator(".lecture-lines [aria-current]", has_text="Vila när du behöver.").wait_for(state="attached")
    assert page.locator(".lecture-lines").evaluate("list => list.scrollTop") <= place + 200
    assert not page.locator(".lecture-lines [aria-current]").evaluate(_IN_BOX)
    page.locator("[data-follow]").click()
    page.wait_for_function(f"() => ({_IN_BOX})(document.querySelector('.lecture-lines [aria-current]'))")
    assert page.locator("[data-follow]").is_hidden()


@pytest.mark.parametrize("how", ["tap", "keyboard"])
def test_line_leads_to_its_place(how: str, new_page: NewPage) -> None:
    page = _talk(new_page)
    _open_text(page)
    line = page.locator(".lecture-lines button", has_text="Larmet vill skydda dig.")
    if how == "tap":
        line.click()
    else:
        line.focus()
        page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('video').currentTime > 12")
    assert _current(page) == "Larmet vill skydda dig."
    assert not page.locator("video").evaluate("video => video.paused")


def test_everything_is_reached_by_keyboard(new_page: NewPage) -> None:
    page = _talk(new_page, "ar")
    page.locator("[data-choice]").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator("[aria-pressed='true']").get_attribute("data-choice") == "480"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".lecture-lines li").first.wait_for()
    page.keyboard.press("Tab")
    page.keyboard.type("خطر")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.matches('[data-next]')")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.matches('.lecture-lines li:first-child button')")
    assert page.locator(".lecture-lines .found").count() == 1


@pytest.mark.parametrize(
    ("lang", "asked", "count"), [("sv", "LARM", 6), ("sv", "lakt", 1), ("ar", "تشفى", 1), ("ti", "ቃንዛ", 7)]
)
def test_text_can_be_searched(lang: str, asked: str, count: int, new_page: NewPage) -> None:
    page = _talk(new_page, lang)
    _open_text(page)
    page.locator(".lecture-search input").fill(asked)
    assert page.locator(".lecture-lines .found").count() == count
    assert str(count) in page.locator(".lecture-search [role=status]").inner_text()
    first = page.locator(".lecture-lines .here").inner_text()
    page.locator("[data-next]").click()
    assert (page.locator(".lecture-lines .here").inner_text() == first) is (count == 1)
    page.wait_for_function(f"() => ({_IN_BOX})(document.querySelector('.lecture-lines .here'))")


def test_search_that_finds_nothing_says_so(new_page: NewPage) -> None:
    page = _talk(new_page)
    _open_text(page)
    page.locator(".lecture-search input").fill("zzz")
    assert "0" in page.locator(".lecture-search [role=status]").inner_text()
    assert page.locator("[data-next]").is_disabled()
    page.locator(".lecture-search input").fill("")
    assert page.locator(".lecture-search [role=status]").inner_text() == ""


def test_talk_that_does_not_come_is_said(new_page: NewPage) -> None:
    page = _talk(new_page, expects=(_FAILED_TO_LOAD,))
    page.route("**/*.mp4", lambda route: route.abort())
    page.locator("video").evaluate("video => { video.play().catch(() => {}); }")
    page.locator("[data-fault]").wait_for()
    page.locator("[data-choice='audio']").click()
    assert page.locator("[data-fault]").is_hidden()
    page.locator("video").evaluate(_PLAY)
    assert page.locator("[data-fault]").is_hidden()


def test_text_that_does_not_come_can_be_asked_for_again(new_page: NewPage) -> None:
    page = _talk(new_page, expects=(_FAILED_TO_LOAD,))
    asked: list[str] = []

    def cut(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    page.route("**/lectures/**/*.json", cut)
    summary = page.locator(".lecture-text summary")
    summary.click()
    status = page.locator(".lecture-search [role=status]")
    status.wait_for()
    assert status.inner_text() == status.get_attribute("data-failed")
    assert page.locator(".lecture-search input").is_hidden()
    page.unroute_all()
    summary.click()
    summary.click()
    page.locator(".lecture-lines li").first.wait_for()
    assert len(asked) == 1
    assert status.inner_text() == ""


def test_talk_without_scripts(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    visit(page, _KIND, "sv")
    assert page.locator("video source").count() == 1
    for choice in ("240", "480", "audio"):
        assert page.locator(f"a[data-choice='{choice}']").is_visible()
    page.locator(".lecture-text summary").click()
    text = page.locator(".lecture-files a").first
    assert text.is_visible()
    address = text.get_attribute("href")
    assert address is not None
    assert "Smärta är kroppens larm." in page.request.get(address).text()
    assert page.locator(".lecture-search").is_hidden()


def test_open_text_is_fit_to_use(new_page: NewPage) -> None:
    page = new_page()
    found = []
    for _ in each_language(page, _KIND):
        _open_text(page)
        _play_at(page, 36)
        page.locator(".lecture-lines [aria-current]").wait_for(state="attached")
        found += too_small(page)
        page.set_viewport_size({"width": 320, "height": 640})
        found += too_wide(page, "320 px")
        found += list(violations(page))
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert found == []
