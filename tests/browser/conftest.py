"""One server and one Chromium for each worker, and pages that fail their test when they complain."""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, sync_playwright

from tests.browser.pages import PHONE, NewPage
from tests.browser.server import Site, serve
from tests.browser.staff import make_things
from tests.clients import logs

__all__ = ["logs"]

# Debian's Chromium: no sandbox as root, no GPU, and not a word to anybody outside.
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_WINDOWLESS = "chromium-headless-shell"
_WHOLE = ("chromium", "google-chrome")
_TIMEOUT = 15_000
_REPORT_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) => {
    reportViolation(`${event.violatedDirective}: ${event.blockedURI} in ${event.sourceFile}`);
});"""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serve(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium, without its windows where Debian's package of that is installed: half the work per page."""
    with _launch(playwright, (_WINDOWLESS, *_WHOLE)) as launched:
        yield launched


@pytest.fixture
def whole_browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium with all that it has around its pages."""
    with _launch(playwright, _WHOLE) as launched:
        yield launched


@contextmanager
def _launch(playwright: Playwright, names: Iterable[str]) -> Iterator[Browser]:
    executable = next(filter(None, map(shutil.which, names)), None)
    assert executable, "the browser tests need Chromium: apt-get install chromium"
    launched = playwright.chromium.launch(executable_path=executable, args=_ARGUMENTS)
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def things(browser: Browser, site: Site) -> dict[str, str]:
    """What there is on the site for staff to look at: the ids that `staff.KINDS` names."""
    context = browser.new_context(base_url=site.url)
    made = make_things(context, site)
    context.close()
    return made


@pytest.fixture
def new_page(browser: Browser, site: Site) -> Iterator[NewPage]:
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(*, size: tuple[int, int] = PHONE, expects: Sequence[str] = (), **options: Any) -> Page:
        chosen = {"service_workers": "block"} | options
        context = browser.new_context(
            base_url=site.url, viewport={"width": size[0], "height": size[1]}, **chosen
        )
        contexts.append(context)
        context.set_default_timeout(_TIMEOUT)

        def on_console(message: ConsoleMessage) -> None:
            if message.type == "error" and not any(words in message.text for words in expects):
                faults.append(f"console: {message.text}")

        context.on("console", on_console)
        context.on("weberror", lambda fault: faults.append(f"script: {fault.error}"))
        context.expose_function("reportViolation", lambda words: faults.append(f"policy: {words}"))
        context.add_init_script(_REPORT_VIOLATIONS)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []
