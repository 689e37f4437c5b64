"""Lessons: to read alone and with a second language beside, in whatever state the translations are."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.content.models.documents import Kind, State
from app.core.locales import LANGUAGES
from tests.clients import browser, make_site
from tests.content.files import source_lesson, translation
from tests.content.routes.reading import LOCALES, ask, block_of, says
from tests.factories.content import ContentFolder, small_content

READY = ("welcome", "what-is-pain", "pacing")
MACHINE = (
    "A machine has translated this text. No person has checked it yet. It may be wrong. "
    "Ask your leader or interpreter if something sounds strange."
)


def _approve(folder: ContentFolder, block_id: str) -> None:
    path = folder.content / "ar/lessons/pacing.md"
    text = path.read_text(encoding="utf-8")
    approved = re.sub(rf"(b:{block_id} .*) machine @anna", r"\1 approved @anna", text)
    path.write_text(approved, encoding="utf-8")


@pytest.mark.parametrize("lesson", READY)
def test_lesson_has_the_same_numbers_in_every_language(client: TestClient, lesson: str) -> None:
    pages = [client.get(f"/{lang}/lessons/{lesson}").text for lang in LANGUAGES]
    places = [re.findall(r'id="b-(\w+)" data-number="([\d.]+)"', page) for page in pages]
    assert places[0]
    assert all(place == places[0] for place in places)
    order = {"welcome": 1, "what-is-pain": 2, "pacing": 5}[lesson]
    assert [number for _, number in places[0]] == [f"{order}.{n}" for n in range(1, len(places[0]) + 1)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_lesson_keeps_the_place_when_the_language_changes(client: TestClient, lang: str) -> None:
    page = client.get(f"/{lang}/lessons/pacing").text
    for other in LANGUAGES:
        assert f'<a href="/{other}/lessons/pacing" lang="{other}"' in page


def test_lesson_leads_onward_past_those_to_come(client: TestClient) -> None:
    page = client.get("/sv/lessons/what-is-pain").text
    links = re.findall(r'href="/sv/lessons/([a-z-]+)"', page.partition('<nav class="onward"')[2])
    assert links == ["pacing", "welcome"]


def test_lesson_at_either_end_leads_one_way(client: TestClient) -> None:
    for lesson, onward in (("welcome", ["what-is-pain"]), ("pacing", ["what-is-pain"])):
        page = client.get(f"/sv/lessons/{lesson}").text
        assert re.findall(r'href="/sv/lessons/([a-z-]+)"', page.partition('<nav class="onward"')[2]) == onward


def test_lesson_outside_its_course_leads_nowhere(folder: ContentFolder) -> None:
    text = source_lesson("<!-- b:mv111 -->\nRör dig.\n", name="moving", order=3)
    folder.write("sv/lessons/moving.md", text.replace("course: pain-school", "course: no-such-course"))
    assert browser(make_site(folder.root / "data", folder)).get("/sv/lessons/moving").status_code in {
        200,
        404,
    }


def test_lesson_explains_each_linked_word_once(folder: ContentFolder) -> None:
    page = ask(folder, "/ar/lessons/pacing")
    assert page.count('<aside class="term-sheet" id="term-pacing"') == 1
    assert 'id="term-pause"' not in page
    assert '<a class="button" href="#b-wrds2" data-close>' in page


def test_lesson_that_is_announced_says_so(client: TestClient) -> None:
    for lang in LANGUAGES:
        page = client.get(f"/{lang}/lessons/sleep").text
        assert says(lang, "This lesson is not ready yet. It will come here.") in page
        assert 'class="block ' not in page


@pytest.mark.parametrize(
    "path", ["none", "pain-school", "PACING", "pacing.md", "pacing ", "%E2%80%AE", "x" * 5000]
)
def test_lesson_that_does_not_exist(client: TestClient, path: str) -> None:
    for view in ("", "/print", "?beside=ar"):
        assert client.get(f"/sv/lessons/{path}{view}").status_code == 404


def test_labelled_shows_machine_text_under_a_notice(folder: ContentFolder) -> None:
    page = ask(folder, "/ar/lessons/pacing", publish="labelled")
    assert says("ar", MACHINE) in page
    assert "قليل كل يوم." in block_of(page, "key77")
    assert says("ar", "Only in Swedish so far") in block_of(page, "rest0")
    assert '<div class="text" lang="sv" dir="ltr">' in block_of(page, "rest0")


def test_approved_shows_swedish_labelled_instead_of_machine_text(folder: ContentFolder) -> None:
    _approve(folder, "wrds2")
    page = ask(folder, "/ar/lessons/pacing", publish="approved")
    assert says("ar", MACHINE) not in page
    assert "الجهد المتوازن</a> يساعدك" in block_of(page, "wrds2")
    assert "قليل كل يوم." not in page
    key = block_of(page, "key77")
    assert says("ar", "Only in Swedish so far") in key
    assert 'lang="sv" dir="ltr"' in key
    assert "Lite varje dag." in key
    assert page.count(says("ar", "Only in Swedish so far")) == 8


def test_approved_says_once_that_a_whole_lesson_is_in_swedish(folder: ContentFolder) -> None:
    page = ask(folder, "/ar/lessons/pacing", publish="approved")
    assert page.count(says("ar", "Only in Swedish so far")) == 1
    assert 'lang="sv" dir="ltr"' in block_of(page, "key77")


def test_approved_shows_what_was_approved_without_any_notice(folder: ContentFolder) -> None:
    folder.stamp("ar", Kind.LESSON, "pacing", State.APPROVED)
    page = ask(folder, "/ar/lessons/pacing", publish="approved")
    assert "قليل كل يوم." in block_of(page, "key77")
    assert page.count(says("ar", "Only in Swedish so far")) == 1
    assert says("ar", MACHINE) not in page


def test_drafts_are_never_shown(tmp_path: Path) -> None:
    folder = small_content(tmp_path, state=State.DRAFT)
    for publish in ("approved", "labelled"):
        assert "قليل كل يوم." not in ask(folder, "/ar/lessons/pacing", publish=publish)


def test_mixed_states_are_told_apart_block_by_block(folder: ContentFolder) -> None:
    _approve(folder, "key77")
    page = ask(folder, "/ar/lessons/pacing")
    label = says("ar", "Not checked by a person yet")
    assert label in block_of(page, "head1")
    assert label not in block_of(page, "key77")


def test_safety_that_nobody_approved_has_swedish_beside_it(folder: ContentFolder) -> None:
    block = block_of(ask(folder, "/ar/lessons/pacing"), "safe8")
    assert "اتصل على" in block
    assert says("ar", "The same in Swedish") in block
    assert 'lang="sv" dir="ltr"' in block
    assert "om det är fara för livet" in block


def test_safety_that_is_approved_stands_alone(folder: ContentFolder) -> None:
    folder.stamp("ar", Kind.LESSON, "pacing", State.APPROVED)
    block = block_of(ask(folder, "/ar/lessons/pacing"), "safe8")
    assert "اتصل على" in block
    assert "om det är fara för livet" not in block


@pytest.mark.parametrize("beside", ["ar", "so", "ti"])
def test_beside_shows_two_languages_block_by_block(client: TestClient, beside: str) -> None:
    page = client.get(f"/sv/lessons/pacing?beside={beside}").text
    direction = LOCALES[beside].direction
    assert page.count(f'lang="{beside}" dir="{direction}"') >= 12
    reverse = client.get(f"/{beside}/lessons/pacing?beside=sv").text
    assert reverse.count('lang="sv" dir="ltr"') >= 12


def test_beside_a_language_without_the_text_shows_no_text_twice(folder: ContentFolder) -> None:
    page = ask(folder, "/sv/lessons/pacing?beside=so")
    assert page.count("Vila är viktigt.") == 1


def test_beside_shows_safety_in_both_and_in_swedish(folder: ContentFolder) -> None:
    block = block_of(ask(folder, "/ar/lessons/pacing?beside=so"), "safe8")
    assert block.count("om det är fara för livet") >= 1
    assert "اتصل على" in block


def test_beside_a_translation_that_joins_blocks(folder: ContentFolder) -> None:
    folder.write(
        "sv/lessons/moving.md",
        source_lesson("<!-- b:jn111 -->\nEtt.\n\n<!-- b:jn222 -->\nTvå.\n", name="moving", order=3),
    )
    folder.write("ar/lessons/moving.md", translation("<!-- b:jn111+jn222 -->\nواحد اثنان.\n", name="moving"))
    folder.stamp("ar", Kind.LESSON, "moving")
    page = ask(folder, "/sv/lessons/moving?beside=ar")
    assert page.count("واحد اثنان.") == 1
    assert "Två." in page
    assert "واحد اثنان." in ask(folder, "/ar/lessons/moving?beside=sv")


@pytest.mark.parametrize("beside", ["", "sv", "en", "xx", "AR", "../ar", "x" * 10_000, "%00", "ar,so"])
def test_beside_an_unknown_or_its_own_language(client: TestClient, beside: str) -> None:
    assert client.get(f"/sv/lessons/pacing?beside={beside}").status_code == 404


def test_beside_swedish_machine_text_has_its_notice(client: TestClient) -> None:
    assert says("sv", MACHINE) in client.get("/sv/lessons/pacing?beside=ar").text
    assert says("sv", MACHINE) not in client.get("/sv/lessons/pacing").text
