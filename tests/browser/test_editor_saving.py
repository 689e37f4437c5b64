"""Saving where networks fail and colleagues write in the same track: nothing that was typed is ever lost."""

import json
import threading
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.editor import Open, cues_of, open_editor, press, saved, text_of, texts_of
from tests.browser.lectures import make_track
from tests.browser.pages import offline
from tests.browser.server import Site
from tests.browser.staff import OWN_PAGE
from tests.factories.captions import calm_cues

__all__ = ["open_editor"]

pytestmark = pytest.mark.browser

# What Chromium itself says on the console when a request does not get through, or is answered by 409.
_GONE = ("net::ERR_", "status of 5")
_CONFLICT = ("status of 409",)


def state(page: Page) -> str:
    return page.locator("[data-part=saving]").get_attribute("data-state") or ""


def wait_for_state(page: Page, wanted: str) -> None:
    expect(page.locator("[data-part=saving]")).to_have_attribute("data-state", wanted)


def change_elsewhere(page: Page, place: int, text: str, **changed: Any) -> None:
    """Change a cue as another browser of the same person does."""
    address = page.locator("#editor").get_attribute("data-address")
    cue = cues_of(page)[place]
    sent = {name: cue[name] for name in ("id", "version", "start", "end", "sources")}
    sent |= {"key": cue["id"], "text": text} | changed
    answer = page.request.post(f"{address}/cues", data={"kind": "edit", "cues": [sent]}, headers=OWN_PAGE)
    assert answer.ok, answer.text()


def stop_clock(page: Page) -> None:
    """Let the page's time stand still, so that it tries again only when a test says so."""
    page.clock.install(time=0)
    page.clock.pause_at(60)


def kinds_sent(page: Page) -> list[str]:
    """Collect from now on the kinds of changes that the page sends."""
    kinds: list[str] = []

    def on_request(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/cues"):
            kinds.append(json.loads(request.post_data or "{}")["kind"])

    page.on("request", on_request)
    return kinds


def test_two_versions_stand_side_by_side_until_she_chooses(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site), expects=_CONFLICT)
    panel = page.locator("[data-part=conflicts]")
    for number, name in ((1, "Keep mine"), (2, "Take the other"), (3, "Put both texts together")):
        change_elsewhere(page, number - 1, "Den andras ord.")
        text_of(page, number).fill("Mina ord.")
        expect(panel).to_be_visible()
        wait_for_state(page, "conflict")
        expect(panel.locator("[data-part=mine]")).to_contain_text("Mina ord.")
        expect(panel.locator("[data-part=theirs]")).to_contain_text("Den andras ord.")
        expect(panel.locator("[data-part=who]")).to_contain_text("Lars Dahl")
        assert texts_of(page)[number - 1] == "Den andras ord."
        panel.get_by_role("button", name=name).click()
        expect(panel).to_be_hidden()
        saved(page)
    chosen = ["Mina ord.", "Den andras ord.", "Den andras ord.\nMina ord."]
    assert texts_of(page) == chosen
    assert [text_of(page, number).input_value() for number in (1, 2, 3)] == chosen


def test_other_cues_are_saved_while_two_versions_wait(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site), expects=_CONFLICT)
    change_elsewhere(page, 1, "Den andras ord.")
    text_of(page, 2).fill("Mina ord.")
    expect(page.locator("[data-part=conflicts]")).to_be_visible()
    text_of(page, 3).fill("Också jag.")
    text_of(page, 1).focus()
    wait_for_state(page, "conflict")
    expect(page.locator("li.cue", has=text_of(page, 3)).locator(".is-unsaved")).to_have_count(0)
    assert texts_of(page)[1:] == ["Den andras ord.", "Också jag."]
    # What she writes on meanwhile becomes her version.
    text_of(page, 2).fill("Mina ord, och fler.")
    text_of(page, 1).focus()
    mine = page.locator("[data-part=mine]")
    expect(mine).to_contain_text("Mina ord, och fler.")
    page.get_by_role("button", name="Keep mine").click()
    expect(mine).to_have_count(0)
    saved(page)
    assert texts_of(page)[1] == "Mina ord, och fler."


def test_a_removed_cue_comes_back_with_her_words(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site), expects=_CONFLICT)
    change_elsewhere(page, 1, "", is_deleted=True)
    text_of(page, 2).fill("Mina ord.")
    expect(page.locator("[data-part=theirs]")).to_have_text("Removed")
    page.get_by_role("button", name="Keep mine").click()
    saved(page)
    assert texts_of(page)[1] == "Mina ord."


def test_the_same_words_twice_are_no_conflict(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site), expects=_CONFLICT)
    change_elsewhere(page, 1, "Samma ord.")
    text_of(page, 2).fill("Samma ord.")
    saved(page)
    expect(page.locator("[data-part=conflicts]")).to_be_hidden()


def test_what_others_change_comes_in_by_itself(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site))
    page.clock.install()
    change_elsewhere(page, 2, "Från en annan.")
    with page.expect_response("**/changes?since=*"):
        page.clock.run_for(5_100)
    expect(text_of(page, 3)).to_have_value("Från en annan.")
    expect(page.locator("[data-part=said]")).to_contain_text("changed subtitles: 1")


