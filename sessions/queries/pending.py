"""Sessions that wait for a step of somebody."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from pairs.models import MentoringGroup
from programs.models import Cycle
from sessions.models import Attendance, MentoringSession
from sessions.queries.sessions import with_people

_TIME_TO_LOG = timedelta(days=2)


def sessions_to_log(user: User, now: datetime) -> QuerySet[MentoringSession]:
    """Return the sessions of `user`, as mentor, leader or peer, that began and have no log, oldest first."""
    own = Attendance.objects.filter(session=OuterRef("pk"), user=user)
    among_peers = Q(Exists(own.filter(state=Attendance.State.CONFIRMED)), group__in=_peers_of(user))
    begun = MentoringSession.objects.unlogged(now)
    led = Exists(own.filter(leads=True)) | Q(mentorship__mentor=user)
    return with_people(begun.filter(led | among_peers)).order_by("starts_at", "pk")


def _peers_of(user: User) -> QuerySet[MentoringGroup, int]:
    return MentoringGroup.objects.led_by(user).filter(kind=MentoringGroup.Kind.PEERS).values_list("pk", flat=True)


def unlogged_in(cycle: Cycle, *, now: datetime) -> QuerySet[MentoringSession]:
    """Return the sessions of a cycle that should have been logged by now, oldest first, with their people."""
    overdue = MentoringSession.objects.unlogged(now - _TIME_TO_LOG).filter(cycle=cycle)
    return with_people(overdue).order_by("starts_at", "pk")


def logs_to_check(user: User) -> QuerySet[MentoringSession]:
    """Return the logs that wait for `user`, the mentee, oldest first."""
    waiting = MentoringSession.objects.filter(
        mentorship__mentee=user, confirmation=MentoringSession.Confirmation.WAITING
    )
    return with_people(waiting).order_by("starts_at", "pk")


def proposals_to_answer(user: User, now: datetime) -> QuerySet[MentoringSession]:
    """Return the proposed times, invitations and held places that wait for `user`'s answer, soonest first."""
    own = Attendance.objects.filter(session=OuterRef("pk"), user=user)
    asked = own.filter(Q(state=Attendance.State.INVITED) | Q(claim_until__isnull=False))
    ahead = MentoringSession.objects.upcoming(now)
    return with_people(ahead.filter(Exists(asked))).order_by("starts_at", "pk")


def sessions_waiting_for(user: User, now: datetime) -> QuerySet[MentoringSession]:
    """Return what waits for a step of `user`: times to answer, sessions to log, logs to check or to correct."""
    return proposals_to_answer(user, now) | sessions_to_log(user, now) | logs_to_check(user) | disputed_logs(user)


def disputed_logs(user: User) -> QuerySet[MentoringSession]:
    """Return the logs of which the mentee says that something differs; `user`, the mentor, reads it. Oldest first."""
    disputed = MentoringSession.objects.filter(
        mentorship__mentor=user, confirmation=MentoringSession.Confirmation.DISPUTED
    )
    return with_people(disputed).order_by("starts_at", "pk")
