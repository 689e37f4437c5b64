"""A lesson on paper: two columns, block numbers, and a code that leads back to it."""

import re

import pytest

from app.web.qr import draw_qr
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
    assert draw_qr(f"{address}/ar/lessons/pacing") in page
    assert f"<bdi>{address.partition('://')[2]}/ar/lessons/pacing</bdi>" in page
    assert "style=" not in page


def test_print_for_two_hosts_is_kept_apart(folder: ContentFolder) -> None:
    client = browser(make_site(folder.root / "data", folder))
    for host in ("testserver", "localhost", "testserver"):
        page = client.get("/ar/lessons/pacing/print", headers={"host": host}).text
        assert f"<bdi>{host}/ar/lessons/pacing</bdi>" in page
