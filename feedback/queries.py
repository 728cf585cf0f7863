"""Shared reads of feedback."""

from django.db.models import Q, QuerySet

from accounts.models import User
from feedback.models import ConfidentialFeedback, DevelopmentalFeedback
from pairs.models import MentoringGroup, Mentorship


def feedback_of_pair(
    mentorship: Mentorship, reader: User
) -> tuple[DevelopmentalFeedback | None, DevelopmentalFeedback | None]:
    """Return (what `reader` wrote, what `reader` received) in this pair."""
    return _both_ways(DevelopmentalFeedback.objects.visible_to(reader).filter(mentorship=mentorship), reader)


def feedback_between(
    group: MentoringGroup, reader: User, other: User
) -> tuple[DevelopmentalFeedback | None, DevelopmentalFeedback | None]:
    """Return (what `reader` wrote to a peer, what they received from that peer)."""
    found = DevelopmentalFeedback.objects.visible_to(reader).filter(Q(writer=other) | Q(recipient=other), group=group)
    return _both_ways(found, reader)


def _both_ways(
    found: QuerySet[DevelopmentalFeedback], reader: User
) -> tuple[DevelopmentalFeedback | None, DevelopmentalFeedback | None]:
    by_writer = {one.writer_id: one for one in found.select_related("writer", "recipient")}
    own = by_writer.pop(reader.pk, None)
    return own, next(iter(by_writer.values()), None)


def ratings_of(mentorship: Mentorship) -> ConfidentialFeedback | None:
    """Return the mentee's confidential answers, for those who write them; no page shows them."""
    return ConfidentialFeedback.objects.filter(mentorship=mentorship).first()


def threshold_for(mentorship: Mentorship) -> int:
    """Of how many answers at least an average is made with this mentee's in it; what was promised before holds."""
    rated = ratings_of(mentorship)
    return max(mentorship.cycle.program.answers_before_ratings, rated.promised_threshold if rated else 0)
