"""Why mentors declined, as numbers."""

from django.db.models import Count

from people.models import MentorParticipation
from programs.models import Cycle


def reasons_for_declining(cycle: Cycle) -> dict[str, int]:
    """Return how many gave which of the reasons that can be chosen; "" stands for none. One query."""
    declined = MentorParticipation.objects.filter(cycle=cycle, state=MentorParticipation.State.DECLINED).order_by()
    return dict(declined.values_list("declined_because").annotate(Count("pk")))
