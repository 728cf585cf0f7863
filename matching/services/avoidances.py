"""A mentee would rather not be paired with somebody. Only the mentee ever sees it."""

from datetime import datetime

from django.db import transaction

from matching.models import Avoidance
from matching.selectors.preferences import ranking_of
from matching.services.offers import decline_offers_between
from matching.services.preferences import remove_mentor
from matching.services.shortlist import drop_mentor
from programs.models import Enrollment, MentorParticipation


@transaction.atomic
def avoid_mentor(enrollment: Enrollment, *, participation: MentorParticipation, now: datetime) -> None:
    """Rule the pairing out, say no to an offer of it, and take the mentor off the mentee's shortlist and open list."""
    mentee, mentor = enrollment.mentee, participation.mentor
    Avoidance.objects.get_or_create(mentee=mentee, mentor=mentor)
    leave_out(enrollment, participation=participation, now=now)
    decline_offers_between(mentee=mentee, mentor=mentor, now=now)


@transaction.atomic
def leave_out(enrollment: Enrollment, *, participation: MentorParticipation, now: datetime) -> None:
    """Take the mentor off the mentee's shortlist and, while it can be changed, off the list."""
    drop_mentor(enrollment, participation=participation)
    ranking = ranking_of(enrollment, now=now)
    if ranking.is_open and ranking.round and participation.pk in ranking.order:
        remove_mentor(enrollment, round_=ranking.round, participation=participation.pk, now=now)


@transaction.atomic
def undo_avoidance(enrollment: Enrollment, *, participation: MentorParticipation) -> None:
    """Allow the pairing again; ranks and shortlist stay as they are."""
    Avoidance.objects.filter(mentee=enrollment.mentee, mentor=participation.mentor).delete()
