"""Somebody's sessions, coming or past, of which a list reads a page."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import overload

from django.db.models import Func, IntegerField, OuterRef, QuerySet, Subquery

from accounts.models import User
from core.prepared import prepared
from sessions.models import Attendance, MentoringSession

PER_PAGE = 12  # of rows as tall as cards: about a season of a pair that meets once a week

# What a row of a list says: of whole rows a page would read ten times as much.
_PERSON = ("title", "given_name", "family_name", "time_zone")
_IN_ROWS = (
    *("kind", "state", "confirmation", "starts_at", "minutes", "mode", "time_zone", "title"),
    *("cycle__name", "cycle__program__name", "group__name", "group__kind"),
    *(f"mentorship__{side}__{field}" for side in ("mentee", "mentor") for field in _PERSON),
)


class OwnSessions(Sequence[MentoringSession]):
    """The sessions in which somebody has a part: those to come, soonest first, or those behind them, latest first.

    Cancelled and unlogged ones too. Each has `answer`, the state of the reader's attendance, or None.
    """

    def __init__(self, user: User, now: datetime, *, past: bool) -> None:
        self._reader_and_now = user, now
        self._past = past

    def __len__(self) -> int:
        return _count_of(self._past)(*self._reader_and_now)[0][0]

    @overload
    def __getitem__(self, part: int) -> MentoringSession: ...
    @overload
    def __getitem__(self, part: slice) -> list[MentoringSession]: ...
    def __getitem__(self, part: int | slice) -> MentoringSession | list[MentoringSession]:
        if isinstance(part, int):
            return self[part : part + 1][0]
        # Always as many as a page holds, so that there are few shapes of the query; the last page has fewer to give.
        return _page_from(part.start or 0, self._past)(*self._reader_and_now)


def _own(user: User, now: datetime, *, past: bool) -> QuerySet[MentoringSession]:
    own = MentoringSession.objects.with_attendance_of(user)
    return own.filter(starts_at__lte=now) if past else own.filter(starts_at__gt=now)


@lru_cache(maxsize=2)
def _count_of(past: bool) -> Callable[[User, datetime], list[tuple[int]]]:
    """A count without groups: it is read for every page."""

    @prepared
    def count(user: User, now: datetime) -> QuerySet[MentoringSession, tuple[int]]:
        number = Func("pk", function="COUNT", output_field=IntegerField())
        return _own(user, now, past=past).order_by().values_list(number)

    return count


@lru_cache(maxsize=32)
def _page_from(start: int, past: bool) -> Callable[[User, datetime], list[MentoringSession]]:
    """The rows of one page, with everybody whose name stands in them."""

    @prepared
    def page(user: User, now: datetime) -> QuerySet[MentoringSession]:
        answer = Attendance.objects.filter(session=OuterRef("pk"), user=user).order_by().values("state")
        people = ("cycle__program", "mentorship__mentee", "mentorship__mentor", "group")
        rows = _own(user, now, past=past).select_related(*people).only(*_IN_ROWS).annotate(answer=Subquery(answer))
        return rows.order_by("-starts_at" if past else "starts_at", "pk")[start : start + PER_PAGE]

    return page
