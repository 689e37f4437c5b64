"""Structured logs that cannot carry personal data: named fields, short values, no text built from content."""

import linecache
import logging
import sys
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from app.settings import Settings

FIELDS = frozenset(
    {
        "address",
        "changed",
        "check",
        "count",
        "duration_ms",
        "environment",
        "error",
        "error_at",
        "event",
        "executor_id",
        "file",
        "job",
        "job_id",
        "lang",
        "level",
        "line",
        "logger",
        "method",
        "request_id",
        "route",
        "rule",
        "size_bytes",
        "status",
        "timestamp",
        "version",
        "where",
    }
)
"""The only fields that are written; `route` is a pattern such as /{lang}/lessons/{id}, never the path
itself."""

LONGEST_VALUE = 200
WITHHELD = "(text withheld: it may hold content)"
_FRAMES = 6
_QUIET = {"uvicorn.access": logging.CRITICAL + 1} | dict.fromkeys(
    ("alembic", "dbos", "sqlalchemy"), logging.WARNING
)

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def configure_logs(settings: Settings, stream: TextIO | None = None) -> None:
    """Send everything that this process logs to standard error: JSON lines in production, else for human
    eyes.

    Libraries go the same way: their message is kept only where it stands word for word in their own source,
    their arguments never. An exception leaves its type and its places in the code, not its text. There is no
    access log.
    """
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.environment == "production"
        else structlog.dev.ConsoleRenderer(colors=False, sort_keys=False)
    )
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        name_exception,
        keep_named_fields,
    ]
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[describe_library_record, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            use_get_message=False,
        )
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_logger_name,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    _route_standard_logging(handler, settings.log_level)


def describe_library_record(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Reduce a library's record to where it was written, and its text where that is a constant of the
    source."""
    record: logging.LogRecord = event["_record"]
    event["event"] = record.msg if _stands_in_source(record) else WITHHELD
    event["logger"] = record.name
    event["where"] = f"{record.module}:{record.lineno}"
    if record.exc_info and record.exc_info[1] is not None:
        event["exc_info"] = record.exc_info
    return event


def name_exception(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace an exception by its type and the last places it passed; its text may quote what people
    wrote."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["error_at"] = " < ".join(reversed(_places(error)))
    return event


def keep_named_fields(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Drop every field that is not in FIELDS and cut long values; all but text and numbers leaves its
    type."""
    kept: MutableMapping[str, Any] = {key: _short(value) for key, value in event.items() if key in FIELDS}
    kept.update({key: event[key] for key in ("_record", "_from_structlog") if key in event})
    return kept


def _short(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    text = value if isinstance(value, str) else f"({type(value).__name__})"
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def _stands_in_source(record: logging.LogRecord) -> bool:
    return isinstance(record.msg, str) and any(
        record.msg in line for line in linecache.getlines(record.pathname)
    )


def _places(error: BaseException) -> list[str]:
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places[-_FRAMES:]


def _route_standard_logging(handler: logging.Handler, level: str) -> None:
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "dbos", "sqlalchemy", "alembic"):
        library = logging.getLogger(name)
        # A handler of their own, even one that does nothing, keeps libraries from adding theirs.
        library.handlers[:] = [logging.NullHandler()]
        library.propagate = True
        library.setLevel(_QUIET.get(name, logging.NOTSET))
    logging.captureWarnings(capture=True)
