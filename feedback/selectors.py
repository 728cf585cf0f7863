"""Shared reads of feedback."""

from accounts.models import User
from feedback.models import ConfidentialFeedback, DevelopmentalFeedback, RatingRelease
from matching.models import Mentorship
from programs.models import Program


def feedback_of_pair(
    mentorship: Mentorship, reader: User
) -> tuple[DevelopmentalFeedback | None, DevelopmentalFeedback | None]:
    """Return (what `reader` wrote, what `reader` received) in this pair."""
    found = DevelopmentalFeedback.objects.visible_to(reader).filter(mentorship=mentorship)
    by_writer = {one.writer_id: one for one in found.select_related("writer", "recipient")}
    own = by_writer.pop(reader.pk, None)
    return own, next(iter(by_writer.values()), None)


def has_rated(mentorship: Mentorship) -> bool:
    """Whether the mentee sent the confidential part; its content is not read."""
    return ConfidentialFeedback.objects.filter(mentorship=mentorship).exists()


def release_of(mentor: User, program: Program) -> RatingRelease | None:
    """Return the means that may be seen, or None while too few have answered."""
    return RatingRelease.objects.filter(mentor=mentor, program=program).first()
