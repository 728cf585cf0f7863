"""Why mentors declined, as numbers."""

from django.db.models import Count

from people.models import MentorParticipation, ReasonsRelease
from programs.models import Cycle

_State = MentorParticipation.State


def reasons_for_declining(cycle: Cycle) -> dict[str, int]:
    """Return how many gave which of the reasons that can be chosen, as of now; "" is for none. For releases alone."""
    declined = MentorParticipation.objects.filter(cycle=cycle, state=_State.DECLINED).order_by()
    return dict(declined.values_list("declined_because").annotate(Count("pk")))


def released_reasons(cycle: Cycle) -> tuple[int, ReasonsRelease]:
    """Return how many of a year declined, and the release in force, empty where there is none; two queries."""
    declined = MentorParticipation.objects.filter(cycle=cycle, state=_State.DECLINED).count()
    return declined, ReasonsRelease.objects.filter(cycle=cycle).first() or ReasonsRelease(cycle=cycle)
