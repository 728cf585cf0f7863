"""What becomes of lists and offers when a mentee does not want a mentor, or must not have one."""

from datetime import datetime

from django.db import transaction

from matching.queries.preferences import ranking_of
from matching.services.offers import decline_offers_between
from matching.services.preferences import remove_mentor
from matching.services.shortlist import remove_from_shortlist
from people.models import Enrollment, MentorParticipation


@transaction.atomic
def apply_avoidance(enrollment: Enrollment, *, participation: MentorParticipation, now: datetime) -> None:
    """Take the mentor off the mentee's lists, and say no for the mentee to an open offer of the two."""
    remove_from_lists(enrollment, participation=participation, now=now)
    decline_offers_between(mentee=enrollment.mentee, mentor=participation.mentor, now=now)


@transaction.atomic
def remove_from_lists(enrollment: Enrollment, *, participation: MentorParticipation, now: datetime) -> None:
    """Take the mentor off the mentee's shortlist and, while it can be changed, off the list."""
    remove_from_shortlist(enrollment, participation=participation)
    ranking = ranking_of(enrollment, now=now)
    if ranking.is_open and ranking.round and participation.pk in ranking.order:
        remove_mentor(enrollment, match_round=ranking.round, participation=participation.pk, now=now)
