"""The handout on paper, as Chromium prints it: whole, in order, both languages side by side, fonts inside."""

import re
import subprocess
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import pytest
from PIL import Image
from pypdf import PdfReader

from tests.browser.pages import NewPage, visit

pytestmark = pytest.mark.browser

_MARGIN: Final = 14 / 25.4 * 72
"""print.css: 14 mm of paper on both sides, in points."""
# What each row says in Swedish and in the reader's own language.
_ROWS: Final = """() => [...document.querySelectorAll(".row")].map((row) => {
    const texts = [...row.querySelectorAll(".text, figcaption > div")];
    const join = (chosen) => chosen.map((text) => text.innerText).join(" ");
    return {
        number: row.querySelector(".number").textContent.trim(),
        swedish: join(texts.filter((text) => text.lang === "sv")),
        own: join(texts.filter((text) => text.lang !== "sv")),
    };
})"""


@dataclass(frozen=True)
class _Word:
    text: str
    page: int
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class _Sheet:
    """A printed lesson: the file, its words with their boxes, the page size, what its rows should say."""

    file: Path
    words: list[_Word]
    size: tuple[float, float]
    rows: list[dict[str, Any]]


def _output(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture(params=["ar", "ti"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def sheet(lang: str, new_page: NewPage, tmp_path: Path) -> _Sheet:
    page = new_page()
    visit(page, "print", lang)
    file = tmp_path / f"{lang}.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    tree = ElementTree.fromstring(_output("pdftotext", "-bbox", file, "-"))
    words, size = [], (0.0, 0.0)
    for number, leaf in enumerate(tree.iterfind(".//{*}page")):
        size = (float(leaf.attrib["width"]), float(leaf.attrib["height"]))
        for word in leaf.iterfind("{*}word"):
            box = [float(word.attrib[edge]) for edge in ("xMin", "yMin", "xMax", "yMax")]
            words.append(_Word(unicodedata.normalize("NFKC", word.text or ""), number, *box))
    return _Sheet(file, words, size, page.evaluate(_ROWS))


def _letters(text: str) -> str:
    """Keep letters alone: PDF text has its own idea of spaces, marks and joined forms."""
    return "".join(
        letter for letter in unicodedata.normalize("NFKC", text) if unicodedata.category(letter)[0] == "L"
    )


def _unlike(found: Iterable[str], text: str) -> list[str]:
    """Name the words of a text that were not found in their turn.

    pdftotext turns the letters of Arabic words round, but not those of ligatures, and cuts words at vowel
    signs: parts are put together up to the length of the word, and the order within a word is not compared.
    """
    parts = [letters for letters in map(_letters, found) if letters]
    unlike = []
    for word in filter(None, map(_letters, text.split())):
        read = ""
        while parts and len(read) < len(word):
            read += parts.pop(0)
        if sorted(read) != sorted(word):
            unlike.append(f"{read} for {word}")
    return unlike + parts


def _numbers(sheet: _Sheet, lang: str) -> list[_Word]:
    """Find the block numbers in their own column at the reader's side of the paper."""
    edge = sheet.size[0] - _MARGIN if lang == "ar" else _MARGIN
    found = [word for word in sheet.words if re.fullmatch(r"2\.\d+", word.text)]
    return [word for word in found if abs((word.right if lang == "ar" else word.left) - edge) < 12]


def _lines(words: list[_Word], *, backwards: bool) -> list[str]:
    """Read words line by line, as they stand on the paper."""
    lines: list[list[_Word]] = []
    for word in sorted(words, key=lambda word: word.middle):
        # A line is at least 15 points high; small and large letters on it share their middle but for 6.
        if not lines or word.middle - lines[-1][0].middle > 6:
            lines.append([])
        lines[-1].append(word)
    return [
        word.text
        for line in lines
        for word in sorted(line, key=lambda word: -word.right if backwards else word.left)
    ]


def test_every_font_is_embedded(sheet: _Sheet) -> None:
    lines = _output("pdffonts", sheet.file).splitlines()[2:]
    assert len(lines) >= 2
    # The last columns are: embedded, subset, unicode, object (two numbers).
    assert [line for line in lines if line.split()[-5] != "yes"] == []


def test_blocks_stand_in_order(sheet: _Sheet, lang: str) -> None:
    numbers = _numbers(sheet, lang)
    assert [word.text for word in numbers] == [f"2.{number}" for number in range(1, 14)]
    assert all((before.page, before.top) < (after.page, after.top) for before, after in pairwise(numbers))


def test_both_languages_stand_side_by_side_word_for_word(sheet: _Sheet, lang: str) -> None:
    gap, number_column = 13.75, 32.5
    width, _ = sheet.size
    column = (width - 2 * _MARGIN - number_column - 2 * gap) / 2
    middle = _MARGIN + column + gap / 2 if lang == "ar" else width - _MARGIN - column - gap / 2
    numbers = _numbers(sheet, lang)
    for start, end, row in zip(numbers, [*numbers[1:], None], sheet.rows, strict=True):
        assert row["number"] == start.text
        below = end.middle - 10 if end is not None and end.page == start.page else sheet.size[1]
        if end is None:
            # The list of words comes after the last block; its heading ends the block.
            continue
        inside = [
            word
            for word in sheet.words
            if word.page == start.page and start.middle - 10 <= word.middle < below and word not in numbers
        ]
        left = [word for word in inside if (word.left + word.right) / 2 < middle]
        right = [word for word in inside if word not in left]
        swedish, own = (right, left) if lang == "ar" else (left, right)
        assert _unlike(_lines(swedish, backwards=False), row["swedish"]) == []
        assert _unlike(_lines(own, backwards=lang == "ar"), row["own"]) == []


def test_nothing_is_cut_at_the_edge_of_the_paper(sheet: _Sheet) -> None:
    width, height = sheet.size
    assert (round(width), round(height)) == (595, 842)
    outside = [
        word
        for word in sheet.words
        if word.left < _MARGIN - 2 or word.right > width - _MARGIN + 2 or word.top < 0 or word.bottom > height
    ]
    assert outside == []
    everything = _letters("".join(word.text for word in sheet.words))
    # The safety block is the last, and whole.
    assert len(everything) >= sum(len(_letters(row["swedish"] + row["own"])) for row in sheet.rows)


def test_pages_are_not_blank_and_figures_are_there(sheet: _Sheet, lang: str, tmp_path: Path) -> None:
    assert 3 <= len(PdfReader(sheet.file).pages) <= 8
    _output("pdftoppm", "-r", "50", "-png", sheet.file, tmp_path / f"paper.{lang}")
    for file in sorted(tmp_path.glob(f"paper.{lang}-*.png")):
        grey = Image.open(file).convert("L")
        inked = sum(grey.histogram()[:128]) / (grey.width * grey.height)
        assert 0.01 < inked < 0.5
    colours = Image.open(tmp_path / f"paper.{lang}-1.png").convert("HSV").getchannel("S").histogram()
    assert sum(colours[128:]) > 500


def test_qr_code_can_be_scanned_from_paper(new_page: NewPage) -> None:
    page = new_page()
    visit(page, "print", "ar")
    page.emulate_media(media="print")
    # The dark modules, not the empty canvas around them: 25 mm are scanned at arm's length.
    box = page.locator(".qr svg path[stroke]").evaluate(
        "path => path.getBoundingClientRect().width / 96 * 25.4"
    )
    assert 25 <= box <= 40


def test_print_button_opens_the_browsers_dialog(new_page: NewPage) -> None:
    page = new_page()
    page.add_init_script("window.print = () => { window.printed = (window.printed || 0) + 1; };")
    visit(page, "print", "so")
    page.locator("[data-print]").click()
    assert page.evaluate("() => window.printed") == 1
