"""Logging: one line of JSON an event on standard error, without personal text.

Requests are logged by the name of their route and the user's id; addresses, bodies and query strings are not.
Of an exception only its type and the places in the code are written: its message often quotes what somebody wrote, as
do those of the database. With DEBUG, which no school sets, the terminal shows it whole.
"""

import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import structlog
from django.dispatch import receiver
from django.http import HttpRequest
from django_structlog import signals
from structlog.typing import EventDict, ExcInfo, Processor, WrappedLogger

_PERSONAL = frozenset({"email", "request", "query", "body", "ip", "user_agent"})


def drop_personal(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Remove the fields that could name a person or carry what somebody wrote."""
    for key in _PERSONAL & event.keys():
        del event[key]
    return event


def drop_addresses(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Name the route in the lines of Django about a request that failed: its address may hold the secret of a link."""
    request = getattr(event.get("_record"), "request", None)
    if isinstance(request, HttpRequest) and isinstance(event.get("event"), str):
        event["event"] = event["event"].replace(request.path, _route_of(request) or "?")
    return event


def _route_of(request: HttpRequest) -> str | None:
    return request.resolver_match.view_name if request.resolver_match else None


def drop_exception_texts(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Write exceptions by type and place, and take their texts out of the line that mentions them."""
    record = event.get("_record")
    data = getattr(record, "data", None)
    if isinstance(record, logging.LogRecord) and isinstance(data, dict) and "exc" in data:
        # Celery quotes the exception of a task in its own line.
        event["event"] = str(record.msg) % {**data, "exc": "exception", "return_value": ""}
    exception = _exception_of(event.get("exc_info"))
    for each in _chain(exception):
        for text in (repr(each), str(each)):
            if text and isinstance(event.get("event"), str):
                event["event"] = event["event"].replace(text, type(each).__name__)
    return event


def origins_of(exc_info: ExcInfo) -> str:
    """An exception and what led to it: types, files, lines and functions."""
    lines = []
    for each in _chain(exc_info[1]):
        lines += [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(each.__traceback__)]
        lines.append(f"{type(each).__module__}.{type(each).__qualname__}")
    return "\n".join(lines)


def _exception_of(exc_info: object) -> BaseException | None:
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return exc_info[1] if isinstance(exc_info[1], BaseException) else None
    return sys.exc_info()[1] if exc_info else None


def _chain(exception: BaseException | None) -> Iterator[BaseException]:
    """The exception and its causes, the newest first; of a group its members too."""
    seen: set[int] = set()
    waiting = [exception]
    while waiting:
        each = waiting.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        waiting += [each.__context__, each.__cause__]
        if isinstance(each, BaseExceptionGroup):
            waiting += each.exceptions


def _log_uncaught(kind: type[BaseException], exception: BaseException, trace: TracebackType | None) -> None:
    """What ends a command goes the way of all exceptions; Python itself would print its text."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, exception, trace)
        return
    structlog.get_logger("uncaught").error("uncaught_exception", exc_info=exception)


def _log_uncaught_in_thread(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value is not None and not issubclass(failed.exc_type, SystemExit):
        _log_uncaught(failed.exc_type, failed.exc_value, failed.exc_traceback)


@receiver([signals.bind_extra_request_finished_metadata, signals.bind_extra_request_failed_metadata])
def bind_route(*, request: HttpRequest, **_: Any) -> None:
    """Add which page it was to the log line: its name, because an address may hold the secret of an e-mailed link."""
    structlog.contextvars.bind_contextvars(route=_route_of(request))


_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    drop_personal,
    drop_addresses,
]


def logging_config(*, json: bool, level: str) -> dict[str, Any]:
    """Configure structlog and return the matching `LOGGING` dictionary.

    Args:
        json: machine-readable lines when true, coloured ones otherwise.
        level: the lowest level that is written, such as "INFO".
    """
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    drop_texts: list[Processor] = [drop_exception_texts] if json else []
    render: list[Processor] = [structlog.dev.ConsoleRenderer()]
    if json:
        exceptions = structlog.processors.ExceptionRenderer(origins_of)
        render = [exceptions, structlog.processors.JSONRenderer()]
        sys.excepthook, threading.excepthook = _log_uncaught, _log_uncaught_in_thread
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [*drop_texts, structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
                "foreign_pre_chain": _SHARED,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        # Its lines about pages that are not found repeat ours, with the address.
        "loggers": {"django.request": {"level": "ERROR"}},
    }
