"""What a first visit costs on little data: the budgets of DESIGN section 8, as Chromium counts them."""

from typing import Any, Final

import brotli
import pytest
from playwright.sync_api import Page

from tests.browser.pages import LANGUAGES, LESSONS, NewPage

pytestmark = pytest.mark.browser

_FIRST_VIEW: Final = 60_000
_PAGE_AND_STYLE: Final = 14_000
_SCRIPTS: Final = 20_000


def _transferred(page: Page, address: str) -> dict[str, int]:
    """Load a page with an empty cache, and count the bytes on the wire by kind (headers included)."""
    kinds: dict[str, str] = {}
    bytes_by_kind: dict[str, int] = {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def on_response(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]

    def on_finished(event: dict[str, Any]) -> None:
        kind = kinds.get(event["requestId"], "Other")
        bytes_by_kind[kind] = bytes_by_kind.get(kind, 0) + int(event["encodedDataLength"])

    session.on("Network.responseReceived", on_response)
    session.on("Network.loadingFinished", on_finished)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return bytes_by_kind


def _figure_bytes(page: Page) -> int:
    """Count every figure of the page, those far below the first screen as well."""
    addresses = page.locator("main img").evaluate_all("images => images.map((image) => image.src)")
    return sum(len(page.request.get(address).body()) for address in set(addresses))


@pytest.mark.parametrize("lesson", LESSONS)
def test_first_view_of_a_lesson_is_light(lesson: str, new_page: NewPage) -> None:
    for lang in LANGUAGES:
        page = new_page()
        sent = _transferred(page, f"/{lang}/lessons/{lesson}")
        shell = sum(size for kind, size in sent.items() if kind != "Image")
        whole = shell + _figure_bytes(page)
        print(f"{lang} {lesson}: {sent}, with all figures uncompressed {whole}")  # noqa: T201 - shown by -rP
        assert sent["Document"] + sent["Stylesheet"] <= _PAGE_AND_STYLE
        assert sent["Script"] <= _SCRIPTS
        assert sum(sent.values()) <= _FIRST_VIEW
        assert whole <= _FIRST_VIEW
        assert sent.get("Media", 0) == 0
        assert sent.get("Font", 0) == 0
        page.close()


def test_page_is_sent_as_brotli(new_page: NewPage) -> None:
    page = new_page()
    answer = page.goto("/ar/lessons/what-is-pain")
    assert answer is not None
    assert answer.header_value("content-encoding") == "br"
    # Compressed once at the highest level: at least as small as we could make it now.
    assert int(answer.header_value("content-length") or 0) <= len(brotli.compress(answer.body()))


def test_nothing_comes_from_elsewhere(new_page: NewPage) -> None:
    page = new_page()
    hosts = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto("/ti/lessons/what-is-pain?beside=sv")
    page.wait_for_load_state("networkidle")
    assert len(hosts) == 1
