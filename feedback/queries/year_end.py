"""What the two of a pair, or peers, say when they look back on the year."""

from django.db.models import Q, QuerySet

from accounts.models import User
from feedback.models import CompletionToken, DevelopmentalFeedback
from pairs.models import MentoringGroup, Mentorship


def feedback_of_pair(
    mentorship: Mentorship, reader: User
) -> tuple[DevelopmentalFeedback | None, DevelopmentalFeedback | None]:
    """Return (what `reader` wrote, what `reader` received) in this pair when the two looked back on the year."""
    found = DevelopmentalFeedback.objects.visible_to(reader).at_year_end().filter(mentorship=mentorship)
    return _both_ways(found, reader)


def feedback_between(
    group: MentoringGroup, reader: User, other: User
) -> tuple[DevelopmentalFeedback | None, DevelopmentalFeedback | None]:
    """Return (what `reader` wrote to a peer, what that one wrote to them) when the two looked back on the year."""
    rows = DevelopmentalFeedback.objects.visible_to(reader).at_year_end()
    found = rows.filter(Q(writer=other) | Q(recipient=other), group=group)
    return _both_ways(found, reader)


def _both_ways(
    found: QuerySet[DevelopmentalFeedback], reader: User
) -> tuple[DevelopmentalFeedback | None, DevelopmentalFeedback | None]:
    by_writer = {one.writer_id: one for one in found.select_related("writer", "recipient")}
    own = by_writer.pop(reader.pk, None)
    return own, next(iter(by_writer.values()), None)


def has_answered(mentorship: Mentorship) -> bool:
    """Whether the mentee has answered in confidence; what, leads back to nobody."""
    return CompletionToken.objects.filter(mentorship=mentorship).exists()
