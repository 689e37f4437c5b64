"""The kinds of page that staff see, and how a browser comes to them as somebody of a role."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import BrowserContext, Page, Response

from app.people.models.accounts import Role
from tests.browser.lectures import lecture_of, make_track
from tests.browser.server import Site

LANGUAGES: Final = ("sv", "en")
# What a browser sends of itself with a form of our own page.
OWN_PAGE: Final = {"Sec-Fetch-Site": "same-origin"}
PASSWORD: Final = "en lugn dag vid havet"


@dataclass(frozen=True)
class Kind:
    """A kind of page: where it is, who goes there, what is sent there on the way, what one then presses.

    `press` is a button: the browser does not hold back what is empty, so that the answer shows the faults.
    """

    path: str
    role: Role | None = None
    status: int = 200
    press: str = ""


_ADMINISTRATOR, _COORDINATOR = Role.ADMINISTRATOR, Role.COORDINATOR
_MAIN: Final = "main form[method=post] button"
# `{account}` holds `{grant}`, `{person}` is a participant, `{review}` a sample, `{token}` an invitation's,
# `{lecture}` has the Swedish `{track}`.
KINDS: Final[Mapping[str, Kind]] = {
    "sign-in": Kind("/staff/sign-in"),
    "sign-in-faults": Kind("/staff/sign-in", status=422, press=_MAIN),
    "code": Kind("/staff/sign-in/code"),
    "code-faults": Kind("/staff/sign-in/code", status=422, press=_MAIN),
    "demo": Kind("/staff/demo"),
    "enter": Kind("/staff/enter/{token}"),
    "enter-faults": Kind("/staff/enter/{token}", status=422, press=_MAIN),
    "enter-codes": Kind("/staff/enter/{token}/codes"),
    "link-gone": Kind("/staff/enter/nothing", status=404),
    "home": Kind("/staff", _COORDINATOR),
    "account": Kind("/staff/account", _COORDINATOR),
    "passkey-new": Kind("/staff/account/passkeys/new", _COORDINATOR),
    "password": Kind("/staff/account/password", _COORDINATOR),
    "codes-new": Kind("/staff/account/codes", _COORDINATOR),
    "accounts": Kind("/staff/accounts", _ADMINISTRATOR),
    "accounts-empty": Kind("/staff/accounts?text=zzzz", _ADMINISTRATOR),
    "invite": Kind("/staff/accounts/invite", _ADMINISTRATOR),
    "invite-faults": Kind("/staff/accounts/invite", _ADMINISTRATOR, status=422, press=_MAIN),
    "account-detail": Kind("/staff/accounts/{account}", _ADMINISTRATOR),
    "revoke-role": Kind("/staff/accounts/{account}/roles/{grant}/revoke", _ADMINISTRATOR),
    "help-back-in": Kind("/staff/accounts/{account}/recover", _ADMINISTRATOR),
    "close-account": Kind("/staff/accounts/{account}/close", _ADMINISTRATOR),
    "link": Kind("/staff/accounts/{account}/recover", _ADMINISTRATOR, press=_MAIN),
    "units": Kind("/staff/units", _ADMINISTRATOR),
    "access": Kind("/staff/access", _ADMINISTRATOR),
    "log": Kind("/staff/log", _ADMINISTRATOR),
    "log-review": Kind("/staff/log/{review}", _ADMINISTRATOR),
    "participants": Kind("/staff/participants", _COORDINATOR),
    "participants-empty": Kind("/staff/participants?code=ZZZZ", _COORDINATOR),
    "participant-new": Kind("/staff/participants/new", _COORDINATOR),
    "participant-faults": Kind("/staff/participants/new", _COORDINATOR, status=422, press=_MAIN),
    "participant": Kind("/staff/participants/{person}", _COORDINATOR),
    "participant-edit": Kind("/staff/participants/{person}/edit", _COORDINATOR),
    "contact": Kind("/staff/participants/{person}/contact", _COORDINATOR),
    "contact-faults": Kind("/staff/participants/{person}/contact", _COORDINATOR, status=422, press=_MAIN),
    "choices": Kind("/staff/participants/{person}/choices", _COORDINATOR),
    "choice": Kind("/staff/participants/{person}/choices/sms", _COORDINATOR),
    "participant-remove": Kind("/staff/participants/{person}/remove", _COORDINATOR),
    "block-card": Kind("/staff/participants/{person}/card/revoke", _COORDINATOR),
    "card-paper": Kind("/staff/participants/{person}", _COORDINATOR, press="form[action$='/card'] button"),
    "extract": Kind("/staff/participants/{person}/log", _COORDINATOR),
    "seats": Kind("/staff/seats", _COORDINATOR),
    "lectures": Kind("/staff/lectures", _COORDINATOR),
    "lecture": Kind("/staff/lectures/{lecture}", _COORDINATOR),
    "lecture-new": Kind("/staff/lectures/new", _COORDINATOR),
    "editor": Kind("/staff/tracks/{track}", _COORDINATOR),
    "subtitle": Kind("/staff/tracks/{track}/cues/c1", _COORDINATOR),
    "publishing": Kind("/staff/tracks/{track}/publishing", _COORDINATOR),
    "versions": Kind("/staff/tracks/{track}/revisions", _COORDINATOR),
    "compare": Kind("/staff/tracks/{track}/compare?earlier=1&later=1", _COORDINATOR),
    "subtitle-files": Kind("/staff/tracks/{track}/import", _COORDINATOR),
    "not-allowed": Kind("/staff/accounts", Role.TRANSLATOR, status=403),
    "not-there": Kind("/staff/participants/nobody", _COORDINATOR, status=404),
}


def sign_in(browser: BrowserContext, site: Site, role: Role) -> None:
    """Sign in as one of the demo's staff, as with the one tap on its page."""
    address = f"/staff/demo/{site.people.account_ids[role]}"
    answer = browser.request.post(address, headers=OWN_PAGE, max_redirects=0)
    assert answer.status == 303


