"""The editor of subtitles in a real browser: every change is seen at once, saved, and there afterwards."""

import re

import pytest
from playwright.sync_api import expect

from app.captions.models.cues import Cue
from app.captions.models.words import Doubt, Flag
from app.people.models.accounts import Role
from tests.browser.editor import Open, cues_of, open_editor, press, saved, text_of, texts_of
from tests.browser.lectures import make_track, make_translation
from tests.browser.pages import PHONE, NewPage
from tests.browser.server import Site
from tests.browser.staff import sign_in
from tests.factories.captions import calm_cues

__all__ = ["open_editor"]

pytestmark = pytest.mark.browser


def test_what_is_typed_is_saved_and_there_after_a_reload(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site))
    text_of(page, 2).fill("Larmet ringer.")
    expect(page.locator("[data-part=saving]")).to_have_attribute("data-state", "typing")
    saved(page)
    assert texts_of(page)[1] == "Larmet ringer."
    # Leaving a cue saves it at once.
    page.clock.install()
    text_of(page, 1).fill("Kort.")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        text_of(page, 2).focus()
    page.reload()
    expect(text_of(page, 1)).to_have_value("Kort.")
    expect(text_of(page, 2)).to_have_value("Larmet ringer.")
    expect(page.locator("#editor-state")).to_have_text("Being reviewed")


def test_speed_and_lines_are_told_while_she_types(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site))
    measure = page.locator("li.cue", has=text_of(page, 1)).locator("[data-part=measure]")
    expect(measure).to_have_text("8.3 characters a second · characters in the lines: 29")
    text_of(page, 1).fill("Ett två tre.\n" + "långsamt " * 6)
    expect(measure).to_have_text(re.compile(r"too fast \(at most 14\).*12 \+ 54.*a line is long"))
    expect(measure).to_have_attribute("data-level", "error")


def test_split_at_the_cursor_and_join_again(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site, [Cue("c1", 0, 4000, "Smärta är ett larm. Det är bra.")]))
    text_of(page, 1).focus()
    page.evaluate("document.activeElement.setSelectionRange(19, 19)")
    press(page, "X")
    expect(text_of(page, 1)).to_have_value("Smärta är ett larm.")
    expect(text_of(page, 2)).to_be_focused()
    saved(page)
    first, second = cues_of(page)
    assert (first["text"], second["text"]) == ("Smärta är ett larm.", "Det är bra.")
    assert (first["start"], second["end"], second["start"] - first["end"]) == (0, 4000, 80)
    # By share of characters: 19 of 30.
    assert first["end"] == round(4000 * 19 / 30)
    text_of(page, 1).focus()
    press(page, "C")
    expect(page.locator("li.cue")).to_have_count(1)
    saved(page)
    (joined,) = cues_of(page)
    assert (joined["text"], joined["start"], joined["end"]) == ("Smärta är ett larm.\nDet är bra.", 0, 4000)
    page.evaluate("document.activeElement.setSelectionRange(0, 0)")
    press(page, "X")
    expect(page.locator("[data-part=said]")).to_have_text("Put the cursor where the text is to be split.")
    expect(page.locator("li.cue")).to_have_count(1)


def test_add_remove_undo_and_redo(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site, 2))
    page.get_by_role("button", name="Add below").click()
    expect(text_of(page, 2)).to_be_focused()
    page.keyboard.type("Nytt")
    saved(page)
    assert [(cue["text"], cue["start"]) for cue in cues_of(page)][1] == ("Nytt", 3580)
    press(page, "R")
    # The next one takes the place, and the focus.
    expect(text_of(page, 2)).to_have_value(calm_cues(2)[1].text)
    expect(text_of(page, 2)).to_be_focused()
    saved(page)
    assert texts_of(page) == [cue.text for cue in calm_cues(2)]
    press(page, "Z")
    expect(page.locator("li.cue")).to_have_count(3)
    saved(page)
    assert texts_of(page)[1] == "Nytt"
    press(page, "Y")
    expect(page.locator("li.cue")).to_have_count(2)
    saved(page)
    assert texts_of(page) == [cue.text for cue in calm_cues(2)]


def test_times_are_nudged_by_keys_that_type_nothing(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site))
    text_of(page, 2).focus()
    before = text_of(page, 2).input_value()
    for key in ("Digit4", "Digit3", "Digit5"):
        press(page, key)
    saved(page)
    cue = cues_of(page)[1]
    assert (cue["start"], cue["end"], cue["text"]) == (4500 + 240, 8000 - 200, before)
    expect(text_of(page, 2)).to_be_focused()


