"""Sessions that wait for a step of somebody."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet

from accounts.models import User
from core.any_of import any_of
from pairs.models import MentoringGroup
from programs.models import Cycle
from sessions.models import Attendance, MentoringSession
from sessions.queries.sessions import with_people

_TIME_TO_LOG = timedelta(days=2)
_Sessions = QuerySet[MentoringSession]


def sessions_to_log(user: User, now: datetime) -> _Sessions:
    """Return the sessions of `user`, as mentor, leader or peer, that began and have no log, oldest first."""
    return _in_order(any_of(*_to_log(user, now)))


def unlogged_in(cycle: Cycle, *, now: datetime) -> _Sessions:
    """Return the sessions of a cycle that should have been logged by now, oldest first, with their people."""
    return _in_order(MentoringSession.objects.unlogged(now - _TIME_TO_LOG).filter(cycle=cycle))


def disputed_logs(user: User) -> _Sessions:
    """Return the logs of which the mentee says that something differs; `user`, the mentor, reads it. Oldest first."""
    return _in_order(_disputed(user))


def sessions_waiting_for(user: User, now: datetime) -> _Sessions:
    """Return what waits for a step of `user`, oldest first.

    Proposed times, invitations and held places to answer, sessions to log, logs to check or to correct.
    """
    return _in_order(any_of(*_to_answer(user, now), *_to_log(user, now), _to_check(user), _disputed(user)))


def _to_answer(user: User, now: datetime) -> Iterator[_Sessions]:
    ahead = MentoringSession.objects.upcoming(now)
    yield ahead.filter(attendances__user=user, attendances__state=Attendance.State.INVITED)
    yield ahead.filter(attendances__user=user, attendances__claim_until__isnull=False)


def _to_log(user: User, now: datetime) -> Iterator[_Sessions]:
    begun = MentoringSession.objects.unlogged(now)
    peers = MentoringGroup.objects.led_by(user).filter(kind=MentoringGroup.Kind.PEERS).values("pk")
    coming = begun.filter(attendances__user=user, attendances__state=Attendance.State.CONFIRMED)
    yield begun.filter(attendances__user=user, attendances__leads=True)
    yield begun.filter(mentorship__mentor=user)
    yield coming.filter(group__in=peers)


def _to_check(user: User) -> _Sessions:
    """The logs that wait for `user`, the mentee."""
    waiting = MentoringSession.Confirmation.WAITING
    return MentoringSession.objects.filter(mentorship__mentee=user, confirmation=waiting)


def _disputed(user: User) -> _Sessions:
    disputed = MentoringSession.Confirmation.DISPUTED
    return MentoringSession.objects.filter(mentorship__mentor=user, confirmation=disputed)


def _in_order(sessions: _Sessions) -> _Sessions:
    return with_people(sessions).order_by("starts_at", "pk")
