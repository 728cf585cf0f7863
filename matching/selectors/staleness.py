"""What of a proposal stopped being possible since the lists closed."""

from datetime import datetime

from django.db.models import Count, F
from django.utils.translation import gettext as _

from matching.models import Proposal, ProposedPair
from matching.selectors.eligibility import available_mentors, disclosed_exclusions, unpaired_mentees
from people.models import MentorParticipation


def stale_pairs(proposal: Proposal, *, now: datetime) -> list[ProposedPair]:
    """Pairs of which one left or found somebody, or that a newer conflict rules out.

    What a mentee said privately since the lists closed makes no pair stale: it would be told. It counts at the offer.
    """
    cycle = proposal.round.cycle
    mentees = set(unpaired_mentees(cycle).values_list("pk", flat=True))
    mentors = set(available_mentors(cycle, day=cycle.local_day(now)).values_list("pk", flat=True))
    excluded = disclosed_exclusions(cycle, now=now)
    rows = proposal.pairs.filter(participation__isnull=False).values_list(
        "pk", "enrollment_id", "participation_id", "enrollment__mentee_id", "participation__mentor_id"
    )
    stale = [
        pk
        for pk, enrollment, participation, mentee, mentor in rows
        if enrollment not in mentees or participation not in mentors or (mentee, mentor) in excluded
    ]
    return list(ProposedPair.objects.filter(pk__in=stale).select_related("enrollment__mentee", "participation__mentor"))


def overbooked_mentors(proposal: Proposal) -> list[str]:
    """“Dr Ruth Nambozo-Hale, mentees: 3, places: 2”, for each mentor who has fewer places than the proposal uses."""
    mentors = MentorParticipation.objects.filter(proposed_pairs__proposal=proposal).annotate(used=Count("pk"))
    crowded = mentors.filter(used__gt=F("capacity") - F("places_taken")).values_list("pk", "used")
    used = dict(crowded)
    return [
        _("%(name)s, mentees: %(used)s, places: %(free)s")
        % {"name": mentor.mentor, "used": used[mentor.pk], "free": mentor.places_free}
        for mentor in MentorParticipation.objects.filter(pk__in=used).select_related("mentor")
    ]
