"""Sessions of a list by month, on its reader's calendar."""

import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sessions.models import MentoringSession


@dataclass(frozen=True, slots=True)
class MonthOfSessions:
    """The sessions of one month, in the order of their list."""

    first: date
    sessions: Sequence[MentoringSession]


def by_month(sessions: Iterable[MentoringSession], zone: zoneinfo.ZoneInfo) -> list[MonthOfSessions]:
    """Return `sessions`, which are in the order of their time, by month on the calendar of `zone`."""

    def month(session: MentoringSession) -> date:
        return session.starts_at.astimezone(zone).date().replace(day=1)

    return [MonthOfSessions(first, list(rows)) for first, rows in groupby(sessions, key=month)]
