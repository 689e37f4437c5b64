"""The site on the phone: installed, saved, read without a network, forgotten when its reader wishes."""

import json
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.pages import LANGUAGES, NewPage, offline, visit
from tests.browser.server import Site

pytestmark = pytest.mark.browser

# What Chromium says of a page that it could not fetch.
_NO_NETWORK: Final = "net::ERR_INTERNET_DISCONNECTED"
_FAILED: Final = (_NO_NETWORK, "Failed to load resource")
_CACHED: Final = """async () => {
    const found = [];
    for (const name of await caches.keys()) {
        const requests = await (await caches.open(name)).keys();
        found.push(...requests.map((request) => new URL(request.url).pathname));
    }
    return found;
}"""
_FETCH_RANGE: Final = """async ([address, range]) => {
    const answer = await fetch(address, { headers: { Range: range } });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return [answer.status, answer.headers.get("Content-Range"), bytes.length, bytes[0] ?? null];
}"""
_LESSON: Final = "lesson-what-is-pain"


def _online_page(new_page: NewPage, **options: Any) -> Page:
    """Open a page whose service worker has taken over."""
    page = new_page(service_workers="allow", **options)
    page.goto("/sv/")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    return page


def _save(page: Page, lang: str) -> None:
    visit(page, _LESSON, lang)
    control = page.locator("[data-save]")
    control.click()
    saved = control.get_attribute("data-saved-words")
    page.wait_for_function(
        "words => document.querySelector('[data-save] span').textContent === words", arg=saved
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_manifest_is_whole_and_in_its_language(lang: str, new_page: NewPage) -> None:
    page = new_page()
    visit(page, "start", lang)
    address = page.locator("link[rel=manifest]").get_attribute("href")
    assert address == f"/{lang}/manifest.webmanifest"
    answer = page.request.get(address)
    assert answer.headers["content-type"].startswith("application/manifest+json")
    manifest = json.loads(answer.body())
    assert (manifest["lang"], manifest["start_url"]) == (lang, f"/{lang}/")
    assert manifest["dir"] == ("rtl" if lang == "ar" else "ltr")
    assert manifest["display"] == "standalone"
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}
    for icon in manifest["icons"]:
        width, height = page.evaluate(
            "async (src) => { const i = new Image(); i.src = src; await i.decode();"
            " return [i.naturalWidth, i.naturalHeight]; }",
            icon["src"],
        )
        assert f"{width}x{height}" == icon["sizes"]


def test_browser_finds_the_site_installable(whole_browser: Browser, site: Site) -> None:
    # Only the whole browser installs anything, and says what keeps it from that.
    page = whole_browser.new_context(base_url=site.url).new_page()
    page.goto("/sv/")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    session = page.context.new_cdp_session(page)
    assert session.send("Page.getAppManifest")["errors"] == []
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # A test's browser profile is an incognito one, where nothing can be installed.
    assert [error["errorId"] for error in errors if error["errorId"] != "in-incognito"] == []


@pytest.mark.parametrize("lang", ["sv", "ar"])
def test_saved_lesson_is_read_offline(lang: str, new_page: NewPage) -> None:
    page = _online_page(new_page)
    _save(page, lang)
    assert not page.locator("#offline-note").is_visible()
    with offline(page):
        page.reload()
        assert page.locator("#offline-note").is_visible()
        assert page.locator(".block").count() == 13
        assert page.evaluate("() => getComputedStyle(document.body).marginTop") == "0px"
        for image in page.locator("main img").all():
            image.scroll_into_view_if_needed()
            image.evaluate("image => image.decode()")
            assert image.evaluate("image => image.naturalWidth") > 100
        page.goto(f"/{lang}/")
        assert page.locator("a.card").count() == 4
        page.goto(f"/{lang}/saved")
        page.locator("#saved-list a").click()
        page.wait_for_url(f"**/{lang}/lessons/what-is-pain")
    page.wait_for_function("() => document.getElementById('offline-note').hidden")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_lesson_that_is_not_saved_leads_to_the_saved_ones(lang: str, new_page: NewPage) -> None:
    page = _online_page(new_page)
    with offline(page):
        page.goto(f"/{lang}/lessons/pacing")
        assert page.locator("html").get_attribute("lang") == lang
        assert page.locator("#saved-list").count() == 1
        assert page.locator("#saved-none").is_visible()
        assert page.locator("#offline-note").is_visible()


def test_saved_voice_answers_byte_ranges_offline(new_page: NewPage) -> None:
    page = _online_page(new_page)
    _save(page, "ar")
    address = page.locator("audio").get_attribute("src")
    size = int(page.locator("audio").get_attribute("data-bytes") or 0)
    with offline(page):
        page.reload()
        part = page.evaluate(_FETCH_RANGE, [address, "bytes=4-9"])
        assert part[:3] == [206, f"bytes 4-9/{size}", 6]
        # An MP4 file has `ftyp` from its fifth byte on.
        assert part[3] == ord("f")
        assert page.evaluate(_FETCH_RANGE, [address, "bytes=-10"])[:3] == [
            206,
            f"bytes {size - 10}-{size - 1}/{size}",
            10,
        ]
        assert page.evaluate(_FETCH_RANGE, [address, "bytes=0-"])[:3] == [
            206,
            f"bytes 0-{size - 1}/{size}",
            size,
        ]
        seconds = page.locator("audio").evaluate(
            """async (player) => {
                player.muted = true;
                await player.play();
                player.currentTime = 3;
                await new Promise((resolve) => player.addEventListener("seeked", resolve, { once: true }));
                return player.duration;
            }"""
        )
        assert 5.5 < seconds < 6.5


