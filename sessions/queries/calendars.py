"""Reads for calendar files: what a person's calendar shows, and whose names stand in an entry."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User
from sessions.models import Attendance, MentoringSession, PersonalCalendar

Kind = MentoringSession.Kind


def calendar_of(user: User) -> PersonalCalendar:
    """Return what `user` chose, or what holds for who has chosen nothing; that is not stored."""
    return PersonalCalendar.objects.filter(user=user).first() or PersonalCalendar(user=user)


def people_told(sessions: Iterable[MentoringSession]) -> dict[UUID, list[Attendance]]:
    """Return the attendances whose people an entry may name, by session: who leads, and who comes to a group."""
    held = [one.pk for one in sessions if one.kind != Kind.ONE_TO_ONE]
    told: dict[UUID, list[Attendance]] = defaultdict(list)
    if not held:
        return told
    coming = Q(session__kind=Kind.GROUP, state=Attendance.State.CONFIRMED)
    rows = Attendance.objects.filter(Q(leads=True) | coming, session__in=held).select_related("user")
    for one in rows.order_by("-leads", "pk"):
        told[one.session_id].append(one)
    return told


def answers_of(user: User, sessions: Iterable[MentoringSession]) -> dict[UUID, str]:
    """Return what `user` answered to each of `sessions` to which they were asked."""
    rows = Attendance.objects.filter(user=user, session__in=[one.pk for one in sessions])
    return dict(rows.values_list("session_id", "state"))


def told_together(session: MentoringSession, user: User, *, after: datetime) -> QuerySet[MentoringSession]:
    """Return the sessions that one email tells of: those of a series that were proposed, agreed or moved together.

    What moved by itself has another SEQUENCE than its series.
    """
    together = MentoringSession.objects.filter(
        series=session.series_id, state=session.state, sequence=session.sequence, starts_at__gt=after
    )
    return together.with_attendance_of(user).order_by("starts_at", "pk")
