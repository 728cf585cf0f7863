"""What an app offers to the first page of a person: one thing that waits, and one that is coming."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from core.counting import those_with_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing that waits.

    Attributes:
        due: the date that counts.
        when: the same in words, relative where it is near: “in 2 days”.
        late: whether it has waited for too long.
        title: what it is.
        text: one line about it.
        url: where to do it.
        action: the words of the step.
        place: in which program, for readers with several.
        until: the deadline by the clocks of reader and school, or empty where only a day counts.
    """

    due: datetime
    when: str
    late: bool
    title: str
    text: str
    url: str
    action: str
    place: str = ""
    until: str = ""


def waiting_now(*, now: datetime, title: str, text: str, url: str, action: str, place: str = "") -> Task:
    """Return what has no date and should be done at once; the arguments are those of `Task`."""
    return Task(due=now, when=_("now"), late=True, title=title, text=text, url=url, action=action, place=place)


@dataclass(frozen=True, slots=True)
class TaskSource:
    """Rows that may wait for somebody; of most of them most people have none.

    Attributes:
        rows: which wait.
        tasks: what is said of them once they are read.
    """

    rows: QuerySet[Any]
    tasks: Callable[[list[Any]], list[Task]]


def tasks_from(sources: Sequence[TaskSource], *, one: QuerySet[Model]) -> list[Task]:
    """Return the tasks of all sources: a query says which have rows, and only those are read.

    `one`: exactly one row of any table, for the database to read beside.
    """
    waiting = those_with_rows(one, [source.rows for source in sources])
    return [task for place in waiting for task in sources[place].tasks(list(sources[place].rows))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """One meeting ahead.

    Attributes:
        starts_at: when.
        zones: those in which the time is told, the reader's first.
        agreed: false for a time that the reader suggested and nobody has answered yet.
        title: with whom, or what.
        how: in which way, where and for how long.
        url: its page.
        calendar_url: its entry for a calendar.
        join_url: where to join; may be empty.
        place: in which program, for readers with several.
    """

    starts_at: datetime
    zones: Sequence[ZoneInfo]
    agreed: bool
    title: str
    how: str
    url: str
    calendar_url: str
    join_url: str = ""
    place: str = ""