def test_every_shortcut_is_listed_and_clashes_with_no_other(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site))
    page.keyboard.press("?")
    dialog = page.locator("#editor-help")
    expect(dialog).to_be_visible()
    keys = dialog.locator("kbd").all_inner_texts()
    assert len(keys) == len(set(keys)) > 25
    assert {"Shift+Alt+X", "Shift+Alt+8", "?"} <= set(keys)
    # What browsers and desktops take for themselves with Shift and Alt.
    assert not {f"Shift+Alt+{letter}" for letter in "ABILMNST"} & set(keys)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    # In a text it is a question mark.
    text_of(page, 1).fill("")
    page.keyboard.type("Ont?")
    expect(text_of(page, 1)).to_have_value("Ont?")
    expect(dialog).to_be_hidden()


def test_find_and_replace_shows_before_it_does(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site, 10))
    press(page, "F")
    dialog = page.locator("#editor-find")
    dialog.get_by_label("Find", exact=True).fill("kroppen")
    expect(dialog.locator("[data-part=count]")).to_have_text("Found: 4, in subtitles: 4")
    dialog.get_by_label("Replace with").fill("k$&n")
    expect(dialog.locator(".is-after").first).to_have_text("Smärta är k$&ns eget larm.")
    dialog.get_by_role("button", name="Replace all").click()
    saved(page)
    assert sum("k$&n" in text for text in texts_of(page)) == 4
    press(page, "Z")
    saved(page)
    assert texts_of(page) == [cue.text for cue in calm_cues(10)]


def test_all_from_here_are_moved(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site))
    text_of(page, 2).focus()
    press(page, "V")
    dialog = page.locator("#editor-shift")
    dialog.get_by_label("Seconds later").fill("1.5")
    dialog.get_by_role("button", name="Move", exact=True).click()
    saved(page)
    assert [cue["start"] for cue in cues_of(page)] == [0, 6000, 10500]


def test_doubtful_place_is_listened_to_and_its_text_accepted(site: Site, open_editor: Open) -> None:
    flags = [Flag(Doubt.CREDIT, 5000, 6000, "Tack")]
    page = open_editor(make_track(site, flags=flags))
    counts = page.locator("[data-part=counts]")
    expect(counts).to_contain_text("Doubtful: 1")
    page.get_by_role("button", name="Next doubtful").click()
    row = page.locator("li.cue.is-selected")
    expect(row).to_contain_text("“Tack”")
    row.get_by_role("button", name="I have listened: right").click()
    expect(counts).not_to_contain_text("Doubtful")
    press(page, "P")
    expect(counts).to_contain_text("Machine text: 2")
    saved(page)
    page.reload()
    expect(counts).to_contain_text("Machine text: 2")
    expect(counts).not_to_contain_text("Doubtful")
    assert [cue["by_machine"] for cue in cues_of(page)] == [True, False, True]


def test_a_finding_is_mended_as_it_was_shown(site: Site, open_editor: Open) -> None:
    first, second = Cue("c1", 0, 3000, "Smärta är ett larm."), Cue("c2", 2900, 6000, "Larmet kan ringa ändå.")
    page = open_editor(make_track(site, [first, second]))
    page.get_by_role("button", name="Next finding").click()
    row = page.locator("li.cue.is-selected")
    expect(row.locator(".cue-proposal")).to_contain_text("0:00.0–0:03.0")
    row.get_by_role("button", name="Mend it like this").click()
    expect(row.get_by_role("button", name="Mend it like this")).to_have_count(0)
    saved(page)
    one, other = cues_of(page)
    assert one["end"] + 80 <= other["start"]
    press(page, "Z")
    saved(page)
    assert [(cue["start"], cue["end"]) for cue in cues_of(page)] == [(0, 3000), (2900, 6000)]


def test_what_the_server_refuses_is_told_beside_the_cue_and_kept(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site), expects=("status of 422",))
    text_of(page, 1).fill("rad\n" * 8)
    expect(page.locator("[data-part=saving]")).to_have_attribute("data-state", "faulty")
    row = page.locator("li.cue", has=text_of(page, 1))
    expect(row.locator(".cue-notes")).to_contain_text("There are too many lines")
    text_of(page, 1).fill("En rad.")
    saved(page)
    assert texts_of(page)[0] == "En rad."


