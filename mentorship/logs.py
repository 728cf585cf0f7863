"""Logging: one line of JSON an event on standard error, without personal text.

Requests are logged by route and user id only; bodies, query strings and e-mail addresses are not.
"""

from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_PERSONAL = frozenset({"email", "request", "query", "body", "ip", "user_agent"})


def drop_personal(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Remove the fields that could name a person or carry what somebody wrote."""
    for key in _PERSONAL & event.keys():
        del event[key]
    return event


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
    }
