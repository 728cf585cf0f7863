"""Reads for calendar files: what a person's calendar shows, and whose names stand in an entry."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypedDict
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User
from sessions.models import Attendance, MentoringSession, PersonalCalendar, Shown

Kind = MentoringSession.Kind
FEED_BEFORE, FEED_AFTER = timedelta(days=90), timedelta(days=366)
_NOT_COMING = (Attendance.State.DECLINED, Attendance.State.EXCUSED)
_NAMES = ("cycle__program__institution", "mentorship__mentee", "mentorship__mentor", "group", "organiser")


class StoredShown(TypedDict):
    """How much of a session a person's calendar shows."""

    in_mails: str
    in_feed: str


def shown_of(calendar: PersonalCalendar) -> StoredShown:
    """Return what a calendar shows, as its form does."""
    return StoredShown(in_mails=calendar.in_mails, in_feed=calendar.in_feed)


def calendar_of(user: User) -> PersonalCalendar:
    """Return what `user` chose, or what holds for who has chosen nothing; that is not stored."""
    return PersonalCalendar.objects.filter(user=user).first() or PersonalCalendar(user=user)


def calendar_at(token_sha256: str) -> PersonalCalendar | None:
    """Return the calendar whose address holds the token with this hash; None for a stranger's, and for who has left."""
    return PersonalCalendar.objects.subscribed().select_related("user").filter(token_sha256=token_sha256).first()


def sessions_in_feed(calendar: PersonalCalendar, now: datetime) -> QuerySet[MentoringSession]:
    """Return what the feed tells: what is planned or was held, from a quarter of a year ago to a year ahead.

    What was cancelled, or what its reader does not come to, is not in it.
    """
    mine = Attendance.objects.filter(user=calendar.user).order_by()
    organised = MentoringSession.objects.filter(organiser=calendar.user).exclude(pk__in=mine.values("session"))
    expected = mine.exclude(state__in=_NOT_COMING).values("session").union(organised.order_by().values("pk"))
    found = MentoringSession.objects.filter(
        pk__in=expected, starts_at__gt=now - FEED_BEFORE, starts_at__lt=now + FEED_AFTER
    ).exclude(state=MentoringSession.State.CANCELLED)
    named = found.select_related(*_NAMES) if calendar.in_feed == Shown.DETAILS else found
    return named.order_by("starts_at", "pk")


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
