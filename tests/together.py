"""Several people at the same moment, each in a thread and with a connection of their own."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from core.errors import DomainError

_PATIENCE = 30  # seconds until a thread that never came makes the others give up


def results_at_once(steps: Iterable[Callable[[], object]]) -> list[object]:
    """Take all steps at the same moment; each gives what it returns, or its refusal."""
    waiting = list(steps)
    start = Barrier(len(waiting))

    def take(step: Callable[[], object]) -> object:
        start.wait(timeout=_PATIENCE)
        try:
            return step()
        except DomainError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(waiting)) as pool:
        return list(pool.map(take, waiting))


def at_once(steps: Iterable[Callable[[], object]]) -> list[str]:
    """Take all steps at the same moment; each gives “done”, or the name of its refusal."""
    results = results_at_once(steps)
    return [type(result).__name__ if isinstance(result, DomainError) else "done" for result in results]
