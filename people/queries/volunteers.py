"""Who offers to mentor in a program."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from accounts.queries import hash_of
from people.models import Volunteer
from programs.models import Program

# How long an offer is kept: while it is not confirmed, after the answer, and at most without one.
UNCONFIRMED_FOR, ANSWERED_FOR, WAITING_FOR = timedelta(days=3), timedelta(days=30), timedelta(days=180)
_State = Volunteer.State


def waiting_volunteers(program: Program) -> QuerySet[Volunteer]:
    """Return those who wait for an answer."""
    return Volunteer.objects.filter(program=program, state=_State.WAITING)


def volunteer_with(token: str, *, now: datetime) -> Volunteer | None:
    """Return the offer that a link confirms, or has confirmed; None where it has run out or never was one."""
    found = Volunteer.objects.filter(token_hash=hash_of(token)).exclude(past_keeping(now))
    return found.select_related("program__institution").first()


def past_keeping(now: datetime) -> Q:
    """Those whose time is over."""
    unconfirmed = Q(state=_State.UNCONFIRMED, written_at__lte=now - UNCONFIRMED_FOR)
    answered = Q(state__in=(_State.INVITED, _State.DECLINED), answered_at__lte=now - ANSWERED_FOR)
    return unconfirmed | answered | Q(state=_State.WAITING, confirmed_at__lte=now - WAITING_FOR)
