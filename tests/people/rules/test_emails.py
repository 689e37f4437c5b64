"""One spelling for each e-mail address, and none for what only looks like one."""

import pytest

from app.people.rules.emails import LONGEST, plain_email


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("eva@region.example", "eva@region.example"),
        ("  Eva.Berg+x@Region.Example ", "eva.berg+x@region.example"),
        ("o'neill@a-b.example", "o'neill@a-b.example"),
        ("a@b.c", "a@b.c"),
        ("a" * (LONGEST - 4) + "@b.c", "a" * (LONGEST - 4) + "@b.c"),
    ],
)
def test_addresses(text: str, email: str) -> None:
    assert plain_email(text) == email


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "@",
        "eva",
        "eva@",
        "@region.example",
        "eva@region",
        "eva@.example",
        "eva@region.",
        "eva@region..example",
        "eva@home@region.example",
        "eva berg@region.example",
        "eva@region.exa mple",
        "eva@region.example,ali@region.example",
        "Eva <eva@region.example>",
        "eva@region.example\r\nbcc: all@region.example",
        "eva\0@region.example",
        "eva\u200b@region.example",
        "\u202eeva@region.example",
        "\u0435va@region.example",
        "åsa@region.example",
        "eva@[127.0.0.1]",
        "a" * (LONGEST - 3) + "@b.c",
        "@" * 100_000,
        "a" * 1_000_000,
        "\ud800@region.example",
    ],
)
def test_no_addresses(text: str) -> None:
    assert plain_email(text) is None
