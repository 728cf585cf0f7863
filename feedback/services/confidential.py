"""Ratings in confidence: what a mentee answers about a mentor."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from feedback.errors import AlreadyReleased, NotPermitted
from feedback.models import ConfidentialFeedback
from feedback.policies import can_rate
from feedback.queries import threshold_for
from feedback.services.releases import lock_ratings, renew_release
from pairs.models import Mentorship


def write_ratings(mentorship: Mentorship, by: User, ratings: Mapping[str, int | None], now: datetime) -> None:
    """Store a mentee's answers in place of those before, and renew what may be seen; in the caller's transaction.

    Raises:
        NotPermitted: `by` does not rate.
        AlreadyReleased: the answers are part of an average.
    """
    if not can_rate(by, mentorship) or mentorship.participation is None:
        raise NotPermitted(_("Only the mentee in a formal pair can answer these questions."))
    lock_ratings(mentorship.mentor)
    rated = ConfidentialFeedback.objects.filter(mentorship=mentorship).first()
    if rated and rated.released_at:
        raise AlreadyReleased(_("Your five answers are part of an average now, so they can’t be changed anymore."))
    rated = rated or ConfidentialFeedback(mentorship=mentorship, participation=mentorship.participation)
    for item in ConfidentialFeedback.ITEMS:
        setattr(rated, item, ratings.get(item))
    rated.promised_threshold, rated.sent_at = threshold_for(mentorship), now
    rated.save()
    renew_release(mentorship.mentor, mentorship.cycle.program, now)
