"""Informal mentorships and the requests to record them, for one of the two."""

from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import User
from pairs.models import InformalRequest, Mentorship, Origin
from programs.models import Cycle, Program


def informal_mentorships_of(user: User, cycle: Cycle) -> QuerySet[Mentorship]:
    """Return those of `user` that go on in the cycle, on either side, with both people."""
    rows = Mentorship.objects.live().filter(Q(mentee=user) | Q(mentor=user), cycle=cycle, origin=Origin.INFORMAL)
    return rows.select_related("mentee", "mentor")


def requests_to(user: User, now: datetime) -> QuerySet[InformalRequest]:
    """Return what `user` can confirm now, in whatever cycle, with who asks."""
    return InformalRequest.objects.open(now).filter(asked=user).select_related("asked_by", "cycle__program")


def register_of(mentorship: Mentorship) -> Cycle | None:
    """Return the year in which the two could go on informally: of a register of their school that takes records."""
    programs = Program.objects.filter(
        institution=mentorship.cycle.program.institution_id,
        pairing=Program.Pairing.INFORMAL,
        status=Program.Status.OPEN,
    )
    cycles = Cycle.objects.filter(program__in=programs, state__in=Cycle.UNDER_WAY)
    return cycles.select_related("program__institution").order_by("planning_from", "pk").last()


def continuation_of(mentorship: Mentorship) -> Mentorship | None:
    """Return the informal mentorship in which the two go on."""
    return Mentorship.objects.live().filter(continues=mentorship).first()


def open_continuation(mentorship: Mentorship, now: datetime) -> InformalRequest | None:
    """Return the request of one of the two to go on, which the other has not answered."""
    return InformalRequest.objects.open(now).filter(continues=mentorship).first()


def requests_of(user: User, cycle: Cycle) -> QuerySet[InformalRequest]:
    """Return what `user` asked in the cycle and was neither confirmed nor taken back."""
    states = (InformalRequest.State.OPEN, InformalRequest.State.DECLINED)
    return InformalRequest.objects.filter(asked_by=user, cycle=cycle, state__in=states)