def test_translation_beside_the_swedish(site: Site, open_editor: Open) -> None:
    swedish = [*calm_cues(3), Cue("c4", 13_500, 17_000, "Gå 10 minuter, vila sedan 5.")]
    words = ("الألم هو جهاز إنذار الجسم.", "قد يرن الإنذار دون سبب.", "الجسم يحتاج الراحة.", "امشِ 10 دقائق.")
    arabic = [
        Cue(f"c{place}", cue.start, cue.end, text, (cue.id,))
        for place, (cue, text) in enumerate(zip(swedish, words, strict=True), start=1)
    ]
    changed = Cue("c2", 4500, 8000, "Larmet kan ringa av misstag.")
    track = make_translation(site, swedish, arabic, changed=[changed])
    page = open_editor(track, role=Role.REVIEWER)
    assert text_of(page, 1).get_attribute("dir") == "rtl"
    assert text_of(page, 1).get_attribute("lang") == "ar"
    second = page.locator("li.cue", has=text_of(page, 2))
    expect(second.locator("[data-part=source]")).to_contain_text("Larmet kan ringa av misstag.")
    expect(second.locator("[data-part=notes]")).to_contain_text("Larmet kan ringa fast inget är fel.")
    expect(page.locator("[data-part=source]").first).to_contain_text("→")
    expect(page.locator("li.cue", has=text_of(page, 4))).to_contain_text("not the same in both languages: 5")
    second.get_by_role("button", name="Same as before is right").click()
    expect(second).not_to_contain_text("Swedish changed")
    saved(page)
    assert [cue["is_stale"] for cue in cues_of(page)] == [False] * 4
    text_of(page, 3).focus()
    press(page, "C")
    saved(page)
    assert [cue["sources"] for cue in cues_of(page)] == [["c1"], ["c2"], ["c3", "c4"]]


def test_what_is_not_translated_is_added(site: Site, open_editor: Open) -> None:
    swedish = calm_cues(3)
    track = make_translation(site, swedish, [Cue("c1", 0, 3500, "الألم.", ("c1",))])
    page = open_editor(track, role=Role.REVIEWER)
    expect(page.locator("[data-part=counts]")).to_contain_text("Not translated: 2")
    page.get_by_role("button", name="Add what is not translated").click()
    saved(page)
    assert [(cue["sources"], cue["start"]) for cue in cues_of(page)] == [
        ([cue.id], cue.start) for cue in swedish
    ]


def test_whoever_may_not_edit_can_read(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site), role=Role.TRANSLATOR)
    assert text_of(page, 1).get_attribute("readonly") == ""
    expect(page.get_by_role("button", name="Remove")).to_have_count(0)
    press(page, "R")
    expect(page.locator("li.cue")).to_have_count(3)


def test_two_thousand_cues_and_hardly_any_in_the_page(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site, 2000, duration=3 * 3_600_000))
    rows = page.locator("li.cue")
    expect(text_of(page, 1)).to_be_visible()
    assert rows.count() <= 30
    assert page.locator("li.cue").first.get_attribute("aria-setsize") == "2000"
    box = page.locator("[data-part=box]")
    assert box.evaluate("box => box.scrollHeight") > 2000 * 80
    press(page, ".")
    page.get_by_role("button", name="Subtitle 1: go to 0:00.0").focus()
    box.evaluate("box => { box.scrollTop = box.scrollHeight / 2; }")
    expect(
        page.get_by_role("textbox", name=re.compile(r"^Text of subtitle (?:9|10|11)\d\d$")).first
    ).to_be_visible()
    assert rows.count() <= 30
    # What has the focus stays in the page, out of sight.
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Subtitle 1: go to 0:00.0"
    box.evaluate("box => { box.scrollTop = box.scrollHeight; }")
    expect(text_of(page, 2000)).to_be_visible()
    text_of(page, 2000).fill("Slut.")
    saved(page)
    assert texts_of(page)[-1] == "Slut."


def test_one_cue_at_a_time_on_a_phone(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site), size=PHONE)
    expect(page.locator("li.cue")).to_have_count(1)
    expect(text_of(page, 1)).to_be_visible()
    page.get_by_role("button", name="Next subtitle").click()
    expect(text_of(page, 2)).to_be_visible()
    expect(page.locator("li.cue")).to_have_count(1)
    page.get_by_role("button", name="Previous subtitle").click()
    expect(text_of(page, 1)).to_be_visible()


def test_without_scripts_it_is_a_list_that_leads_to_forms(site: Site, new_page: NewPage) -> None:
    page = new_page(size=PHONE, java_script_enabled=False, locale="en")
    sign_in(page.context, site, Role.COURSE_LEADER)
    track = make_track(site, 60)
    page.goto(f"/staff/tracks/{track}")
    expect(page.locator("#editor")).to_be_hidden()
    expect(page.locator("#editor-plain tbody tr")).to_have_count(50)
    page.locator(".pager a[rel=next]").click()
    expect(page.locator("#editor-plain tbody tr")).to_have_count(10)
    page.get_by_role("link", name="Correct").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert f"/staff/tracks/{track}/cues/c51" in page.url
