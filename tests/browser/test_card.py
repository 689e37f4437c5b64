"""The card on a phone that several people use: nobody is put into another's card unasked."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import LEFT, NewPage, visit

pytestmark = pytest.mark.browser


def _demo_cards(page: Page) -> dict[str, str]:
    """Give the digits of the demo's cards by language."""
    demo = page.context.request.get("/staff/demo").text()
    return dict(re.findall(r"/(\w\w)/card/open#(\d{12})", demo))


def test_scanned_card_opens_by_itself_where_none_is_open(new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"/so/card/open#{_demo_cards(page)['so']}")
    page.wait_for_url("**/so/card")
    expect(page.locator(".own-group bdi")).to_have_text("Tisdagsgruppen")
    assert any(cookie["name"] == "card" for cookie in page.context.cookies())


def test_scanned_card_waits_where_another_is_open(new_page: NewPage) -> None:
    page = new_page()
    visit(page, "card", "so")
    before = page.context.cookies()
    digits = _demo_cards(page)["ti"]
    page.goto(f"/ti/card/open#{digits}")
    expect(page.locator("#f-code")).to_have_value(digits)
    assert digits not in page.url
    # A card that sent itself would be on its way by now.
    page.wait_for_load_state("networkidle")
    assert page.url.endswith("/ti/card/open")
    assert page.context.cookies() == before
    page.locator("form[data-card-entrance] button").click()
    page.wait_for_url("**/ti/card")
    assert page.context.cookies() != before


def test_left_phone_offers_languages_and_stands_a_reload(new_page: NewPage) -> None:
    page = new_page()
    visit(page, LEFT, "sv")
    page.reload()
    expect(page.locator("[data-card-left]")).to_be_visible()
    assert page.context.cookies() == []
    page.locator(".languages summary").click()
    page.locator(".languages a[hreflang=ar]").click()
    page.wait_for_url("**/ar/card/open")
