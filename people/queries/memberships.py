"""Where one person takes part, with the years."""

from django.db.models import Q, QuerySet

from accounts.models import User
from core.prepared import prepared
from people.models import Enrollment, MentorParticipation
from people.policies import memberships_of
from programs.models import CycleState

_YEAR = "cycle__program__institution"
_NONE = 0  # no key
_NEWEST_FIRST = ("-cycle__planning_from", "pk")


def enrollments_of(user: User, *, closed: int | None = None) -> list[Enrollment]:
    """Return the enrollments of `user` in years that go on, the newest first, with cycle, program and institution.

    `closed`: a cycle that is told of even when it is closed.
    """
    return _enrollments(user, closed or _NONE) if memberships_of(user).mentee_in else []


def participations_of(user: User, *, closed: int | None = None) -> list[MentorParticipation]:
    """Return the same of `user` as a mentor, with the mentor."""
    return _participations(user, closed or _NONE) if memberships_of(user).mentor_in else []


@prepared
def _enrollments(user: User, closed: int) -> QuerySet[Enrollment]:
    rows = Enrollment.objects.not_withdrawn().filter(_goes_on(closed), mentee=user)
    return rows.select_related(_YEAR).order_by(*_NEWEST_FIRST)


@prepared
def _participations(user: User, closed: int) -> QuerySet[MentorParticipation]:
    rows = MentorParticipation.objects.not_declined().filter(_goes_on(closed), mentor=user)
    return rows.select_related(_YEAR, "mentor").order_by(*_NEWEST_FIRST)


def _goes_on(closed: int) -> Q:
    return ~Q(cycle__state=CycleState.CLOSED) | Q(cycle=closed)
