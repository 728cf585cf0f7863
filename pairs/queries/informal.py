"""Informal mentorships and the requests to record them, for one of the two."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, Q, QuerySet, Subquery

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


def _registers_of(mentorship: Mentorship) -> QuerySet[Cycle]:
    programs = Program.objects.filter(
        institution=mentorship.cycle.program.institution_id,
        pairing=Program.Pairing.INFORMAL,
        status=Program.Status.OPEN,
    )
    return Cycle.objects.filter(program__in=programs, state__in=Cycle.UNDER_WAY)


def register_of(mentorship: Mentorship) -> Cycle | None:
    """Return the year in which the two could go on informally: of a register of their school that takes records."""
    cycles = _registers_of(mentorship)
    return cycles.select_related("program__institution").order_by("planning_from", "pk").last()


def open_continuation(mentorship: Mentorship, now: datetime) -> InformalRequest | None:
    """Return the request of one of the two to go on, which the other has not answered."""
    return InformalRequest.objects.open(now).filter(continues=mentorship).first()


@dataclass(frozen=True, slots=True)
class GoingOn:
    """Whether two people whose mentorship is over go on, or could.

    Attributes:
        continuation: the key of the informal mentorship in which they do, or None.
        asked_by: the key of the one who asked, while the other has not answered; None where nobody did.
        can_ask: whether one of them can ask.
    """

    continuation: int | None
    asked_by: int | None
    can_ask: bool


def going_on(mentorship: Mentorship, now: datetime) -> GoingOn:
    """Return how the two could go on. One query."""
    continued = Mentorship.objects.live().filter(continues=mentorship)
    asked = InformalRequest.objects.open(now).filter(continues=mentorship)
    found = Mentorship.objects.filter(pk=mentorship.pk).values_list(
        Subquery(continued.values("pk")[:1]), Subquery(asked.values("asked_by")[:1]), Exists(_registers_of(mentorship))
    )
    [(continuation, asked_by, has_register)] = found
    return GoingOn(continuation, asked_by, has_register and continuation is None and asked_by is None)


def requests_of(user: User, cycle: Cycle) -> QuerySet[InformalRequest]:
    """Return what `user` asked in the cycle and was neither confirmed nor taken back."""
    states = (InformalRequest.State.OPEN, InformalRequest.State.DECLINED)
    return InformalRequest.objects.filter(asked_by=user, cycle=cycle, state__in=states)
