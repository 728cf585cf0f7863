"""What one side of a pair hands in at the end of the year, in one step: named words, and ratings in confidence."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.revisions import refuse_stale
from feedback.models import DevelopmentalFeedback
from feedback.policies import can_give_feedback
from feedback.presentation.submitted import SubmittedFeedback, submitted_feedback
from feedback.services.confidential import refuse_second_answer, write_answer
from feedback.services.developmental import FeedbackText, write_words
from feedback.services.releases import renew_release
from pairs.models import Mentorship


@transaction.atomic
def submit_feedback(
    mentorship: Mentorship,
    *,
    by: User,
    words: FeedbackText | None,
    ratings: Mapping[str, int | None] | None = None,
    comment: str = "",
    now: datetime,
    began_from: str = "",
) -> None:
    """Hand in what one side says at the end: named words, and from a mentee answers in confidence.

    Words can be handed in again until the other has opened them. Answers in confidence can't: nobody knows whose is
    which.

    Args:
        mentorship: the pair.
        by: the writer.
        words: for the other of the pair, or None to leave them as they are.
        ratings: item → 1 to 5, or None where the mentee prefers not to answer; None to answer nothing in confidence.
        comment: what the mentee adds to the ratings in their own words, unsigned.
        now: the instant of handing in.
        began_from: the revision of `submitted_feedback` that the form carried.

    Raises:
        WrongState: the pair does not look back at present.
        EditedMeanwhile: something else was handed in, or another number of answers is promised, since the form was
            opened.
        AlreadyReleased: the other has opened the words.
        AlreadyAnswered: ratings were handed in before. Nothing is saved, not the words either.
        NotPermitted: ratings from somebody who does not rate.
    """
    pairs = Mentorship.objects.select_for_update(of=("self",)).select_related("cycle__program", "mentee", "mentor")
    mentorship = pairs.get(pk=mentorship.pk)
    if not can_give_feedback(by, mentorship):
        raise WrongState(_("You can give feedback while the year is closing, or once the mentorship has ended."))
    if ratings is not None:
        refuse_second_answer(mentorship)
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
        write_answer(mentorship, by, ratings, comment)
        renew_release(mentorship.mentor, mentorship.cycle.program, now)


def _as_stored(
    stored: SubmittedFeedback, words: FeedbackText | None, ratings: Mapping[str, int | None] | None
) -> SubmittedFeedback:
    """What is handed in, as it would be stored."""
    wanted = stored.copy()
    if words is not None:
        wanted |= {"observation": words.observation, "effect": words.effect, "suggestion": words.suggestion}
    if ratings is not None:
        wanted.pop("threshold", None)  # once they have answered, nothing more is promised
    return wanted
