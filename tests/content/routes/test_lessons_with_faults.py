"""Lessons whose pictures, voices or files are missing or broken: the page says so and works."""

from pathlib import Path

import pytest

from app.content.models.documents import Kind
from tests.content.files import source_lesson, translation, write
from tests.content.routes.reading import BROKEN, LOCALES, ask, block_of, says
from tests.factories.content import ARABIC_LESSON, LESSON, ContentFolder
from tests.factories.recordings import make_recording


@pytest.mark.parametrize("view", ["", "?beside=ar", "/print"])
def test_a_picture_that_is_missing_is_said_in_words(folder: ContentFolder, view: str) -> None:
    (folder.media / "figures/steps.svg").unlink()
    page = ask(folder, f"/sv/lessons/pacing{view}")
    assert "<img" not in page
    assert "Tre steg uppåt." in page
    if view != "/print":
        assert says("sv", "The picture cannot be shown. It shows:") in page


@pytest.mark.parametrize("instead", ["folder", "dangling", "outside"])
def test_a_picture_that_cannot_be_read_is_missing(folder: ContentFolder, instead: str) -> None:
    picture = folder.media / "figures/steps.svg"
    picture.unlink()
    if instead == "folder":
        picture.mkdir()
    else:
        write(folder.root, "outside.svg", "<svg/>")
        picture.symlink_to(folder.root / ("outside.svg" if instead == "outside" else "gone.svg"))
    assert "<img" not in ask(folder, "/ar/lessons/pacing")


def test_a_picture_that_is_there_keeps_its_place(folder: ContentFolder) -> None:
    page = ask(folder, "/sv/lessons/pacing")
    assert '<img src="/media/figures/steps.svg" alt="Tre steg uppåt."' in page
    assert 'width="40" height="30"' in page


def _record(folder: ContentFolder, lang: str, block_id: str, seconds: int = 90) -> Path:
    digest = folder.block(lang, "pacing", block_id).digest
    return make_recording(folder.media / f"audio/{lang}/pacing/{block_id}.{digest}.m4a", seconds)


def test_a_voice_tells_minutes_and_size_before_it_loads(folder: ContentFolder) -> None:
    file = _record(folder, "ar", "key77")
    size = file.stat().st_size
    block = block_of(ask(folder, "/ar/lessons/pacing"), "key77")
    assert f'<audio controls preload="none" src="/media/audio/ar/pacing/{file.name}"' in block
    assert f'data-bytes="{size}" dir="ltr"></audio>' in block
    assert '<bdi dir="ltr">1,5</bdi>' in block
    assert f'<bdi dir="ltr">{LOCALES["ar"].decimal(size / 1_000_000)}</bdi>' in block


def test_a_voice_that_is_missing_is_said_in_words(folder: ContentFolder) -> None:
    _record(folder, "sv", "key77", 1)
    page = ask(folder, "/ar/lessons/pacing")
    assert "<audio" not in page
    assert says("ar", "A voice only in Swedish so far") in block_of(page, "key77")
    assert says("ar", "No voice yet") in block_of(page, "wrds2")
    assert 'class="audio' not in block_of(page, "head1")


def test_a_voice_of_an_older_text_is_not_offered(folder: ContentFolder) -> None:
    _record(folder, "ar", "key77", 1)
    folder.write(
        "ar/lessons/pacing.md", translation(ARABIC_LESSON.replace("قليل كل يوم", "كثير"), name="pacing")
    )
    folder.stamp("ar", Kind.LESSON, "pacing")
    page = ask(folder, "/ar/lessons/pacing")
    assert "كثير" in block_of(page, "key77")
    assert "<audio" not in page


def test_a_voice_that_is_broken_is_not_offered(folder: ContentFolder) -> None:
    _record(folder, "ar", "key77", 1).write_bytes(b"no sound")
    assert "<audio" not in ask(folder, "/ar/lessons/pacing")


def test_a_swedish_voice_is_heard_where_swedish_is_shown(folder: ContentFolder) -> None:
    _record(folder, "sv", "key77", 1)
    assert "<audio" in block_of(ask(folder, "/ar/lessons/pacing", publish="approved"), "key77")


FAULTY = """<!-- b:ex111 -->
::: exercise
**Utan minuter**

1. Ett steg.
:::

<!-- b:ex222 -->
::: check
En fråga utan svar.
:::

<!-- b:ex333 -->
::: figure
Ingen bild.
:::

<!-- b:ex444 -->
::: exercise minutes=soon in=4
Inget namn.
:::

<!-- b:ex555 -->
::: unknown
Okänd ruta.
:::

Utan märke.
"""


@pytest.mark.parametrize("view", ["", "?beside=ar", "/print"])
def test_a_lesson_full_of_faults_is_shown_as_far_as_it_goes(folder: ContentFolder, view: str) -> None:
    folder.write("sv/lessons/pacing.md", source_lesson(FAULTY, name="pacing", order=1))
    page = ask(folder, f"/sv/lessons/pacing{view}")
    for words in ("Utan minuter", "Ett steg.", "En fråga utan svar.", "Ingen bild.", "Inget namn."):
        assert words in page


@pytest.mark.parametrize(
    "text", ["", "rubbish", "---\nid: pacing\n---\n", "---\n---\n" + LESSON, "a\x00b", "\ufeff"]
)
@pytest.mark.parametrize("view", ["", "?beside=ar", "/print"])
def test_a_lesson_whose_file_is_broken_shows_a_notice(folder: ContentFolder, text: str, view: str) -> None:
    folder.write("sv/lessons/pacing.md", text)
    assert says("sv", BROKEN) in ask(folder, f"/sv/lessons/pacing{view}")


def test_a_broken_translation_is_shown_in_swedish_with_a_notice(folder: ContentFolder) -> None:
    folder.write("ar/lessons/pacing.md", "---\nbroken")
    page = ask(folder, "/ar/lessons/pacing")
    assert says("ar", BROKEN) in page
    assert "Lite varje dag." in page
    assert says("sv", BROKEN) not in ask(folder, "/sv/lessons/pacing")
