"""Video, waveform and list follow each other, by mouse, finger and keyboard."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.captions.models.cues import Cue
from app.captions.models.words import Doubt, Flag
from app.people.models.accounts import Role
from tests.browser.editor import Open, cues_of, open_editor, press, saved, text_of
from tests.browser.examine import double_text, invalid_html, too_small, too_wide, violations
from tests.browser.lectures import make_track, make_translation
from tests.browser.pages import PHONE, NewPage
from tests.browser.server import Site
from tests.browser.staff import sign_in
from tests.factories.captions import calm_cues

__all__ = ["open_editor"]

pytestmark = pytest.mark.browser

_TABLET = (768, 1024)


@pytest.fixture(scope="module")
def filmed(site: Site) -> str:
    """A track with a video of thirty seconds; its tests leave the texts alone."""
    flags = [Flag(Doubt.LOW_CONFIDENCE, 5000, 6000, "kan ringa")]
    return make_track(site, 6, flags=flags, has_media=True, duration=30_000)


def playhead(page: Page) -> float:
    return float(page.locator("video").evaluate("video => video.currentTime"))


def seek(page: Page, seconds: float) -> None:
    page.locator("video").evaluate("(video, to) => { video.currentTime = to; }", seconds)
    expect(page.locator("[data-part=clock]")).to_have_text(f"0:{seconds:04.1f}")


def x_of(page: Page, milliseconds: float, span: float = 20_000) -> tuple[float, float]:
    """Where a time lies in the waveform as it is at first: twenty seconds from the beginning."""
    box = page.locator("[data-part=wave]").bounding_box()
    assert box is not None
    return box["x"] + box["width"] * milliseconds / span, box["y"] + box["height"] / 2


def test_choosing_a_cue_seeks_and_shows_its_words(filmed: str, open_editor: Open) -> None:
    page = open_editor(filmed)
    text_of(page, 3).focus()
    expect(page.locator("[data-part=clock]")).to_have_text("0:09.0")
    assert playhead(page) == 9.0
    for key in ("K", "K", "H"):
        press(page, key)
    expect(page.locator("[data-part=clock]")).to_have_text("0:11.0")
    expect(page.locator("[data-part=preview]")).to_have_text(calm_cues(3)[2].text)


def test_playing_selects_the_cue_under_the_playhead(filmed: str, open_editor: Open) -> None:
    page = open_editor(filmed)
    seek(page, 8.8)
    page.get_by_role("button", name="Play").click()
    expect(page.locator("li.cue.is-selected .cue-number")).to_have_text("3")
    press(page, "J")
    expect(page.locator("[data-part=play-words]")).to_have_text("Play")


def test_playing_leaves_whoever_writes_where_she_is(filmed: str, open_editor: Open) -> None:
    page = open_editor(filmed)
    text_of(page, 1).focus()
    seek(page, 8.8)
    press(page, "J")
    expect(page.locator("li.cue.is-playing .cue-number")).to_have_text("3")
    press(page, "J")
    expect(text_of(page, 1)).to_be_focused()
    expect(page.locator("li.cue.is-selected .cue-number")).to_have_text("1")


def test_start_and_end_are_set_at_the_playhead(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site, 2, has_media=True, duration=12_000))
    text_of(page, 2).focus()
    seek(page, 5.0)
    press(page, "Q")
    seek(page, 7.4)
    press(page, "W")
    saved(page)
    assert [(cue["start"], cue["end"]) for cue in cues_of(page)] == [(0, 3500), (5000, 7400)]
    seek(page, 1.0)
    press(page, "W")
    expect(page.locator("[data-part=said]")).to_contain_text("The playhead lies before the start")


def test_split_at_the_playhead_when_it_lies_in_the_cue(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site, 1, has_media=True, duration=6_000))
    text_of(page, 1).focus()
    seek(page, 1.0)
    page.evaluate("document.activeElement.setSelectionRange(6, 6)")
    press(page, "X")
    saved(page)
    assert [(cue["start"], cue["end"]) for cue in cues_of(page)] == [(0, 1000), (1080, 3500)]


def test_an_edge_is_drawn_in_the_waveform(site: Site, open_editor: Open) -> None:
    page = open_editor(make_track(site, has_media=True, duration=20_000))
    page.mouse.move(*x_of(page, 8000))
    page.mouse.down()
    page.mouse.move(*x_of(page, 7000), steps=4)
    page.mouse.up()
    saved(page)
    second = cues_of(page)[1]
    assert second["start"] == 4500
    assert abs(second["end"] - 7000) < 60
    expect(page.locator("li.cue.is-selected .cue-number")).to_have_text("2")


def test_a_tap_in_the_waveform_chooses_and_seeks(filmed: str, open_editor: Open) -> None:
    page = open_editor(filmed, size=_TABLET, has_touch=True)
    page.locator("[data-part=wave]").scroll_into_view_if_needed()
    page.touchscreen.tap(*x_of(page, 10_500))
    expect(page.locator("li.cue.is-selected .cue-number")).to_have_text("3")
    assert abs(playhead(page) - 10.5) < 0.1


def test_the_waveform_is_drawn_and_zoomed(filmed: str, open_editor: Open) -> None:
    page = open_editor(filmed)
    canvas = page.locator("[data-part=wave]")
    drawn = "canvas => canvas.toDataURL()"
    with_cues = canvas.evaluate(drawn)
    page.get_by_role("button", name="Show less, larger").click()
    page.wait_for_function(f"before => ({drawn})(document.querySelector('canvas')) !== before", arg=with_cues)
    colours = canvas.evaluate(
        """canvas => new Set(canvas.getContext("2d").getImageData(0, canvas.height >> 1, canvas.width, 1)
            .data.filter((_, place) => place % 4 === 0)).size"""
    )
    assert colours > 2


@pytest.fixture(scope="module")
def arabic(site: Site) -> str:
    swedish = calm_cues(3)
    words = ("الألم هو جهاز إنذار الجسم.", "قد يرن الإنذار دون سبب.")
    cues = [
        Cue(cue.id, cue.start, cue.end, text, (cue.id,)) for cue, text in zip(swedish, words, strict=False)
    ]
    changed = Cue("c2", 4500, 8000, "Larmet kan ringa av misstag.")
    return make_translation(site, swedish, cues, changed=[changed])


@pytest.mark.parametrize("kind", ["swedish", "arabic"])
def test_page_is_fit_to_use(kind: str, filmed: str, arabic: str, open_editor: Open) -> None:
    role = Role.COURSE_LEADER if kind == "swedish" else Role.REVIEWER
    page = open_editor(filmed if kind == "swedish" else arabic, role=role, size=PHONE)
    page.get_by_role("button", name="Next doubtful").click()
    found = too_small(page) + too_wide(page, "360 px") + list(violations(page))
    page.set_viewport_size({"width": 320, "height": 640})
    double_text(page)
    found += too_wide(page, "320 px, text 200 %")
    assert found == []


def test_page_without_scripts_is_fit_to_use(
    filmed: str, site: Site, new_page: NewPage, tmp_path: Path
) -> None:
    page = new_page(java_script_enabled=False)
    sign_in(page.context, site, Role.COURSE_LEADER)
    answer = page.goto(f"/staff/tracks/{filmed}")
    assert answer is not None
    (tmp_path / "editor.html").write_text(answer.text())
    found = invalid_html(tmp_path) + too_small(page) + too_wide(page, "360 px")
    page.set_viewport_size({"width": 320, "height": 640})
    double_text(page)
    assert found + too_wide(page, "320 px, text 200 %") == []


def test_windows_are_fit_to_use(filmed: str, open_editor: Open) -> None:
    page = open_editor(filmed, size=PHONE)
    found = []
    for name in ("help", "find", "shift"):
        page.locator(f"#editor [data-do={name}]").click()
        expect(page.locator(f"#editor-{name}")).to_be_visible()
        found += too_small(page) + too_wide(page, name) + list(violations(page))
        page.keyboard.press("Escape")
        page.set_viewport_size({"width": 360, "height": 740})
    assert found == []
