"""The whole errand: from an invitation to a card on a phone that is left clean; rights end at once."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Final

import pyotp
import pytest
import segno
from PIL import Image
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from app.core.clock import utc_now
from tests.browser.examine import too_wide
from tests.browser.pages import DESK, NewPage
from tests.browser.server import Site
from tests.browser.staff import PASSWORD

pytestmark = pytest.mark.browser

_GROUP: Final = "Tisdagsgruppen"
_REFUSED: Final = ("status of 403", "status of 404")
_AUTHENTICATOR: Final = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
_KEPT_ON_PHONE: Final = """async () => ({
    stored: localStorage.length + sessionStorage.length,
    caches: (await caches.keys()).filter((name) => name.includes("saved")),
    cookies: document.cookie,
})"""


def _staff_page(new_page: NewPage) -> Page:
    return new_page(size=DESK, locale="en-GB", expects=_REFUSED)


def _press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def _follow(page: Page, words: str) -> None:
    page.locator("main").get_by_role("link", name=words, exact=True).click()


def _is_greeted(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Hello {name}")


def _administrator(new_page: NewPage) -> Page:
    page = _staff_page(new_page)
    page.goto("/staff/demo")
    _press(page, "Sign in as Administrator")
    _is_greeted(page, "Amina Berg")
    return page


def _invite(administrator: Page, name: str, email: str) -> str:
    """Invite a leader of the group; give the link that the administrator sends on."""
    administrator.locator(".bar a[href='/staff/accounts']").click()
    _follow(administrator, "Invite somebody")
    administrator.locator("#f-name").fill(name)
    administrator.locator("#f-email").fill(email)
    administrator.locator("#f-party").select_option(label="Region Demo")
    administrator.locator("#f-role").select_option(label="Course leader")
    place = administrator.locator("#f-unit option", has_text=_GROUP).get_attribute("value")
    administrator.locator("#f-unit").select_option(place)
    _press(administrator, "Invite")
    expect(administrator.get_by_role("heading", level=1)).to_have_text("The link is ready")
    return administrator.get_by_label("Link").input_value()


def _sign_out(page: Page) -> None:
    page.locator(".menu summary").click()
    _press(page, "Sign out")
    expect(page.locator("main [role=status]")).to_have_text("You are signed out.")
    assert page.context.cookies() == []
    page.goto("/staff")
    page.wait_for_url("**/staff/sign-in?**")


def _enter_with_passkey(page: Page, link: str) -> None:
    """Choose a passkey, leave, and come back with it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": _AUTHENTICATOR})
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome Lena Ros")
    _press(page, "Make a passkey")
    _is_greeted(page, "Lena Ros")
    expect(page.locator("main")).to_contain_text(_GROUP)
    _sign_out(page)
    _press(page, "Sign in with a passkey")
    _is_greeted(page, "Lena Ros")


def _enter_with_codes(page: Page, link: str) -> None:
    """Choose a password with codes, leave, and come back with the next code."""
    page.goto(link)
    page.locator("#f-password").fill(PASSWORD)
    _press(page, "Go on")
    secret = "".join(page.locator("main li .code").all_inner_texts())
    codes = pyotp.TOTP(secret.replace(" ", ""))
    page.locator("#f-code").fill(codes.at(utc_now()))
    _press(page, "Done")
    _is_greeted(page, "Omar Lind")
    _sign_out(page)
    page.locator("#f-email").fill("omar@skola.example")
    page.locator("#f-password").fill(PASSWORD)
    _press(page, "Go on")
    # A code works once: this is the one that the app shows half a minute later.
    page.locator("#f-code").fill(codes.at(utc_now() + timedelta(seconds=30)))
    _press(page, "Sign in")
    _is_greeted(page, "Omar Lind")


def _register(leader: Page) -> str:
    """Register somebody who speaks and reads Tigrinya; give the address of her page."""
    leader.locator(".bar a[href='/staff/participants']").click()
    _follow(leader, "Register somebody")
    assert leader.locator("input[name*=name]").count() == 0
    leader.locator("#f-spoken_language").select_option("ti")
    leader.locator("#f-read_language").select_option("ti")
    leader.locator("input[name=reads_well][value=no]").check()
    _press(leader, "Save")
    expect(leader.locator("main [role=status]")).to_have_text("Added.")
    expect(leader.locator("h1 .code")).to_have_text(re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}$"))
    return leader.url


