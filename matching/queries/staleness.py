"""What of a proposal stopped being possible since the lists closed."""

from datetime import datetime

from matching.models import Proposal, ProposedPair
from matching.queries.eligibility import available_mentors, disclosed_exclusions, unpaired_mentees


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
