"""The sessions of one person in a stretch of time, read as lightly as a calendar shows them."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import User
from sessions.models import Attendance, MentoringSession


class CalendarRow(NamedTuple):
    """One session as a cell of a calendar needs it; `answer` is the reader's, None where they were not asked."""

    pk: UUID
    starts_at: datetime
    minutes: int
    kind: str
    state: str
    mode: str
    location: str
    title: str
    group_name: str | None
    mentee_id: int | None
    mentee_name: str | None
    mentor_name: str | None
    answer: str | None


def sessions_between(user: User, begins: datetime, ends: datetime) -> list[CalendarRow]:
    """Return the sessions in which `user` has a part and which begin in a stretch of time, soonest first. One query."""
    answer = Attendance.objects.filter(session=OuterRef("pk"), user=user).values("state")
    rows = own_sessions(user).filter(starts_at__gte=begins, starts_at__lt=ends).order_by("starts_at", "pk")
    return [
        CalendarRow(*row)
        for row in rows.values_list(
            "pk",
            "starts_at",
            "minutes",
            "kind",
            "state",
            "mode",
            "location",
            "title",
            "group__name",
            "mentorship__mentee",
            "mentorship__mentee__given_name",
            "mentorship__mentor__given_name",
            Subquery(answer),
        )
    ]


def own_sessions(user: User) -> QuerySet[MentoringSession]:
    """Return the sessions in which `user` has a part: expected, waiting, organising, or once present."""
    return MentoringSession.objects.with_attendance_of(user)
