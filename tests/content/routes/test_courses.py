"""A course: its lessons in order, those to come included."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.core.locales import LANGUAGES
from tests.clients import browser, make_site
from tests.content.files import source_lesson
from tests.factories.content import ContentFolder

REAL = ("welcome", "what-is-pain", "pacing")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_course_announces_twelve_lessons_and_links_the_ready_ones(client: TestClient, lang: str) -> None:
    page = client.get(f"/{lang}/courses/pain-school").text
    assert re.findall(r'<span class="card-mark"><bdi>(\d+)</bdi>', page) == [str(n) for n in range(1, 13)]
    assert re.findall(r'data-lesson="([^"]+)"', page) == list(REAL)
    assert page.count('class="card coming"') == 9


def test_course_shows_its_own_text_with_numbers(client: TestClient) -> None:
    page = client.get("/sv/courses/pain-school").text
    assert '<div class="block block-paragraph" id="b-vhhw1" data-number="1">' in page


def test_course_has_no_slot_for_voices(client: TestClient) -> None:
    assert 'class="audio' not in client.get("/sv/courses/pain-school").text


def test_course_in_a_language_without_it_is_swedish_and_says_so(
    folder: ContentFolder, tmp_path: Path
) -> None:
    page = browser(make_site(tmp_path / "data", folder)).get("/ti/courses/pain-school").text
    assert '<html lang="ti" dir="ltr">' in page
    assert '<h1><span lang="sv" dir="ltr">Vad är smärta?</span></h1>' in page
    assert '<div class="text" lang="sv" dir="ltr">' in page


def test_course_with_a_lesson_of_unknown_length(folder: ContentFolder, tmp_path: Path) -> None:
    text = source_lesson("<!-- b:mv111 -->\nRör dig.\n", name="moving", order=3)
    folder.write("sv/lessons/moving.md", text.replace("minutes: 45\n", ""))
    client = browser(make_site(tmp_path / "data", folder))
    assert client.get("/sv/courses/pain-school").status_code == 200
    assert "None" not in client.get("/sv/lessons/moving").text


def test_course_with_a_broken_lesson_shows_the_others(folder: ContentFolder, tmp_path: Path) -> None:
    folder.write("sv/lessons/moving.md", "rubbish")
    page = browser(make_site(tmp_path / "data", folder)).get("/sv/courses/pain-school").text
    assert 'data-lesson="pacing"' in page


@pytest.mark.parametrize("course_id", ["none", "pacing", "PAIN-SCHOOL", "%00", "x" * 5000])
def test_course_that_does_not_exist(client: TestClient, course_id: str) -> None:
    assert client.get(f"/sv/courses/{course_id}").status_code in {400, 404}


def test_course_that_is_broken_says_so(folder: ContentFolder, tmp_path: Path) -> None:
    folder.write("sv/courses/pain-school.md", "---\nid: pain-school\n")
    answer = browser(make_site(tmp_path / "data", folder)).get("/sv/courses/pain-school")
    assert answer.status_code == 200
    assert 'class="notice"' in answer.text
