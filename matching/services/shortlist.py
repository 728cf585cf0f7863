"""Mentors whom a mentee keeps in mind."""

from django.db import transaction

from matching.models import ShortlistEntry
from programs.models import Enrollment, MentorParticipation


@transaction.atomic
def keep_mentor(enrollment: Enrollment, *, participation: MentorParticipation) -> None:
    """Put a mentor of the mentee's cycle on the shortlist; one who stands there already stays."""
    ShortlistEntry.objects.get_or_create(enrollment=enrollment, participation=participation)


@transaction.atomic
def drop_mentor(enrollment: Enrollment, *, participation: MentorParticipation) -> None:
    """Take a mentor off the shortlist."""
    ShortlistEntry.objects.filter(enrollment=enrollment, participation=participation).delete()
