"""The years in which somebody was mentored."""

from django.db.models import QuerySet

from accounts.models import User
from pairs.models import Mentorship
from training.models import Training


def years_as_mentee(user: User) -> QuerySet[Mentorship]:
    """Return the mentorships of `user` as a mentee that began, the latest first, with mentor and year."""
    never_began = (Mentorship.State.WITHDRAWN, Mentorship.State.PROPOSED)
    rows = Mentorship.objects.filter(mentee=user).exclude(state__in=never_began)
    return rows.select_related("mentor", "cycle__program").order_by("-started_on", "-pk")


def trainings_in(pair: Mentorship) -> list[str]:
    """Return the titles of what the mentee of a pair completed in its program, by title."""
    done = Training.objects.filter(user=pair.mentee_id, completed_at__isnull=False)
    here = done.filter(version__module__program=pair.cycle.program_id).order_by("version__title")
    return list(here.values_list("version__title", flat=True).distinct())
