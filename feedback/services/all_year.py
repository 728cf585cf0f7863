"""Named feedback at any time of the year: written, changed until it is opened, and followed up."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.revisions import refuse_stale
from feedback.errors import NotPermitted
from feedback.models import DevelopmentalFeedback, FeedbackRequest, FollowUp, Two
from feedback.policies import can_answer_request, can_follow_up, can_write
from feedback.presentation.submitted import words_of
from feedback.services.developmental import FeedbackText, store_words
from feedback.services.locks import lock_two

MOST = 60


@transaction.atomic
def write_feedback(
    two: Two,
    *,
    key: UUID,
    words: FeedbackText,
    request: FeedbackRequest | None = None,
    now: datetime,
    began_from: str = "",
) -> DevelopmentalFeedback:
    """Give feedback to the other of the two, or change what is not opened yet. Sent twice, it is there once.

    Args:
        two: the writer and the other.
        key: of the row, chosen by the form, so that the same form is the same feedback however often it is sent.
        words: what is said.
        request: which it answers.
        now: the instant.
        began_from: the revision of `words_of` that the form carried.

    Raises:
        WrongState: the two are no longer together, or the request is not open any more.
        NotPermitted: the key belongs to something else.
        EditedMeanwhile: other words are stored since the form was opened.
        AlreadyReleased: the other has opened it.
    """
    lock_two(two)
    here = DevelopmentalFeedback.objects.of(two)
    stored = DevelopmentalFeedback.objects.filter(pk=key).first()
    if stored and not here.filter(pk=key, writer=two.reader, recipient=two.other).exists():
        raise NotPermitted(_("That belongs to somebody else."))
    if stored and words_of(stored) == words.as_stored():
        return stored
    refuse_stale(began_from, stored=words_of(stored))
    if stored is None:
        stored = _begin(two, key, request, now)
    store_words(stored, words, now)
    return stored


def _begin(two: Two, key: UUID, request: FeedbackRequest | None, now: datetime) -> DevelopmentalFeedback:
    """A row that is not stored yet; the request that it answers is closed."""
    if not can_write(two):
        raise WrongState(_("You’re no longer together in this program, so nothing was sent."))
    if DevelopmentalFeedback.objects.of(two).filter(writer=two.reader, recipient=two.other).count() >= MOST:
        raise WrongState(_("You’ve written %(n)s times this year. Talk about this one when you meet.") % {"n": MOST})
    if request:
        request = FeedbackRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
        if not can_answer_request(two.reader, request):
            raise WrongState(
                _("%(name)s isn’t waiting for an answer any more, so nothing was sent.")
                % {"name": two.other.given_name}
            )
        FeedbackRequest.objects.filter(pk=request.pk).update(state=FeedbackRequest.State.ANSWERED, closed_at=now)
    return DevelopmentalFeedback(
        pk=key,
        mentorship=two.mentorship,
        group=two.group,
        writer=two.reader,
        recipient=two.other,
        request=request,
    )


@transaction.atomic
def follow_up(
    feedback: DevelopmentalFeedback, *, by: User, changed: str, words: str = "", now: datetime, began_from: str = ""
) -> FollowUp:
    """Say whether it has changed since. It may be said anew; the other reads it.

    Args:
        feedback: which was answered.
        by: one of the two.
        changed: a value of `FollowUp.Changed`.
        words: a few, for the other.
        now: the instant.
        began_from: the revision that the form carried.

    Raises:
        WrongState: it is too early.
        EditedMeanwhile: another answer was saved since the form was opened.
    """
    feedback = DevelopmentalFeedback.objects.select_for_update(of=("self",)).get(pk=feedback.pk)
    if not can_follow_up(by, feedback, now=now):
        raise WrongState(_("It’s too early to say. You’ll both be asked four weeks after the reply."))
    own = FollowUp.objects.filter(feedback=feedback, person=by).first()
    stored = {"changed": own.changed if own else "", "words": own.words if own else ""}
    refuse_stale(began_from, stored=stored, wanted={"changed": changed, "words": words})
    own = own or FollowUp(feedback=feedback, person=by)
    own.changed, own.words, own.answered_at = changed, words, now
    own.save()
    return own
