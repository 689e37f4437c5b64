"""The upload of a lecture in a real browser: progress, pause, a network that goes, a page that is closed."""

import hashlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from app.captions.rules.places import source_file
from app.people.models.accounts import Role
from tests.browser import staff
from tests.browser.pages import PHONE, NewPage
from tests.browser.server import Site
from tests.captions.tus import recording

pytestmark = pytest.mark.browser

MEBIBYTE = 1024**2
_PATIENCE = 60_000
_LECTURE = re.compile(r"/staff/lectures/[0-9a-z]{16}$")


@pytest.fixture
def page(site: Site, new_page: NewPage) -> Page:
    # A browser notes every request that fails, and every refusal, as an error of the page.
    expects = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "status of 415", "status of 422", "status of 404")
    opened = new_page(expects=expects, size=PHONE, locale="en")
    staff.sign_in(opened.context, site, Role.COURSE_LEADER)
    return opened


def _fill(page: Page, file: Path, slug: str) -> None:
    page.goto("/staff/lectures/new")
    page.locator("#f-title").fill("Smärta och sömn")
    page.locator("#f-slug").fill(slug)
    page.locator("#f-language").select_option("sv")
    page.locator("#f-file").set_input_files(file)


def _press_upload(page: Page) -> None:
    page.locator("[data-form] button[type=submit]").click()


def _arrived(site: Site, content: bytes) -> bool:
    place = source_file(site.data, hashlib.sha256(content).hexdigest())
    return place.exists() and place.read_bytes() == content


def _cut_after(page: Page, pieces: int) -> None:
    """Let that many pieces through, and take the network away before the next one."""
    seen = [0]

    def count(route: Route) -> None:
        if route.request.method == "PATCH":
            seen[0] += 1
            if seen[0] > pieces:
                page.context.set_offline(True)
                route.abort("internetdisconnected")
                return
        route.continue_()

    page.route("**/staff/lectures/uploads/**", count)


def test_upload_survives_a_network_that_goes(site: Site, page: Page, tmp_path: Path) -> None:
    content = recording(20 * MEBIBYTE, 1)
    file = tmp_path / "sömn.mp4"
    file.write_bytes(content)
    _fill(page, file, "network")
    _cut_after(page, 1)
    _press_upload(page)
    state = page.locator("[data-state]")
    expect(page.locator("[data-panel]")).to_have_attribute("data-is", "offline", timeout=_PATIENCE)
    expect(state).not_to_be_empty()
    assert 0.3 < float(page.locator("[data-bar]").evaluate("bar => bar.value")) < 0.9
    page.unroute_all()
    page.context.set_offline(False)
    page.wait_for_url(_LECTURE, timeout=_PATIENCE)
    assert _arrived(site, content)


def test_upload_goes_on_after_the_page_was_closed(site: Site, page: Page, tmp_path: Path) -> None:
    content = recording(20 * MEBIBYTE, 2)
    file = tmp_path / "talk.mp4"
    file.write_bytes(content)
    _fill(page, file, "closed")
    _cut_after(page, 1)
    _press_upload(page)
    expect(page.locator("[data-panel]")).to_have_attribute("data-is", "offline", timeout=_PATIENCE)
    page.unroute_all()
    page.context.set_offline(False)
    page.close(run_before_unload=False)
    again = page.context.new_page()
    again.goto("/staff/lectures/new")
    unfinished = again.locator("[data-address]")
    expect(unfinished).to_have_count(1)
    kept = again.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))")
    assert [key for key in kept if not key.startswith("htmx")] == []
    with again.expect_file_chooser() as chooser:
        unfinished.locator("[data-continue]").click()
    other = tmp_path / "other.mp4"
    other.write_bytes(recording(1000))
    chooser.value.set_files(other)
    expect(unfinished.locator("[data-here]")).to_contain_text("talk.mp4")
    chooser.value.set_files(file)
    again.wait_for_url(_LECTURE, timeout=_PATIENCE)
    assert _arrived(site, content)


def test_upload_pauses_goes_on_and_is_removed(site: Site, page: Page, tmp_path: Path) -> None:
    file = tmp_path / "paused.mp4"
    file.write_bytes(recording(20 * MEBIBYTE, 3))
    _fill(page, file, "paused")
    held: list[Route] = []
    page.route("**/staff/lectures/uploads/**", lambda route: _hold(route, held))
    _press_upload(page)
    expect(page.locator("[data-panel]")).to_be_visible()
    page.locator("[data-pause]").click()
    expect(page.locator("[data-panel]")).to_have_attribute("data-is", "paused")
    expect(page.locator("[data-go-on]")).to_be_focused()
    page.locator("[data-go-on]").click()
    expect(page.locator("[data-panel]")).to_have_attribute("data-is", "sending")
    page.unroute_all()
    page.locator("[data-stop]").click()
    expect(page.locator("[data-form]")).to_be_visible()
    page.reload()
    expect(page.locator("[data-address]")).to_have_count(0)


def _hold(route: Route, held: list[Route]) -> None:
    """Leave pieces on their way, as on a slow line; everything else passes."""
    if route.request.method == "PATCH":
        held.append(route)
    else:
        route.continue_()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"#EXTM3U\nother.ts\n", "is a text"),
        (b"PK\x03\x04" + bytes(9000), "is a packed file"),
        (bytes(9000), "not a recording that we can use"),
    ],
)
def test_what_is_no_recording_is_said_beside_the_file(
    page: Page, tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "talk.mp4"
    file.write_bytes(content)
    _fill(page, file, "refused")
    _press_upload(page)
    fault = page.locator("#e-file")
    expect(fault).to_be_visible(timeout=_PATIENCE)
    expect(fault).to_contain_text(words)
    assert "e-file" in str(page.locator("#f-file").get_attribute("aria-describedby")).split()
    expect(page.locator("[data-form]")).to_be_visible()


def test_fields_that_are_wrong_are_said_beside_them(page: Page, tmp_path: Path) -> None:
    page.goto("/staff/lectures/new")
    _press_upload(page)
    for name in ("title", "slug", "language", "file"):
        expect(page.locator(f"#e-{name}")).to_be_visible()
    expect(page.locator("#f-title")).to_be_focused()
    file = tmp_path / "talk.mp4"
    file.write_bytes(recording(5000, 4))
    _fill(page, file, "Not An Id")
    _press_upload(page)
    expect(page.locator("#e-slug")).to_be_visible()
    expect(page.locator(".field-fault")).to_have_count(1)
    expect(page.locator("#f-title")).to_have_value("Smärta och sömn")


def test_page_says_that_it_needs_scripts(site: Site, new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    staff.sign_in(page.context, site, Role.COURSE_LEADER)
    page.goto("/staff/lectures/new")
    expect(page.locator("noscript")).to_be_visible()
    expect(page.locator("[data-upload]")).to_be_hidden()
