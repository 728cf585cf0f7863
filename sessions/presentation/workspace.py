"""What the page of two people shows of their sessions: the next one, those after it, and the past by month."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from accounts.models import User
from pairs.models import Mentorship
from sessions.models import MentoringSession, TimeSuggestion
from sessions.presentation.timeline import TimelineEntry, pair_timeline

_OPEN_MONTHS = 2


@dataclass(frozen=True, slots=True)
class Month:
    """The entries of one month on the reader's calendar, latest first."""

    first: date
    entries: Sequence[TimelineEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """The sessions of a pair, as its page lays them out.

    Attributes:
        next: the first that is agreed or proposed, or None.
        coming: those after it, soonest first.
        months: the latest months in which something was, latest first.
        earlier: the months before them.
        n_earlier: how many entries those have.
        held: how many sessions count as held.
        noted: those about which the reader keeps a private note, latest first.
        waiting: those that wait for a step of the reader.
        suggestions: the other times that are proposed for some of them.
    """

    next: TimelineEntry | None
    coming: Sequence[TimelineEntry]
    months: Sequence[Month]
    earlier: Sequence[Month]
    n_earlier: int
    held: int
    noted: Sequence[MentoringSession]
    waiting: Sequence[MentoringSession]
    suggestions: Sequence[TimeSuggestion]


def workspace_of(pair: Mentorship, reader: User, now: datetime) -> Workspace:
    """Return what the page of `pair` shows `reader`."""
    entries = pair_timeline(pair, reader, now)
    ahead = [one for one in entries if _is_coming(one.session, now)]
    months = _by_month((one for one in reversed(entries) if not _is_coming(one.session, now)), reader)
    earlier = months[_OPEN_MONTHS:]
    return Workspace(
        next=ahead[0] if ahead else None,
        coming=ahead[1:],
        months=months[:_OPEN_MONTHS],
        earlier=earlier,
        n_earlier=sum(len(month.entries) for month in earlier),
        held=sum(entry.held for entry in entries),
        noted=[entry.session for entry in reversed(entries) if entry.noted],
        waiting=[entry.session for entry in entries if entry.waits],
        suggestions=[one for entry in entries for one in entry.suggestions],
    )


def _is_coming(session: MentoringSession, now: datetime) -> bool:
    return session.is_ahead and session.starts_at > now


def _by_month(entries: Iterable[TimelineEntry], reader: User) -> list[Month]:
    def month(entry: TimelineEntry) -> date:
        return _local_day(entry.session, reader).replace(day=1)

    return [Month(first, list(rows)) for first, rows in groupby(entries, key=month)]


def _local_day(session: MentoringSession, reader: User) -> date:
    return session.starts_at.astimezone(reader.zone).date()