def test_a_cue_that_is_being_written_is_left_alone(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site), expects=_CONFLICT)
    page.clock.install()
    change_elsewhere(page, 1, "Från en annan.")
    change_elsewhere(page, 2, "Också från en annan.")
    text_of(page, 2).fill("Jag skriver")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-part=said]")).to_contain_text("changed subtitles: 1")
    page.clock.run_for(100)
    expect(text_of(page, 3)).to_have_value("Också från en annan.")
    expect(text_of(page, 2)).to_have_value("Jag skriver")
    page.clock.run_for(800)
    expect(page.locator("[data-part=mine]")).to_contain_text("Jag skriver")
    expect(page.locator("[data-part=theirs]")).to_contain_text("Från en annan.")
    expect(text_of(page, 2)).to_have_value("Jag skriver")


def test_offline_then_online_loses_nothing(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site), expects=_GONE)
    with offline(page):
        text_of(page, 1).fill("Utan nät.")
        text_of(page, 2).fill("Också utan nät.")
        wait_for_state(page, "gone")
        press(page, "D")
        page.keyboard.type("En ny.")
        expect(page.locator("[data-part=saving-words]")).to_contain_text("kept on this page")
    saved(page)
    assert texts_of(page) == ["Utan nät.", "Också utan nät.", "En ny.", calm_cues(3)[2].text]


def test_steps_are_sent_in_their_order_and_each_is_one_revision(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site), expects=_GONE)
    kinds = kinds_sent(page)
    with offline(page):
        press(page, "C")
        wait_for_state(page, "gone")
        kinds.clear()
        press(page, "Digit4")
        press(page, "R")
    saved(page)
    assert list(dict.fromkeys(kinds)) == ["merge", "edit", "delete"]
    assert texts_of(page) == [calm_cues(3)[2].text]


def test_a_lost_answer_makes_nothing_twice(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site), expects=_GONE)
    lost: list[str] = []

    def lose_first(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().text())
            route.abort()
        else:
            route.continue_()

    page.route("**/cues", lose_first)
    stop_clock(page)
    press(page, "D")
    wait_for_state(page, "gone")
    page.clock.run_for(1_100)
    saved(page)
    assert len(lost) == 1
    assert len(cues_of(page)) == 4


def test_a_busy_server_is_asked_again(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site), expects=_GONE)
    refused: list[int] = []

    def refuse_once(route: Route) -> None:
        if route.request.method == "POST" and not refused:
            refused.append(1)
            route.fulfill(status=503, body="")
        else:
            route.continue_()

    page.route("**/cues", refuse_once)
    stop_clock(page)
    text_of(page, 1).fill("Till slut.")
    page.clock.run_for(900)
    wait_for_state(page, "busy")
    page.clock.run_for(1_100)
    saved(page)
    assert texts_of(page)[0] == "Till slut."


def test_signed_out_keeps_the_words_until_she_is_back(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site), expects=("status of 401",))
    cookies = page.context.cookies()
    page.context.clear_cookies()
    text_of(page, 1).fill("Kvar på sidan.")
    wait_for_state(page, "signed-out")
    expect(page.locator("[data-part=sign-in]")).to_be_visible()
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.get_by_role("button", name="Try now").click()
    saved(page)
    assert texts_of(page)[0] == "Kvar på sidan."


def test_leaving_warns_only_while_something_is_not_saved(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site), expects=_GONE)
    dialogs: list[str] = []

    def stay(dialog: Any) -> None:
        dialogs.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    with offline(page):
        text_of(page, 1).fill("Inte sparat.")
        wait_for_state(page, "gone")
        page.close(run_before_unload=True)
        expect(text_of(page, 1)).to_have_value("Inte sparat.")
    assert dialogs == ["beforeunload"]
    saved(page)
    page.reload()
    expect(text_of(page, 1)).to_have_value("Inte sparat.")
    assert dialogs == ["beforeunload"]


def test_typing_does_not_wait_for_a_slow_network(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site))
    held: list[Route] = []

    def hold_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/cues", hold_first)
    kinds = kinds_sent(page)
    text_of(page, 1).fill("Först")
    text_of(page, 2).focus()
    expect(page.locator("[data-part=saving]")).to_have_attribute("data-state", "saving")
    # The first save hangs in the network: typing, splitting and adding go on.
    page.keyboard.press("Control+End")
    page.keyboard.type(" Sedan.")
    expect(text_of(page, 2)).to_have_value(f"{calm_cues(2)[1].text} Sedan.")
    press(page, "D")
    page.keyboard.type("Ny")
    expect(text_of(page, 3)).to_have_value("Ny")
    assert kinds == ["edit"]
    held[0].continue_()
    saved(page)
    assert (texts_of(page)[0], texts_of(page)[2]) == ("Först", "Ny")


@pytest.mark.parametrize("delay", [0.2])
def test_all_arrives_at_two_hundred_milliseconds(site: Site, open_editor: Open, delay: float) -> None:
    page = open_editor(make_track(site))

    def slow(route: Route) -> None:
        threading.Event().wait(delay)
        route.continue_()

    page.route("**/staff/tracks/**", slow)
    text_of(page, 1).fill("")
    page.keyboard.type("Ett två tre fyra fem sex sju")
    press(page, "D")
    page.keyboard.type("Nästa")
    press(page, "D")
    page.keyboard.type("Sista")
    saved(page)
    assert texts_of(page)[:3] == ["Ett två tre fyra fem sex sju", "Nästa", "Sista"]
