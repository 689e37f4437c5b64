"""A contact detail shows in its one place only: on no other page, in no log, no address and no file."""

import io
from collections.abc import Iterator, Mapping
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, expect

from app.people.models.accounts import Role
from tests.browser import staff
from tests.browser.pages import LANGUAGES, LEFT, NewPage, address, leave_phone, open_card
from tests.browser.server import Site

pytestmark = pytest.mark.browser

_MARKER: Final = "marker-qzvk7"
_PERSON: Final = "demo-so"
_SEES_CONTACT: Final = frozenset({Role.COORDINATOR, Role.COURSE_LEADER})
_CARD_PAGES: Final = ("card-open", "card", "card-log")


def _staff_paths(things: Mapping[str, str]) -> list[str]:
    """Give the address of every kind of staff page, and the extract in every language."""
    paths = {kind.path.format(**things) for kind in staff.KINDS.values()}
    paths |= {f"/staff/participants/{_PERSON}/log?lang={lang}" for lang in LANGUAGES}
    return sorted(paths)


def _showing(browser: BrowserContext, site: Site, things: Mapping[str, str]) -> Iterator[tuple[Role, str]]:
    """Walk every staff page as every role; give where the marker shows."""
    for role in Role:
        browser.clear_cookies()
        staff.sign_in(browser, site, role)
        for path in _staff_paths(things):
            answer = browser.request.get(path, max_redirects=0)
            assert answer.status in {200, 303, 403, 404}, f"{path}: {answer.status}"
            assert _MARKER not in str(answer.headers)
            if _MARKER in answer.text():
                yield role, path


def _cards_showing(browser: BrowserContext) -> list[str]:
    """Look at the pages of her own card in every language; give where the marker shows."""
    browser.clear_cookies()
    open_card(browser, "so")
    paths = [address(kind, lang) for kind in _CARD_PAGES for lang in LANGUAGES]
    showing = [path for path in paths if _MARKER in browser.request.get(path).text()]
    return showing + [LEFT] * (_MARKER in leave_phone(browser, "so"))


def test_contact_detail_shows_in_one_place_only(
    site: Site, things: dict[str, str], logs: io.StringIO, new_page: NewPage
) -> None:
    page = new_page(locale="sv", expects=("status of 422",))
    contact = f"/staff/participants/{_PERSON}/contact"
    staff.sign_in(page.context, site, Role.COORDINATOR)
    page.goto(contact)
    for typed in (f"{_MARKER}@example", f"{_MARKER}@example.org"):
        page.locator("#f-contact").fill(typed)
        page.locator("main form[method=post] button").click()
        page.wait_for_load_state()
    expect(page.locator("table.rows")).to_contain_text(f"{_MARKER}@example.org")
    assert _MARKER not in page.url
    stored = page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert _MARKER not in stored

    things = things | {"person": _PERSON}
    showing = list(_showing(page.context, site, things))
    assert set(showing) == {(role, contact) for role in _SEES_CONTACT}
    assert _cards_showing(page.context) == []

    heard = [said for said in site.heard if _MARKER in said]
    assert [said.partition("=")[0] for said in heard] == ["contact", "contact"]
    assert "/staff/participants/{participant_id}/contact" in logs.getvalue()
    assert _MARKER not in logs.getvalue()
    kept = [file for file in site.data.rglob("*") if file.is_file()]
    assert any(_PERSON.encode() in file.read_bytes() for file in kept)
    assert [file.name for file in kept if _MARKER.encode() in file.read_bytes()] == []
