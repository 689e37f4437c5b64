"""What a phone needs to keep the site."""

import re

import pytest
from starlette.testclient import TestClient

from app.core.locales import LANGUAGES, load_locales
from app.settings import Settings
from app.web.assets import Assets

LOCALES = load_locales(Settings().locales_dir)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_manifest_in_each_language(client: TestClient, lang: str) -> None:
    answer = client.get(f"/{lang}/manifest.webmanifest")
    assert answer.headers["content-type"] == "application/manifest+json"
    assert answer.headers["cache-control"] == "private, no-cache"
    assets = Assets()
    assert answer.json() == {
        "id": f"/{lang}/",
        "name": "Smärtskola" if lang == "sv" else LOCALES[lang].gettext("Pain school"),
        "lang": lang,
        "dir": "rtl" if lang == "ar" else "ltr",
        "start_url": f"/{lang}/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#fffdf8",
        "theme_color": "#0f5c63",
        "icons": [
            {"src": assets.url(name), "sizes": size, "type": "image/png", "purpose": purpose}
            for name, size, purpose in (
                ("app-icon-192.png", "192x192", "any"),
                ("app-icon-512.png", "512x512", "any"),
                ("app-icon-maskable-512.png", "512x512", "maskable"),
            )
        ],
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_manifest_is_linked_and_its_icons_are_there(client: TestClient, lang: str) -> None:
    assert f'<link rel="manifest" href="/{lang}/manifest.webmanifest">' in client.get(f"/{lang}/").text
    for icon in client.get(f"/{lang}/manifest.webmanifest").json()["icons"]:
        answer = client.get(icon["src"])
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")


def test_manifest_of_an_unknown_language(client: TestClient) -> None:
    assert client.get("/en/manifest.webmanifest").status_code == 404


def test_service_worker_is_asked_about_each_time(client: TestClient) -> None:
    answer = client.get("/service-worker.js")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"


def test_service_worker_keeps_files_that_are_there(client: TestClient) -> None:
    script = client.get("/service-worker.js").text
    files = re.findall(r'"(/static/[^"]+)"', script)
    assert len(files) == 6
    assert "asset:" not in script
    for address in files:
        assert client.get(address).status_code == 200
    (languages,) = re.findall(r"const LANGUAGES = \[(.*)\];", script)
    assert re.findall(r'"(\w+)"', languages) == list(LANGUAGES)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_saved_needs_no_content(client: TestClient, lang: str) -> None:
    page = client.get(f"/{lang}/saved").text
    assert '<ul class="saved-list"' in page
    assert LOCALES[lang].gettext("This browser cannot save lessons. You can print them instead.") in page
