"""Mentors whom a mentee keeps in mind."""

from django.db import transaction

from matching.models import ShortlistEntry
from pairs.errors import NotEligible
from people.models import Enrollment, MentorParticipation


@transaction.atomic
def add_to_shortlist(enrollment: Enrollment, *, participation: MentorParticipation) -> None:
    """Put a mentor of the mentee's cycle on the shortlist; one who stands there already stays.

    Raises:
        NotEligible: the mentor belongs to another cycle, or is the mentee.
    """
    if participation.cycle_id != enrollment.cycle_id or participation.mentor_id == enrollment.mentee_id:
        raise NotEligible
    ShortlistEntry.objects.get_or_create(enrollment=enrollment, participation=participation)


@transaction.atomic
def remove_from_shortlist(enrollment: Enrollment, *, participation: MentorParticipation) -> None:
    """Take a mentor off the shortlist."""
    ShortlistEntry.objects.filter(enrollment=enrollment, participation=participation).delete()
