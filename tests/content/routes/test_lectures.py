"""The lecture on its lesson's page: shown as published, at the next request, never breaking the page."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.clients import browser, make_site
from tests.content.routes.reading import ask, block_of, says
from tests.factories.content import ContentFolder
from tests.factories.lectures import make_published

SLUG = "talk-about-pain"
NOT_READY = "Recorded talk: not ready yet"
NOT_CHECKED = "Not checked by a person yet"


def _published(folder: ContentFolder) -> Path:
    return folder.root / "data/published"


def _block(folder: ContentFolder, lang: str = "ar", path: str = "", **chosen: str) -> str:
    return block_of(ask(folder, f"/{lang}/lessons/pacing{path}", **chosen), "ta1k9")


def test_player_works_without_scripts(folder: ContentFolder) -> None:
    manifest = make_published(_published(folder), SLUG)
    block = _block(folder)
    small, large = (manifest["videos"][place]["file"] for place in (1, 0))
    address = f"/media/lectures/{SLUG}/"
    assert f'<source src="{address}{small}" type="video/mp4">' in block
    assert 'preload="none"' in block
    assert f'poster="{address}{manifest["poster"]["file"]}" width="428" height="240"' in block
    for name in (large, manifest["audio"]["file"], manifest["tracks"][0]["text"]["file"]):
        assert f'href="{address}{name}"' in block
    assert '<bdi dir="ltr">0,5 MB</bdi>' in block
    assert '<bdi dir="ltr">1 kB</bdi>' in block
    assert '<bdi class="small">1:12</bdi>' in block


@pytest.mark.parametrize("lang", ["sv", "ar"])
def test_readers_own_track_is_chosen_beforehand(folder: ContentFolder, lang: str) -> None:
    make_published(_published(folder), SLUG, tracks={"sv": "approved", "ar": "approved", "so": "approved"})
    tracks = [line for line in _block(folder, lang).splitlines() if line.startswith("<track ")]
    assert [line.partition("srclang=")[2][1:3] for line in tracks] == ["sv", "ar", "so"]
    (chosen,) = (line for line in tracks if line.endswith(" default>"))
    assert f'srclang="{lang}"' in chosen
    assert f"/{lang}." in chosen


def test_track_of_a_machine_is_labelled(folder: ContentFolder) -> None:
    make_published(_published(folder), SLUG)
    block = _block(folder, "ar")
    assert says("ar", NOT_CHECKED) in block.partition("<video")[0]
    assert f'label="العربية ({says("ar", NOT_CHECKED)})"' in block
    assert NOT_CHECKED not in _block(folder, "sv").partition("<video")[0]


def test_track_of_a_machine_is_not_shown_where_only_approved_texts_are(folder: ContentFolder) -> None:
    make_published(_published(folder), SLUG)
    block = _block(folder, "ar", publish="approved")
    assert block.count("<track ") == 1
    assert 'srclang="sv"' in block
    # The page is Arabic, the text that can be read is not: each says so.
    assert 'lang="sv" dir="ltr" hidden></ol>' in block


def test_lecture_published_just_now_is_there_at_the_next_request(folder: ContentFolder) -> None:
    client = browser(make_site(folder.root / "data", folder))
    before = client.get("/ar/lessons/pacing")
    assert says("ar", NOT_READY) in block_of(before.text, "ta1k9")
    make_published(_published(folder), SLUG)
    after = client.get("/ar/lessons/pacing", headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert "<video" in block_of(after.text, "ta1k9")
    again = client.get("/ar/lessons/pacing", headers={"if-none-match": after.headers["etag"]})
    assert again.status_code == 304
    assert again.headers["x-robots-tag"] == "all"


def test_withdrawn_track_is_gone_at_the_next_request(folder: ContentFolder) -> None:
    make_published(_published(folder), SLUG, tracks={"sv": "approved"})
    client = browser(make_site(folder.root / "data", folder))
    assert "<track" in client.get("/sv/lessons/pacing").text
    make_published(_published(folder), SLUG, tracks={})
    assert "<track" not in client.get("/sv/lessons/pacing").text


@pytest.mark.parametrize("broken", ["", "{", '{"format": 9}'])
def test_broken_manifest_says_not_ready_yet(folder: ContentFolder, broken: str) -> None:
    make_published(_published(folder), SLUG)
    (_published(folder) / "lectures" / SLUG / "manifest.json").write_text(broken, "utf-8")
    block = _block(folder)
    assert says("ar", NOT_READY) in block
    assert "محاضرة عن الألم." in block
    assert "<video" not in block


def test_text_is_there_where_the_media_are_missing(folder: ContentFolder) -> None:
    make_published(_published(folder), SLUG)
    for path in (_published(folder) / "lectures" / SLUG).glob("*.m*"):
        path.unlink()
    block = _block(folder, "sv")
    assert "<video" not in block
    assert says("sv", "The talk cannot be played right now. You can read it.") in block
    assert "data-cues=" in block


def test_nothing_but_its_words_where_there_is_nothing_yet(folder: ContentFolder) -> None:
    make_published(_published(folder), SLUG, videos=[], audio=None, poster=None, tracks={})
    block = _block(folder, "sv")
    assert says("sv", "The talk cannot be played right now.") in block
    assert "data-cues=" not in block


def test_sound_alone_is_played_without_a_picture(folder: ContentFolder) -> None:
    manifest = make_published(_published(folder), SLUG, videos=[], poster=None)
    block = _block(folder)
    assert f'{manifest["audio"]["file"]}" type="audio/mp4">' in block
    assert "poster=" not in block
    assert " width=" not in block.partition("<video")[2].partition(">")[0]


def test_there_is_one_player_where_two_languages_stand_beside(folder: ContentFolder) -> None:
    make_published(_published(folder), SLUG)
    for lang, beside in (("ar", "sv"), ("sv", "ar")):
        block = _block(folder, lang, f"?beside={beside}")
        assert block.count("<video") == 1
        assert says(lang, NOT_READY) not in block


def test_words_are_the_readers_where_the_block_is_only_in_swedish(folder: ContentFolder) -> None:
    make_published(_published(folder), SLUG)
    block = _block(folder, "so")
    assert '<div class="text box" lang="sv" dir="ltr">' in block
    assert '<div class="lecture" data-lecture lang="so" dir="ltr">' in block
    assert says("so", "The talk is in Swedish.") in block


@pytest.mark.parametrize("lang", ["sv", "ar", "so", "ti"])
def test_paper_says_where_the_talk_is(folder: ContentFolder, lang: str) -> None:
    make_published(_published(folder), SLUG)
    page = ask(folder, f"/{lang}/lessons/pacing/print")
    assert page.count(says(lang, "See and hear it on the phone. The code at the top leads there.")) == 1
    assert "<video" not in page


@pytest.mark.parametrize("lang", ["sv", "ar", "so", "ti"])
def test_shipped_lecture_has_tracks_in_four_languages(client: TestClient, lang: str) -> None:
    page = client.get(f"/{lang}/lessons/what-is-pain").text
    assert page.count("<track ") == 4
    for address in {part.partition('"')[0] for part in page.split('="/media/lectures/')[1:]}:
        assert client.head(f"/media/lectures/{address}").status_code == 200
