"""The first page and each language's start page."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.core.locales import LANGUAGES
from tests.clients import browser, make_site
from tests.factories.content import ContentFolder


def test_choose_language_by_its_own_name(client: TestClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    for lang, name in (("sv", "Svenska"), ("ar", "العربية"), ("so", "Soomaali"), ("ti", "ትግርኛ")):
        direction = "rtl" if lang == "ar" else "ltr"
        assert (
            f'<a href="/{lang}/" lang="{lang}" dir="{direction}" hreflang="{lang}"><span>{name}</span>'
            in (answer.text)
        )
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("wish", "lang", "direction"),
    [("ar-SY,ar;q=0.9,en;q=0.8", "ar", "rtl"), ("ti", "ti", "ltr"), ("en", "sv", "ltr"), ("", "sv", "ltr")],
)
def test_choose_language_speaks_the_likely_one(
    client: TestClient, wish: str, lang: str, direction: str
) -> None:
    answer = client.get("/", headers={"accept-language": wish})
    assert f'<html lang="{lang}" dir="{direction}">' in answer.text
    assert f'<li class="likely"><a href="/{lang}/"' in answer.text
    assert answer.text.count('class="likely"') == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_choose_language_leads_onward_when_it_was_chosen_before(client: TestClient, lang: str) -> None:
    answer = client.get("/", headers={"cookie": f"language={lang}", "accept-language": "so"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{lang}/")
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["vary"] == "Accept-Language, Cookie"


@pytest.mark.parametrize("cookie", ["language=en", "language=//evil.example", "language=ar\\..", "language="])
def test_choose_language_with_a_cookie_that_is_no_language(client: TestClient, cookie: str) -> None:
    assert client.get("/", headers={"cookie": cookie}).status_code == 200


@pytest.mark.parametrize(
    "query", ["next=//evil.example", "lang=ar", "next=%5C%5Cevil", "next=javascript:alert(1)"]
)
def test_choose_language_follows_no_address_from_outside(client: TestClient, query: str) -> None:
    answer = client.get(f"/?{query}", headers={"cookie": "language=ar"})
    assert answer.headers["location"] == "/ar/"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_complete_address_without_its_last_stroke(client: TestClient, lang: str) -> None:
    answer = client.get(f"/{lang}")
    assert (answer.status_code, answer.headers["location"]) == (308, f"/{lang}/")


def test_complete_address_of_an_unknown_language(client: TestClient) -> None:
    assert client.get("/en").status_code == 404


@pytest.mark.parametrize("lang", LANGUAGES)
def test_start_leads_to_everything(client: TestClient, lang: str) -> None:
    page = client.get(f"/{lang}/").text
    for place in (
        "courses/pain-school",
        "terms",
        "saved",
        "card",
        "pages/about",
        "pages/accessibility",
        "pages/privacy",
    ):
        assert f'href="/{lang}/{place}"' in page
    for other in LANGUAGES:
        assert f'<a href="/{other}/" lang="{other}"' in page
    assert '<bdi dir="ltr">1177</bdi>' in page


def test_start_without_any_content(tmp_path: Path) -> None:
    empty = ContentFolder(tmp_path)
    site = make_site(tmp_path / "data", empty)
    answer = browser(site).get("/ti/")
    assert answer.status_code == 200
    assert 'href="/ti/terms"' in answer.text
    assert "/courses/" not in answer.text


def test_start_shows_the_contact_that_the_operator_gave(folder: ContentFolder, tmp_path: Path) -> None:
    site = make_site(tmp_path / "data", folder, contact="<0470 000 00>")
    assert '<bdi dir="ltr">&lt;0470 000 00&gt;</bdi>' in browser(site).get("/ar/").text


@pytest.mark.parametrize("lang", ["ar", "so", "ti"])
def test_start_says_where_to_call_in_swedish_too(client: TestClient, lang: str) -> None:
    page = client.get(f"/{lang}/").text
    assert '<a href="tel:112"><bdi dir="ltr">112</bdi></a>' in page
    swedish = page.partition('<p class="small" lang="sv" dir="ltr">')[2]
    assert 'Ring <bdi dir="ltr">1177</bdi> för råd om vård, dag eller natt.' in swedish
