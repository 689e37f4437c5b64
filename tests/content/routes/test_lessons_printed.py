"""A lesson on paper: two columns, block numbers, and a code that leads back to it."""

import re

import pytest
import segno

from app.content.routes.lessons import qr_code
from tests.clients import browser, make_site
from tests.content.routes.reading import ask
from tests.factories.content import ContentFolder


def test_print_has_swedish_and_the_language_in_two_columns(folder: ContentFolder) -> None:
    page = ask(folder, "/ar/lessons/pacing/print")
    assert '<html lang="ar" dir="rtl">' in page
    rows = page.split('<div class="row')[1:]
    assert [re.search(r"<bdi>(1\.\d)</bdi>", row)[1] for row in rows] == [f"1.{n}" for n in range(1, 10)]  # type: ignore[index]  # a row without a number should fail here
    assert all("two" in row.partition('">')[0] for row in rows[:8])
    assert "two" not in rows[8].partition('">')[0]
    assert "Lite varje dag." in rows[5]
    assert "قليل كل يوم." in rows[5]


def test_print_in_swedish_has_one_column(folder: ContentFolder) -> None:
    page = ask(folder, "/sv/lessons/pacing/print")
    assert 'class="row two' not in page
    assert page.count("Lite varje dag.") == 1


@pytest.mark.parametrize(
    ("public_url", "host", "address"),
    [
        (None, "testserver", "http://testserver"),
        (None, "localhost:8123", "http://localhost:8123"),
        ("https://skola.example", "localhost", "https://skola.example"),
    ],
)
def test_print_carries_the_lessons_address_as_a_code(
    folder: ContentFolder, public_url: str | None, host: str, address: str
) -> None:
    client = browser(make_site(folder.root / "data", folder, public_url=public_url))
    page = client.get("/ar/lessons/pacing/print", headers={"host": host}).text
    assert qr_code(f"{address}/ar/lessons/pacing") in page
    assert f"<bdi>{address.partition('://')[2]}/ar/lessons/pacing</bdi>" in page
    assert "style=" not in page


def test_print_for_two_hosts_is_kept_apart(folder: ContentFolder) -> None:
    client = browser(make_site(folder.root / "data", folder))
    for host in ("testserver", "localhost", "testserver"):
        page = client.get("/ar/lessons/pacing/print", headers={"host": host}).text
        assert f"<bdi>{host}/ar/lessons/pacing</bdi>" in page


def test_qr_code_draws_exactly_what_the_link_encodes() -> None:
    link = "https://skola.example/ti/lessons/what-is-pain"
    drawn = qr_code(link)
    (path,) = re.findall(r' d="([^"]+)"', drawn)
    code = segno.make(link, error="m")
    assert _dark(path, border=2) == {
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