def sent(browser: BrowserContext, address: str, form: Mapping[str, str]) -> str:
    """Send a form; give the address to which that led."""
    answer = browser.request.post(address, form=dict(form), headers=OWN_PAGE)
    assert answer.ok, answer.text()
    return answer.url


def make_things(browser: BrowserContext, site: Site) -> dict[str, str]:
    """Make what the kinds name, and give their ids: an invitation, a participant with a contact, a sample."""
    people = site.people
    person = f"/staff/participants/{people.guest_id}"
    sign_in(browser, site, _COORDINATOR)
    sent(browser, f"{person}/contact", {"contact": "070-174 06 35"})
    sent(browser, f"{person}/choices/sms", {"answer": "yes", "language": "sv", "how": "paper"})
    sent(browser, f"{person}/card", {})
    sign_in(browser, site, _ADMINISTRATOR)
    page = browser.request.get(f"/staff/accounts/{people.account_ids[Role.EXTERNAL_LEADER]}").text()
    account, grant = _found(r"/staff/accounts/([\w-]+)/roles/([\w-]+)/revoke", page)
    review = sent(browser, "/staff/log", {"period": "30"}).rpartition("/")[2]
    form = browser.request.get("/staff/accounts/invite").text()
    (party,) = _found(r'value="([\w-]+)"[^>]*>Region Demo', form)
    learner = {"role": Role.STAFF_LEARNER, "unit": "everywhere"}
    answer = browser.request.post(
        "/staff/accounts/invite",
        form={"name": "Nora Vik", "email": "nora@demo.example", "party": party, **learner},
        headers=OWN_PAGE,
    )
    (token,) = _found(r"/staff/enter/([\w-]+)", answer.text())
    browser.clear_cookies()
    track = make_track(site)
    return {
        "lecture": lecture_of(site, track),
        "track": track,
        "account": account,
        "grant": grant,
        "person": people.guest_id,
        "review": review,
        "token": token,
    }


def _found(pattern: str, text: str) -> tuple[str, ...]:
    match = re.search(pattern, text)
    assert match, f"{pattern} is not in {text}"
    return match.groups()


def visit(page: Page, site: Site, name: str, things: Mapping[str, str], lang: str) -> Response:
    """Go to a kind of page in a language, and see that it is what it should be; give what the site sent."""
    kind = KINDS[name]
    page.context.clear_cookies()
    page.set_extra_http_headers({"Accept-Language": lang})
    if kind.role is not None:
        sign_in(page.context, site, kind.role)
    if kind.path.endswith("/sign-in/code"):
        who = {"email": "coordinator@demo.example", "password": site.people.password}
        sent(page.context, "/staff/sign-in", who)
    if kind.path.endswith("/codes") and kind.role is None:
        address = KINDS["enter"].path.format(**things)
        sent(page.context, f"{address}/password", {"password": PASSWORD})
    answer = page.goto(kind.path.format(**things))
    if kind.press:
        page.evaluate("() => { for (const form of document.forms) form.noValidate = true; }")
        with page.expect_navigation() as navigation:
            page.locator(kind.press).first.click()
        answer = navigation.value
    assert answer is not None
    assert answer.status == kind.status
    return answer
