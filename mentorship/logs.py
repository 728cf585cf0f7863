"""Logging: one line of JSON an event on standard error, without personal text.

Requests are logged by the name of their route and the user's id; addresses, bodies and query strings are not.
"""

from typing import Any

import structlog
from django.dispatch import receiver
from django.http import HttpRequest
from django_structlog import signals
from structlog.typing import EventDict, Processor, WrappedLogger

_PERSONAL = frozenset({"email", "request", "query", "body", "ip", "user_agent"})


def drop_personal(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Remove the fields that could name a person or carry what somebody wrote."""
    for key in _PERSONAL & event.keys():
        del event[key]
    return event


@receiver([signals.bind_extra_request_finished_metadata, signals.bind_extra_request_failed_metadata])
def name_the_route(sender: object, *, request: HttpRequest, **_: Any) -> None:
    """Say which page it was: its name, because an address may hold the secret of an e-mailed link."""
    route = request.resolver_match.view_name if request.resolver_match else None
    structlog.contextvars.bind_contextvars(route=route)


_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    drop_personal,
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
    # Tracebacks without the values of variables, which could be what somebody wrote.
    lines = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    render = lines if json else [structlog.dev.ConsoleRenderer()]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
                "foreign_pre_chain": _SHARED,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        # Its lines about pages that are not found repeat ours, with the address.
        "loggers": {"django.request": {"level": "ERROR"}},
    }
