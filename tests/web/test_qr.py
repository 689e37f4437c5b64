"""QR codes: the picture holds exactly the modules of the text, with quiet around and without any style."""

import re

import segno

from app.web.qr import draw_qr


def test_draw_qr_draws_exactly_what_the_text_encodes() -> None:
    link = "https://skola.example/ti/lessons/what-is-pain"
    drawn = draw_qr(link)
    ground, path = re.findall(r' d="([^"]+)"', drawn)
    assert re.fullmatch(r"M0 0h\d+v\d+h-\d+z", ground)
    code = segno.make(link, error="m")
    assert _dark(path, border=4) == {
        (x, y) for y, row in enumerate(code.matrix) for x, module in enumerate(row) if module
    }
    assert "style" not in drawn


def _dark(path: str, *, border: int) -> set[tuple[int, int]]:
    """Follow the pen of an SVG path: `M x y`, `m dx dy`, `h length`, each line half a module down."""
    x, y, dark = 0.0, 0.0, set()
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        given = [float(number) for number in re.findall(r"-?\d*\.?\d+", numbers)]
        if command == "M":
            x, y = given
        elif command == "m":
            x, y = x + given[0], y + given[1]
        else:
            dark |= {(int(x) + n - border, int(y) - border) for n in range(int(given[0]))}
            x += given[0]
    return dark
