"""Pages about the site itself."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.core.locales import LANGUAGES
from tests.clients import browser, make_site
from tests.factories.content import ContentFolder


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page_id", ["about", "accessibility", "privacy"])
def test_page_in_each_language(client: TestClient, lang: str, page_id: str) -> None:
    answer = client.get(f"/{lang}/pages/{page_id}")
    assert answer.status_code == 200
    assert f'<html lang="{lang}"' in answer.text
    for other in LANGUAGES:
        assert f'href="/{other}/pages/{page_id}"' in answer.text


@pytest.mark.parametrize("page_id", ["none", "pacing", "about.md", "About"])
def test_page_that_does_not_exist(client: TestClient, page_id: str) -> None:
    assert client.get(f"/sv/pages/{page_id}").status_code == 404


@pytest.mark.parametrize(
    "text",
    ["", "rubbish", "---\n", "---\nid: [\n---\n", "\ufeff---\n---\n", "---\n\tid: about\n---\n", "a\x00b"],
)
def test_page_whose_file_is_broken_shows_a_notice(folder: ContentFolder, tmp_path: Path, text: str) -> None:
    folder.write("sv/pages/about.md", text)
    client = browser(make_site(tmp_path / "data", folder))
    answer = client.get("/sv/pages/about")
    assert answer.status_code == 200
    assert 'class="notice"' in answer.text
    assert client.get("/sv/lessons/pacing").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "[link](javascript:alert(1))",
        "[link](data:text/html,<script>alert(1)</script>)",
        '<img src="x" onerror="alert(1)">',
        "![](https://evil.example/x.png)",
        "> " * 3000 + "deep",
        "[" * 3000,
    ],
)
def test_page_with_hostile_text_is_harmless(folder: ContentFolder, tmp_path: Path, body: str) -> None:
    front = (folder.content / "sv/pages/about.md").read_text(encoding="utf-8").partition("<!--")[0]
    folder.write("sv/pages/about.md", f"{front}<!-- b:abt11 -->\n{body}\n")
    answer = browser(make_site(tmp_path / "data", folder)).get("/sv/pages/about")
    assert answer.status_code == 200
    shown = answer.text.partition('<main id="content"')[2].partition("</main>")[0]
    for danger in ("<script", 'href="javascript', 'href="data', "<img"):
        assert danger not in shown
