"""Staff work by keyboard alone, and in a browser that runs no scripts; faults lead to their fields."""

import re
from typing import Final

import pyotp
import pytest
from playwright.sync_api import Page, expect

from app.core.clock import utc_now
from app.people.models.accounts import Role
from tests.browser import staff
from tests.browser.pages import NewPage
from tests.browser.server import Site

pytestmark = pytest.mark.browser

_MOST_STOPS: Final = 60
_FOCUSED: Final = "element => element === document.activeElement"
_CODE: Final = re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}$")


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there; it must be seen at every stop."""
    for _ in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.locator(":focus")
        width = stop.evaluate("element => parseFloat(getComputedStyle(element).outlineWidth)")
        assert width >= 2, stop.evaluate("element => element.outerHTML")
        if stop.evaluate("(element, selector) => element.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def test_menu_closes_with_escape(site: Site, new_page: NewPage) -> None:
    page = new_page()
    staff.sign_in(page.context, site, Role.COORDINATOR)
    page.goto("/staff")
    _tab_to(page, ".menu summary")
    page.keyboard.press("Enter")
    _tab_to(page, ".menu a[href='/staff/participants']")
    page.keyboard.press("Escape")
    expect(page.locator(".menu a[href='/staff/participants']")).to_be_hidden()
    assert page.locator(".menu summary").evaluate(_FOCUSED)


def test_participant_is_registered_by_keyboard(site: Site, new_page: NewPage) -> None:
    page = new_page()
    staff.sign_in(page.context, site, Role.COURSE_LEADER)
    page.goto("/staff")
    _tab_to(page, ".menu summary")
    page.keyboard.press("Enter")
    _tab_to(page, ".menu a[href='/staff/participants']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/participants")
    _tab_to(page, "main a[href='/staff/participants/new']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/new")
    for name in ("spoken_language", "read_language"):
        _tab_to(page, f"#f-{name}")
        # Letters choose in a list, as in every list.
        page.keyboard.type("tigri")
        expect(page.locator(f"#f-{name}")).to_have_value("ti")
    _tab_to(page, "input[name=reads_well]")
    page.keyboard.press("Space")
    _tab_to(page, "main form[method=post] button")
    page.keyboard.press("Enter")
    expect(page.locator("h1 .code")).to_have_text(_CODE)
    expect(page.locator("main [role=status]")).to_be_visible()


def test_faults_take_the_focus_and_lead_to_their_fields(site: Site, new_page: NewPage) -> None:
    page = new_page(expects=("status of 422",))
    staff.sign_in(page.context, site, Role.ADMINISTRATOR)
    page.goto("/staff/accounts/invite")
    page.locator("#f-name").fill("Nora Vik")
    page.locator("form[action$='/invite']").evaluate("form => { form.noValidate = true; }")
    page.locator("#f-name").press("Enter")
    summary = page.locator(".form-faults")
    expect(summary).to_be_focused()
    expect(page.locator("#f-name")).to_have_value("Nora Vik")
    _tab_to(page, ".form-faults a[href='#f-email']")
    page.keyboard.press("Enter")
    expect(page.locator("#f-email")).to_be_focused()
    described = page.locator("#f-email").get_attribute("aria-describedby")
    assert described is not None
    assert "e-email" in described.split()
    for link in summary.locator("a").all():
        assert page.locator(str(link.get_attribute("href"))).count() == 1


def test_list_turns_without_leaving_the_page(site: Site, new_page: NewPage) -> None:
    page = new_page()
    staff.sign_in(page.context, site, Role.ADMINISTRATOR)
    page.goto("/staff/accounts")
    page.evaluate("() => { window.stays = true; }")
    page.locator(".filter input[name=text]").fill("Amina")
    page.locator(".filter button").click()
    expect(page.locator("#list tbody tr")).to_have_count(1)
    assert "text=Amina" in page.url
    assert page.evaluate("() => window.stays")


def test_everything_works_without_scripts(site: Site, new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("/staff/participants/new")
    page.wait_for_url("**/staff/sign-in?**")
    assert not page.locator("[data-passkey]").is_visible()
    page.locator("#f-email").fill("course-leader@demo.example")
    page.locator("#f-password").fill(site.people.password)
    page.locator("main form[method=post] button").click()
    code = pyotp.TOTP(site.people.code_secrets[Role.COURSE_LEADER]).at(utc_now())
    page.locator("#f-code").fill(code)
    page.locator("main form[method=post] button").click()
    page.wait_for_url("**/staff/participants/new")
    page.locator("#f-spoken_language").select_option("ar")
    page.locator("#f-read_language").select_option("ar")
    page.locator("input[name=reads_well]").first.check()
    page.locator("main form[method=post] button").click()
    expect(page.locator("h1 .code")).to_have_text(_CODE)
    page.locator("form[action$='/card'] button").click()
    page.wait_for_url("**/card")
    assert page.locator("html").get_attribute("lang") == "ar"
    expect(page.locator(".digits")).to_be_visible()
    page.locator("header.bar a").click()
    page.locator(".menu summary").click()
    page.locator("form[action='/staff/sign-out'] button").click()
    page.wait_for_url("**/staff/sign-in")
