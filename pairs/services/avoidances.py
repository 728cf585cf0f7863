"""A mentee would rather not be paired with somebody. Only the mentee ever sees it."""

from datetime import datetime

from django.db import transaction

from pairs.models import Avoidance
from pairs.signals import mentor_avoided
from people.models import Enrollment, MentorParticipation


@transaction.atomic
def avoid_mentor(enrollment: Enrollment, *, participation: MentorParticipation, now: datetime) -> None:
    """Rule the pairing out. Those who know of lists and offers are told by a signal."""
    Avoidance.objects.get_or_create(mentee=enrollment.mentee, mentor=participation.mentor)
    mentor_avoided.send(sender=Avoidance, enrollment=enrollment, participation=participation, now=now)


@transaction.atomic
def undo_avoidance(enrollment: Enrollment, *, participation: MentorParticipation) -> None:
    """Allow the pairing again; ranks and shortlist stay as they are."""
    Avoidance.objects.filter(mentee=enrollment.mentee, mentor=participation.mentor).delete()
