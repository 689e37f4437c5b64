"""The list of words."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.content.models.documents import State
from app.core.locales import LANGUAGES
from tests.clients import browser, make_site
from tests.factories.content import ContentFolder

ARABIC = "الجهد المتوازن"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_terms_in_each_language(client: TestClient, lang: str) -> None:
    page = client.get(f"/{lang}/terms").text
    assert page.count('class="word" id="term-') >= 12
    assert 'id="term-pacing"' in page


def _ask(folder: ContentFolder, path: str, **chosen: str) -> str:
    answer = browser(make_site(folder.root / "data", folder, **chosen)).get(path)
    assert answer.status_code == 200
    return answer.text


def test_terms_give_the_swedish_word_and_how_it_sounds(folder: ContentFolder) -> None:
    page = _ask(folder, "/ar/terms")
    assert f'<p class="term-word" id="word-pacing">{ARABIC}</p>' in page
    assert 'lang="sv" dir="ltr">jämn takt</' in page
    assert "<dd>يمن تاكت</dd>" in page
    assert page.count('class="notice"') == 1


def test_terms_without_a_translation_are_shown_in_swedish(folder: ContentFolder) -> None:
    page = _ask(folder, "/ar/terms")
    assert '<p class="term-word" id="word-pause"><span lang="sv" dir="ltr">paus</span></p>' in page


def test_terms_that_nobody_approved_are_not_shown_in_production(folder: ContentFolder) -> None:
    page = _ask(folder, "/ar/terms", publish="approved")
    assert ARABIC not in page
    assert '<span lang="sv" dir="ltr">jämn takt</span>' in page
    assert 'class="notice"' not in page


def test_terms_that_are_approved_need_no_notice(folder: ContentFolder) -> None:
    folder.stamp_terms("ar", State.APPROVED)
    page = _ask(folder, "/ar/terms", publish="approved")
    assert ARABIC in page
    assert 'class="notice"' not in page


def test_terms_in_swedish_have_no_second_word(folder: ContentFolder) -> None:
    page = _ask(folder, "/sv/terms")
    assert 'lang="sv" dir="ltr">jämn takt</' not in page
    assert "<dd>JÄMN TAKT</dd>" in page


@pytest.mark.parametrize("path", ["ar/terms.yaml", "sv/terms.yaml"])
@pytest.mark.parametrize("text", ["{{{", "- id: pacing\n- id: pacing\n", "a: &a [*a]", ""])
def test_terms_whose_file_is_broken_say_so(folder: ContentFolder, path: str, text: str) -> None:
    folder.write(path, text)
    page = _ask(folder, "/ar/terms", publish="approved")
    assert page.count('class="notice"') == 1


def test_terms_with_a_broken_file_of_another_language(folder: ContentFolder, tmp_path: Path) -> None:
    folder.write("ti/terms.yaml", "{{{")
    assert 'class="notice"' not in _ask(folder, "/sv/terms")
