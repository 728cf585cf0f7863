"""Where one person takes part, with the years."""

from django.db.models import Q

from accounts.models import User
from people.models import Enrollment, MentorParticipation
from people.policies import memberships_of
from programs.models import CycleState

_YEAR = "cycle__program__institution"
_NEWEST_FIRST = ("-cycle__planning_from", "pk")


def enrollments_of(user: User, *, closed: int | None = None) -> list[Enrollment]:
    """Return the enrollments of `user` in years that go on, the newest first, with cycle, program and institution.

    `closed`: a cycle that is told of even when it is closed.
    """
    held = [pk for _program, pk in memberships_of(user).mentee_in.values()]
    if not held:
        return []
    rows = Enrollment.objects.filter(_goes_on(closed), pk__in=held)
    return list(rows.select_related(_YEAR).order_by(*_NEWEST_FIRST))


def participations_of(user: User, *, closed: int | None = None) -> list[MentorParticipation]:
    """Return the same of `user` as a mentor, with the mentor."""
    held = [pk for _program, pk in memberships_of(user).mentor_in.values()]
    if not held:
        return []
    rows = MentorParticipation.objects.filter(_goes_on(closed), pk__in=held)
    return list(rows.select_related(_YEAR, "mentor").order_by(*_NEWEST_FIRST))


def _goes_on(closed: int | None) -> Q:
    return ~Q(cycle__state=CycleState.CLOSED) | Q(cycle=closed)
