"""Room for uploads, their metadata, and the names that files are shown by."""

import unicodedata

import pytest
from hypothesis import given, strategies

from app.captions.rules.uploads import (
    MetadataError,
    Room,
    has_room,
    read_metadata,
    shown_name,
    write_metadata,
)

GIBIBYTE = 1024**3


@pytest.mark.parametrize(
    ("total", "free", "spare"),
    [
        (10 * GIBIBYTE, 5 * GIBIBYTE, 4 * GIBIBYTE),
        (20 * GIBIBYTE, GIBIBYTE, 0),
        (100 * GIBIBYTE, 50 * GIBIBYTE, 45 * GIBIBYTE),
        (100 * GIBIBYTE, GIBIBYTE, -4 * GIBIBYTE),
    ],
)
def test_room_leaves_a_gibibyte_or_a_twentieth(total: int, free: int, spare: int) -> None:
    assert Room(total, free).spare == spare


def test_has_room_counts_what_others_were_promised() -> None:
    room = Room(10 * GIBIBYTE, 2 * GIBIBYTE)
    assert has_room(room, GIBIBYTE - 10, 10)
    assert not has_room(room, GIBIBYTE - 10, 11)


_NAMES = strategies.from_regex(r"[a-z0-9]{1,10}", fullmatch=True)


@given(strategies.dictionaries(_NAMES, strategies.text(max_size=50), max_size=6))
def test_metadata_that_is_written_is_read_again(values: dict[str, str]) -> None:
    assert read_metadata(write_metadata(values)) == values


def test_metadata_with_spaces_and_a_name_without_value() -> None:
    assert read_metadata(" is_new , title w6Q= ") == {"is_new": "", "title": "ä"}


@pytest.mark.parametrize("header", ["a %", "a w6Q=,a w6Q=", "a /w==", "a w6Q", "a w6Q= w6Q=", "a ä"])
def test_metadata_that_is_none(header: str) -> None:
    with pytest.raises(MetadataError):
        read_metadata(header)


@given(strategies.text(max_size=400))
def test_shown_name_is_one_line_of_what_can_be_seen(name: str) -> None:
    shown = shown_name(name)
    assert len(shown) <= 200
    assert shown == shown.strip()
    assert not {unicodedata.category(sign) for sign in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Föreläsning 1.mp4", "Föreläsning 1.mp4"),
        ("Fo\u0308rela\u0308sning.mp4", "Föreläsning.mp4"),
        ("a\u202egpj.mp4", "agpj.mp4"),
        ("../../etc/passwd", "../../etc/passwd"),
        ("", ""),
        ("x\ufffdy", "xy"),
        ("\ud800", ""),
    ],
)
def test_shown_name_of_known_names(name: str, shown: str) -> None:
    assert shown_name(name) == shown
