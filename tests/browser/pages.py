"""The kinds of page there are, each in four languages, and how a browser comes to them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, Protocol

from playwright.sync_api import BrowserContext, Page

LANGUAGES: Final = ("sv", "ar", "so", "ti")
LESSONS: Final = ("welcome", "what-is-pain", "pacing")
CHOOSE: Final = "choose"
NOT_FOUND: Final = "not-found"
LEFT: Final = "card-left"
"""What answers whoever leaves the phone: it has no address of its own."""

# `{lang}` is the language of the page, `{other}` the one shown beside it.
KINDS: Final[Mapping[str, str]] = {
    CHOOSE: "/",
    "start": "/{lang}/",
    "course": "/{lang}/courses/pain-school",
    "lesson-welcome": "/{lang}/lessons/welcome",
    "lesson-what-is-pain": "/{lang}/lessons/what-is-pain",
    "lesson-pacing": "/{lang}/lessons/pacing",
    "beside": "/{lang}/lessons/what-is-pain?beside={other}",
    "announced": "/{lang}/lessons/sleep",
    "terms": "/{lang}/terms",
    "about": "/{lang}/pages/about",
    "accessibility": "/{lang}/pages/accessibility",
    "privacy": "/{lang}/pages/privacy",
    "saved": "/{lang}/saved",
    "print": "/{lang}/lessons/what-is-pain/print",
    "card-open": "/{lang}/card/open",
    "card": "/{lang}/card",
    "card-log": "/{lang}/card/log",
    LEFT: "/{lang}/card",
    NOT_FOUND: "/{lang}/lessons/no-such-lesson",
}
CARD_KINDS: Final = frozenset({"card", "card-log", LEFT})
"""The kinds that only a browser in which a card is open gets to see."""

# What Chromium itself says on the console of a page that is not there.
NOT_FOUND_WORDS: Final = "status of 404"
PHONE: Final = (360, 740)
DESK: Final = (1280, 800)


class NewPage(Protocol):
    """Opens a page of a fresh browser profile; a complaint of the page fails the test at its end.

    `expects` names parts of console errors that this test provokes; the rest goes to the browser's context.
    """

    def __call__(
        self, *, size: tuple[int, int] = PHONE, expects: Sequence[str] = (), **options: Any
    ) -> Page: ...


def address(kind: str, lang: str) -> str:
    """Give the path of a kind of page in a language."""
    return KINDS[kind].format(lang=lang, other="ar" if lang == "sv" else "sv")


def open_card(browser: BrowserContext, lang: str) -> None:
    """Open the demo's card of a language in the browser; for Swedish, which the demo has none of, another."""
    demo = browser.request.get("/staff/demo").text()
    cards: dict[str, str] = dict(re.findall(r"/(\w\w)/card/open#(\d{12})", demo))
    opened = browser.request.post(
        f"/{lang}/card/open",
        form={"code": cards[lang if lang in cards else "ti"]},
        headers={"Sec-Fetch-Site": "same-origin"},
        max_redirects=0,
    )
    assert opened.status == 303


def leave_phone(browser: BrowserContext, lang: str) -> str:
    """Leave the phone without showing a page; give the HTML that answers."""
    headers = {"Sec-Fetch-Site": "same-origin"}
    return browser.request.post(f"/{lang}/card/leave", headers=headers, max_redirects=0).text()


def visit(page: Page, kind: str, lang: str) -> None:
    """Go to a kind of page in a language, and see that it is what it should be."""
    page.context.clear_cookies()
    page.set_extra_http_headers({"Accept-Language": lang})
    if kind in CARD_KINDS:
        open_card(page.context, lang)
    answer = page.goto(address(kind, lang))
    assert answer is not None
    assert answer.status == (404 if kind == NOT_FOUND else 200)
    if kind == LEFT:
        page.locator("form[action$='/card/leave'] button").click()
        page.wait_for_url("**/card/leave")
    assert page.locator("html").get_attribute("lang") == lang


def each_language(page: Page, kind: str) -> Iterator[str]:
    """Visit a kind of page in one language after the other."""
    for lang in LANGUAGES:
        visit(page, kind, lang)
        yield lang


def adopt_style(page: Page, css: str) -> None:
    """Add rules to the page in the way that its content policy allows scripts to."""
    page.evaluate(
        """css => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(css);
            document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
        }""",
        css,
    )


@contextmanager
def offline(page: Page) -> Iterator[None]:
    """Take the network from the browser, pages and service worker alike."""
    page.context.set_offline(True)
    try:
        yield
    finally:
        page.context.set_offline(False)
