"""Bodies: never read beyond the limit, whatever their length was said to be."""

import pytest
from fastapi import FastAPI

from app.web.middleware.body_limit import MAX_BODY_BYTES
from tests.clients import Answer, ask_raw

PIECE = b"x" * 65_536
PIECES = MAX_BODY_BYTES // len(PIECE)


def _post(site: FastAPI, pieces: list[bytes], *lengths: str) -> Answer:
    headers = [("host", "testserver"), *(("content-length", length) for length in lengths)]
    return ask_raw(site, "/sv/probe/echo", method="POST", headers=headers, pieces=pieces)


def test_body_of_exactly_the_limit_announced(probed_site: FastAPI) -> None:
    answer = _post(probed_site, [PIECE] * PIECES, str(MAX_BODY_BYTES))
    assert (answer.status, answer.body) == (200, str(MAX_BODY_BYTES).encode())


def test_body_of_exactly_the_limit_not_announced(probed_site: FastAPI) -> None:
    answer = _post(probed_site, [PIECE] * PIECES)
    assert (answer.status, answer.body) == (200, str(MAX_BODY_BYTES).encode())


@pytest.mark.parametrize("length", [str(MAX_BODY_BYTES + 1), "9" * 19])
def test_body_announced_beyond_the_limit_is_not_read_at_all(probed_site: FastAPI, length: str) -> None:
    answer = _post(probed_site, [PIECE] * (PIECES + 1), length)
    assert (answer.status, answer.pieces_read) == (413, 0)
    assert b"<h1>" in answer.body


def test_body_without_length_is_cut_at_the_limit(probed_site: FastAPI) -> None:
    answer = _post(probed_site, [PIECE] * (PIECES + 50))
    assert (answer.status, answer.pieces_read) == (413, PIECES + 1)
    assert b"<h1>" in answer.body


def test_body_longer_than_announced_is_cut_at_the_limit(probed_site: FastAPI) -> None:
    answer = _post(probed_site, [PIECE] * (PIECES + 50), "10")
    assert (answer.status, answer.pieces_read) == (413, PIECES + 1)


@pytest.mark.parametrize("length", ["-1", "abc", "1.5", "+5", "0x10", "²", "", " ", "5, 5", "9" * 5000])
def test_body_with_a_length_that_is_no_number(probed_site: FastAPI, length: str) -> None:
    answer = _post(probed_site, [b"five!"], length)
    assert (answer.status, answer.pieces_read) == (400, 0)


def test_body_that_no_route_reads_costs_nothing(probed_site: FastAPI) -> None:
    headers = [("host", "testserver")]
    answer = ask_raw(probed_site, "/healthz", headers=headers, pieces=[PIECE] * (PIECES + 5))
    assert (answer.status, answer.pieces_read) == (200, 0)


def test_body_cut_while_the_framework_reads_it_is_still_too_large(probed_site: FastAPI) -> None:
    headers = [("host", "testserver"), ("content-type", "application/json")]
    pieces = [PIECE] * (PIECES + 50)
    answer = ask_raw(probed_site, "/sv/probe/json", method="POST", headers=headers, pieces=pieces)
    assert (answer.status, answer.pieces_read) == (413, PIECES + 1)
    assert b"<h1>" in answer.body


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"one": 1, "two": 2}', 200),
        (b'{"one": "x"}', 422),
        (b"[]", 422),
        (b"{", 422),
        (b"\xff\xfe", 422),
        (b"[" * 100_000, 400),
        (b'{"one": NaN}', 422),
        (b'{"one": 1e999}', 422),
        (b"", 422),
    ],
)
def test_body_that_is_no_good(probed_site: FastAPI, body: bytes, status: int) -> None:
    headers = [("host", "testserver"), ("content-type", "application/json")]
    answer = ask_raw(probed_site, "/sv/probe/json", method="POST", headers=headers, pieces=[body])
    assert answer.status == status


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("PATCH", "/staff/lectures/uploads/0123456789abcdef", 401),
        ("POST", "/staff/lectures/uploads/0123456789abcdef", 413),
        ("PATCH", "/staff/lectures/uploads", 413),
        ("PATCH", "/staff/lectures/uploads/0123456789abcdef/more", 413),
        ("PATCH", "/staff/lectures/uploads/../..", 400),
    ],
)
def test_body_of_an_upload_is_counted_by_its_route(
    probed_site: FastAPI, method: str, path: str, status: int
) -> None:
    headers = [("host", "testserver"), ("content-length", str(4 * 1024**3))]
    answer = ask_raw(probed_site, path, method=method, headers=headers, pieces=[PIECE] * 50)
    assert (answer.status, answer.pieces_read) == (status, 0)


def test_body_of_an_upload_has_a_length_that_is_a_number(probed_site: FastAPI) -> None:
    headers = [("host", "testserver"), ("content-length", "abc")]
    path = "/staff/lectures/uploads/0123456789abcdef"
    assert ask_raw(probed_site, path, method="PATCH", headers=headers, pieces=[PIECE]).status == 400
