"""Who has the same thing open: what a script on the page says every few seconds, kept in the cache and soon forgotten.

It is a courtesy, not a lock. Pages without a script say nothing, so nobody may rely on it; what two people save is
compared by `core.revisions`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

# A page says so every twenty seconds; one that was closed is forgotten when it has been silent for two turns.
_SILENT = timedelta(seconds=50)


@dataclass(frozen=True, slots=True)
class Opened:
    """Somebody has it open.

    Attributes:
        name: of the person.
        since: when their page said so first.
        seen: when it said so last.
    """

    name: str
    since: datetime
    seen: datetime


def say_open(thing: str, *, user_pk: int, name: str, now: datetime) -> None:
    """Note that a person has `thing` open now."""
    opened = _opened(thing, now)
    since = opened[user_pk].since if user_pk in opened else now
    opened[user_pk] = Opened(name, since, now)
    cache.set(_key(thing), opened, timeout=int(_SILENT.total_seconds()))


def opened_by_others(thing: str, *, user_pk: int, now: datetime) -> list[Opened]:
    """Return who else has `thing` open, the first to open it first."""
    others = [opened for pk, opened in _opened(thing, now).items() if pk != user_pk]
    return sorted(others, key=lambda opened: opened.since)


def _key(thing: str) -> str:
    return f"open:{thing}"


def _opened(thing: str, now: datetime) -> dict[int, Opened]:
    held: dict[int, Opened] = cache.get(_key(thing)) or {}
    return {pk: opened for pk, opened in held.items() if now - opened.seen < _SILENT}
