"""Logs: what is written, and above all what is not."""

import io
import json
import logging
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from app.core.logs import FIELDS, LONGEST_VALUE, WITHHELD, configure_logs
from app.settings import Settings

MARKER = "Anna-Andersson-070"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Logs as in production; everything about logging is put back afterwards."""
    root = logging.getLogger()
    names = ("uvicorn", "uvicorn.error", "uvicorn.access", "dbos", "sqlalchemy", "alembic", "py.warnings")
    loggers = [root, *map(logging.getLogger, names)]
    before = [(logger, logger.handlers[:], logger.level, logger.propagate) for logger in loggers]
    written = io.StringIO()
    configure_logs(_settings("production"), written)
    yield written
    structlog.reset_defaults()
    logging.captureWarnings(capture=False)
    for logger, handlers, level, propagate in before:
        logger.handlers[:], logger.propagate = handlers, propagate
        logger.setLevel(level)


def _settings(environment: str) -> Settings:
    return Settings(
        environment=environment,
        secret="x" * 32,
        public_url="https://skola.example",
        operator="Skolan",
        contact="08-123 45 67",
    )


def _lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def _fail_with(text: str) -> None:
    raise LookupError(text)


def test_configure_logs_writes_json_lines(stream: io.StringIO) -> None:
    structlog.get_logger("app.content").info("lesson served", lang="ti", status=200, duration_ms=1.5)
    (line,) = _lines(stream)
    timestamp = line.pop("timestamp")
    assert timestamp.endswith("Z")
    assert line == {
        "event": "lesson served",
        "lang": "ti",
        "status": 200,
        "duration_ms": 1.5,
        "level": "info",
        "logger": "app.content",
    }


def test_keep_named_fields_drops_and_cuts(stream: io.StringIO) -> None:
    structlog.get_logger().warning(
        "x" * 300, phone=MARKER, name=MARKER, file="å" * 201, status=None, rule=[MARKER]
    )
    (line,) = _lines(stream)
    assert MARKER not in stream.getvalue()
    assert line["event"] == "x" * (LONGEST_VALUE - 1) + "…"
    assert line["file"] == "å" * (LONGEST_VALUE - 1) + "…"
    assert line["rule"] == "(list)"
    assert line["status"] is None
    assert set(line) <= FIELDS


def test_name_exception_keeps_type_and_places_only(stream: io.StringIO) -> None:
    try:
        _fail_with(MARKER)
    except LookupError:
        structlog.get_logger().exception("request failed", request_id="r1")
        logging.getLogger("uvicorn.error").exception("Exception in %s", MARKER)
    try:
        _fail_with(MARKER)
    except LookupError as error:
        structlog.get_logger().error("job failed", exc_info=error)
    structlog.get_logger().error("nothing raised", exc_info=True)
    ours, theirs, job, nothing = _lines(stream)
    assert MARKER not in stream.getvalue()
    for line in (ours, theirs, job):
        assert line["error"] == "LookupError"
        assert line["error_at"].startswith("test_logs.py:")
        assert line["error_at"].count(" < ") == 1
    assert ours["request_id"] == "r1"
    assert "error" not in nothing


def test_describe_library_record_keeps_constants_and_drops_content(stream: io.StringIO) -> None:
    library = logging.getLogger("some.library")
    library.warning("Started process [%s]", MARKER)
    library.warning(f"Could not send to {MARKER}")
    library.warning({"to": MARKER})
    template, built, thing = _lines(stream)
    assert MARKER not in stream.getvalue()
    assert template["event"] == "Started process [%s]"
    assert template["logger"] == "some.library"
    assert template["where"].startswith("test_logs:")
    assert built["event"] == WITHHELD
    assert thing["event"] == WITHHELD


def test_configure_logs_silences_access_log_and_quiets_libraries(stream: io.StringIO) -> None:
    logging.getLogger("uvicorn.access").critical("GET /sv/card")
    logging.getLogger("dbos").info("DBOS launched!")
    logging.getLogger("sqlalchemy.engine").info("SELECT")
    structlog.get_logger().debug("too much")
    assert stream.getvalue() == ""


def test_configure_logs_takes_warnings_along(stream: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(MARKER, UserWarning, stacklevel=1)
    (line,) = _lines(stream)
    assert line["logger"] == "py.warnings"
    assert MARKER not in stream.getvalue()


def test_configure_logs_for_human_eyes(stream: io.StringIO) -> None:
    written = io.StringIO()
    configure_logs(_settings("development"), written)
    structlog.get_logger().info("worker started", executor_id="w1")
    assert stream.getvalue() == ""
    assert "[info     ] worker started" in written.getvalue()
    assert "executor_id=w1" in written.getvalue()


def test_configure_logs_keeps_the_library_from_adding_a_handler(stream: io.StringIO) -> None:
    assert stream.getvalue() == ""
    assert [type(handler) for handler in logging.getLogger("dbos").handlers] == [logging.NullHandler]
