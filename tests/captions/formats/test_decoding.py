"""Bytes become text only where there is no doubt about the encoding."""

import pytest

from app.captions.formats import decoding
from app.captions.formats.decoding import decode
from app.captions.formats.faults import FormatError


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_files_are_read_without_their_mark(encoding: str) -> None:
    assert decode("Hej då ሰላም".encode(encoding)) == "Hej då ሰላም"


@pytest.mark.parametrize(
    ("data", "problem", "line"),
    [
        (b"", decoding.EMPTY, None),
        (b"\xef\xbb\xbf \n", decoding.EMPTY, None),
        ("ett\ntvå".encode("cp1252"), decoding.NOT_UTF8, 2),
        ("مرحبا".encode("cp1256"), decoding.NOT_UTF8, 1),
        (b"\xff\xfea", decoding.NOT_UTF8, None),
        (b"\0" * 100, decoding.NOT_TEXT, None),
        (b"a" * 20_000_001, decoding.TOO_LARGE, None),
    ],
)
def test_what_cannot_be_read_safely_is_refused(data: bytes, problem: str, line: int | None) -> None:
    with pytest.raises(FormatError) as caught:
        decode(data)
    assert (caught.value.problem, caught.value.line) == (problem, line)