def test_range_beyond_the_saved_voice_is_refused(new_page: NewPage) -> None:
    page = _online_page(new_page, expects=("status of 416",))
    _save(page, "ar")
    address = page.locator("audio").get_attribute("src")
    size = int(page.locator("audio").get_attribute("data-bytes") or 0)
    answer = page.evaluate(_FETCH_RANGE, [address, f"bytes={size}-"])
    assert answer[:3] == [416, f"bytes */{size}", 0]


def test_lesson_that_the_phone_threw_away_is_noticed(new_page: NewPage) -> None:
    page = _online_page(new_page)
    _save(page, "sv")
    visit(page, "saved", "sv")
    row = page.locator("#saved-list li")
    assert row.count() == 1
    assert row.locator("p").count() == 0
    page.evaluate("() => caches.delete('smartskola-saved')")
    page.reload()
    gone = page.locator("#saved-list").get_attribute("data-gone")
    assert row.locator("p").inner_text() == gone


def test_one_saved_lesson_is_removed(new_page: NewPage) -> None:
    page = _online_page(new_page)
    _save(page, "sv")
    _save(page, "ar")
    visit(page, "saved", "sv")
    rows = page.locator("#saved-list li")
    rows.first.wait_for()
    assert rows.count() == 2
    page.get_by_role("button", name="ما هو الألم؟").click()
    page.wait_for_function("() => document.querySelectorAll('#saved-list li').length === 1")
    cached = page.evaluate(_CACHED)
    assert "/ar/lessons/what-is-pain" not in cached
    assert "/sv/lessons/what-is-pain" in cached


def test_erasing_leaves_nothing_on_the_phone(new_page: NewPage) -> None:
    page = _online_page(new_page)
    _save(page, "ar")
    page.evaluate("() => { localStorage.setItem('smartskola.places', '{}'); }")
    visit(page, "saved", "ar")
    page.locator("#erase").click()
    page.wait_for_function("() => document.getElementById('erased').textContent !== ''")
    assert page.evaluate("() => Object.keys(localStorage)") == []
    assert page.context.cookies() == []
    assert [path for path in page.evaluate(_CACHED) if "/lessons/" in path or "/media/" in path] == []
    assert page.locator("#saved-none").is_visible()


@pytest.mark.parametrize("path", ["/staff/", "/staff/groups/1", "/sv/card", "/ar/card/x"])
def test_staff_and_card_pages_never_pass_the_service_worker(path: str, new_page: NewPage) -> None:
    page = _online_page(new_page, expects=("Failed to load resource",))
    answer = page.goto(path)
    assert answer is not None
    assert not answer.from_service_worker
    assert [kept for kept in page.evaluate(_CACHED) if "staff" in kept or "card" in kept] == []
    with offline(page), pytest.raises(Exception, match=_NO_NETWORK):
        page.goto(path)


def test_ordinary_pages_do_pass_the_service_worker(new_page: NewPage) -> None:
    page = _online_page(new_page)
    answer = page.goto("/sv/terms")
    assert answer is not None
    assert answer.from_service_worker


def test_saved_page_of_another_variant_is_kept_apart(new_page: NewPage) -> None:
    page = _online_page(new_page)
    visit(page, "beside", "ar")
    page.locator("[data-save]").click()
    page.wait_for_function(
        "() => document.querySelector('[data-save] span').textContent"
        " === document.querySelector('[data-save]').dataset.savedWords"
    )
    with offline(page):
        page.goto("/ar/lessons/what-is-pain?beside=sv")
        assert page.locator(".pair").count() > 5


def test_save_says_when_it_could_not(new_page: NewPage) -> None:
    page = _online_page(new_page, expects=_FAILED)
    visit(page, _LESSON, "sv")
    control = page.locator("[data-save]")
    control.wait_for()
    with offline(page):
        control.click()
        failed = control.get_attribute("data-failed-words")
        page.wait_for_function(
            "words => document.querySelector('[data-save] span').textContent === words", arg=failed
        )
    assert page.evaluate("() => localStorage.getItem('smartskola.saved')") is None


def test_service_worker_leaves_the_chosen_language(new_page: NewPage) -> None:
    page = new_page(service_workers="allow")
    page.goto("/ar/")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    assert page.evaluate("async () => (await caches.match('/ti/saved')).status") == 200
    assert {cookie["name"]: cookie["value"] for cookie in page.context.cookies()} == {"language": "ar"}


def test_removing_a_lesson_gives_its_room_back(new_page: NewPage) -> None:
    page = _online_page(new_page)
    _save(page, "ar")
    page.goto("/ar/saved")
    assert any(path.startswith("/media/") for path in page.evaluate(_CACHED))
    page.locator("#saved-list button").click()
    page.wait_for_selector("#saved-none:not([hidden])")
    assert [path for path in page.evaluate(_CACHED) if path.startswith("/media/")] == []


def test_second_language_offline_shows_the_lesson_that_was_saved(new_page: NewPage) -> None:
    page = _online_page(new_page, expects=_FAILED)
    _save(page, "ar")
    with offline(page):
        page.goto("/ar/lessons/what-is-pain?beside=sv")
        assert page.locator("article[data-lesson=what-is-pain]").count() == 1
