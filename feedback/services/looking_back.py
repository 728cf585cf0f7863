"""What one side of a pair hands in at the end of the year, in one step: named words, and ratings in confidence."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.revisions import refuse_stale
from feedback.models import ConfidentialFeedback, DevelopmentalFeedback
from feedback.policies import can_give_feedback
from feedback.presentation.submitted import SubmittedFeedback, submitted_feedback
from feedback.services.confidential import write_ratings
from feedback.services.developmental import FeedbackText, write_words
from pairs.models import Mentorship


@transaction.atomic
def submit_feedback(
    mentorship: Mentorship,
    *,
    by: User,
    words: FeedbackText | None,
    ratings: Mapping[str, int | None] | None = None,
    now: datetime,
    began_from: str = "",
) -> None:
    """Hand in what one side says at the end: named words, and from a mentee confidential ratings.

    Handing in again replaces what is not released: words until the other has opened them, ratings until they are part
    of an average.

    Args:
        mentorship: the pair.
        by: the writer.
        words: for the other of the pair, or None to leave them as they are.
        ratings: item → 1 to 5, or None where the mentee prefers not to answer; None to leave them as they are.
        now: the instant of handing in.
        began_from: the revision of `submitted_feedback` that the form carried.

    Raises:
        WrongState: the pair does not look back at present.
        EditedMeanwhile: something else was handed in, or another number of answers is promised, since the form was
            opened.
        AlreadyReleased: it is released.
        NotPermitted: ratings from somebody who does not rate.
    """
    pairs = Mentorship.objects.select_for_update(of=("self",)).select_related("cycle__program", "mentee", "mentor")
    mentorship = pairs.get(pk=mentorship.pk)
    if not can_give_feedback(by, mentorship):
        raise WrongState(_("You can give feedback while the year is closing, or once the mentorship has ended."))
    stored = submitted_feedback(mentorship, by)
    message = _(
        "Something changed after you opened this page: what you handed in from another window, or how many answers an "
        "average needs. Look at it again, then hand it in."
    )
    refuse_stale(began_from, stored=stored, wanted=_as_stored(stored, words, ratings), message=message)
    if words is not None:
        own = DevelopmentalFeedback(mentorship=mentorship, writer=by, recipient=mentorship.other_of(by))
        write_words(own, words, now)
    if ratings is not None:
        write_ratings(mentorship, by, ratings, now)


def _as_stored(
    stored: SubmittedFeedback, words: FeedbackText | None, ratings: Mapping[str, int | None] | None
) -> SubmittedFeedback:
    """What is handed in, as it would be stored."""
    wanted = stored.copy()
    if words is not None:
        wanted |= {"observation": words.observation, "effect": words.effect, "suggestion": words.suggestion}
    if ratings is not None:
        wanted["ratings"] = {item: ratings.get(item) for item in ConfidentialFeedback.ITEMS}
    return wanted
