"""What an app offers to the first page of a person: one thing that waits, and one that is coming."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, Model, QuerySet
from django.utils.translation import gettext as _

from core.prepared import prepared


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
        query: from `values` to the rows which wait: a function of a module, which `core.prepared` writes once.
        values: what the query is about.
        tasks: what is said of the rows once they are read.
    """

    query: Callable[..., QuerySet[Any]]
    values: tuple[Any, ...]
    tasks: Callable[[list[Any]], list[Task]]


def tasks_from(sources: Sequence[TaskSource], *, reader: Model) -> list[Task]:
    """Return the tasks of all sources: a query says which have rows, and only those are read."""
    which = _which_have_rows(tuple((source.query, len(source.values)) for source in sources))
    values = [value for source in sources for value in source.values]
    [found] = which(reader, *values)
    waiting = [source for source, has_rows in zip(sources, found, strict=True) if has_rows]
    return [task for source in waiting for task in source.tasks(_rows_of(source.query)(*source.values))]


_rows_of = functools.cache(prepared)


@functools.cache
def _which_have_rows(queries: tuple[tuple[Callable[..., QuerySet[Any]], int], ...]) -> Callable[..., list[Any]]:
    """From one person and the values of all queries, one after the other, to whether each has rows."""

    def which(reader: Model, *values: Any) -> QuerySet[Any, Any]:
        left = iter(values)
        each = [Exists(query(*islice(left, n))) for query, n in queries]
        return reader.__class__._default_manager.filter(pk=reader.pk).order_by().values_list(*each)

    return prepared(which)


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
