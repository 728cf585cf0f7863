"""How long is searched, and how."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from matching.engine.model.errors import InstanceError

MAX_WORKERS = 64


class Progress(NamedTuple):
    """What is known so far: the best total, None before the first grouping; what no grouping is below; seconds."""

    total: int | None
    bound: int
    seconds: float


@dataclass(frozen=True)
class SearchOptions:
    """limit    seconds by the clock after which the search ends, in any case
    effort   units of CP-SAT's deterministic time, a second or two each, after which its search ends; the same effort
             gives the same groups on any machine with the same version of OR-tools, unless `limit` comes first
    workers  threads of CP-SAT; they take turns in a fixed order, so that more of them stay deterministic
    """

    limit: float = 60.0
    effort: float = 20.0
    workers: int = 1

    def __post_init__(self) -> None:
        """Raise InstanceError for what is no amount."""
        for name, value in (("limit", self.limit), ("effort", self.effort)):
            if not 0 <= value <= 10**6:
                raise InstanceError(name, "must lie between 0 and 1000000")
        if not 1 <= self.workers <= MAX_WORKERS:
            raise InstanceError("workers", f"must lie between 1 and {MAX_WORKERS}")


OnProgress = Callable[[Progress], None]