def _print_card(leader: Page, site: Site, folder: Path) -> str:
    """Print a card and look at the paper; give the address in its square."""
    leader.locator("form[action$='/card'] button").click()
    leader.wait_for_url("**/card")
    assert leader.locator("html").get_attribute("lang") == "ti"
    leader.emulate_media(media="print")
    assert not leader.locator("header.bar").is_visible()
    digits = re.sub(r"\D", "", leader.locator(".digits").inner_text())
    assert len(digits) == 12
    link = f"{site.url}/ti/card/open#{digits}"
    square = [[bool(dark) for dark in row] for row in segno.make(link, error="m").matrix]
    assert _square(leader, len(square)) == square
    leader.pdf(path=folder / "card.pdf", prefer_css_page_size=True)
    assert len(PdfReader(folder / "card.pdf").pages) == 1
    leader.emulate_media(media="screen")
    return link


def _square(page: Page, count: int) -> list[list[bool]]:
    """Read the QR code as it stands on the paper, module by module; `count` is how many are in a row."""
    picture = Image.open(BytesIO(page.locator(".qr svg").screenshot())).convert("L")
    dark = picture.point(lambda value: 255 if value < 128 else 0)
    # Three corners of a code are dark, so the dark part is the code without the quiet zone around it.
    left, top, right, bottom = dark.getbbox() or (0, 0, 0, 0)
    across, down = (right - left) / count, (bottom - top) / count
    # ISO/IEC 18004: four modules of quiet on each side, here but for what rounding takes.
    assert left >= 3.5 * across
    return [
        [
            dark.getpixel((int(left + (x + 0.5) * across), int(top + (y + 0.5) * down))) == 255
            for x in range(count)
        ]
        for y in range(count)
    ]


def _open_card(phone: Page, link: str) -> None:
    phone.goto(link)
    phone.wait_for_url("**/ti/card")
    assert phone.locator("html").get_attribute("lang") == "ti"
    expect(phone.locator(".own-group")).to_contain_text(_GROUP)
    assert too_wide(phone, "360 px") == []


def _leave_phone(phone: Page) -> None:
    """Leave the phone: nothing is kept, and nobody comes back to the card."""
    phone.evaluate("() => localStorage.setItem('kept', 'yes')")
    phone.locator("form[action$='/card/leave'] button").click()
    phone.wait_for_url("**/ti/card/leave")
    assert phone.context.cookies() == []
    assert phone.evaluate(_KEPT_ON_PHONE) == {"stored": 0, "caches": [], "cookies": ""}
    phone.go_back()
    phone.wait_for_url("**/ti/card/open")
    assert _GROUP not in phone.content()
    phone.goto("/ti/card")
    phone.wait_for_url("**/ti/card/open")


def _revoke(administrator: Page, name: str) -> None:
    administrator.locator(".bar a[href='/staff/accounts']").click()
    _follow(administrator, name)
    _follow(administrator, "Take back")
    _press(administrator, "Yes, take it back")
    expect(administrator.locator("main [role=status]")).to_have_text("Removed.")


def test_errand_from_invitation_to_clean_phone(new_page: NewPage, site: Site, tmp_path: Path) -> None:
    administrator = _administrator(new_page)
    first_link = _invite(administrator, "Lena Ros", "lena@skola.example")
    second_link = _invite(administrator, "Omar Lind", "omar@skola.example")
    leader, other_leader = _staff_page(new_page), _staff_page(new_page)
    _enter_with_passkey(leader, first_link)
    _enter_with_codes(other_leader, second_link)
    other_leader.goto(first_link)
    expect(other_leader.get_by_role("heading", level=1)).not_to_contain_text("Welcome")

    person = _register(leader)
    link = _print_card(leader, site, tmp_path)
    phone = new_page(locale="ti")
    _open_card(phone, link)
    _leave_phone(phone)

    _open_card(phone, link)
    leader.goto(person)
    assert _print_card(leader, site, tmp_path) != link
    phone.reload()
    phone.wait_for_url("**/ti/card/open")
    assert _GROUP not in phone.content()

    _revoke(administrator, "Lena Ros")
    leader.get_by_role("link", name="Back to the person").click()
    expect(leader.get_by_role("heading", level=1)).to_have_text("You cannot open this")
    expect(leader.locator("main")).to_contain_text("You may not see or do this.")
    expect(leader.locator("main")).not_to_contain_text(_GROUP)
