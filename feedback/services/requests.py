"""Asking somebody for feedback on one thing, declining it, and taking it back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from feedback.models import FeedbackRequest, Two
from feedback.notices import REQUEST_DECLINED, REQUESTED
from feedback.policies import can_answer_request, can_take_back, can_write
from feedback.services.locks import lock_two
from notifications.services.outbox import Notice, enqueue_many

_State = FeedbackRequest.State


@transaction.atomic
def ask_for_feedback(two: Two, *, about: str, now: datetime) -> FeedbackRequest:
    """Ask the other of the two for feedback on one thing.

    Args:
        two: the one who asks and the other.
        about: the one thing, in a sentence or two.
        now: the instant.

    Raises:
        WrongState: the two are no longer together, or the other has not answered an earlier request.
    """
    lock_two(two)
    if not can_write(two):
        raise WrongState(_("You’re no longer together in this program, so nothing was sent."))
    waiting = FeedbackRequest.objects.of(two).filter(asker=two.reader, asked=two.other, state=_State.OPEN)
    if waiting.exists():
        raise WrongState(
            _("%(name)s hasn’t answered your last request yet. Wait for it, or take it back first.")
            % {"name": two.other.given_name}
        )
    request = FeedbackRequest.objects.create(
        mentorship=two.mentorship, group=two.group, asker=two.reader, asked=two.other, about=about, asked_at=now
    )
    enqueue_many([Notice(event=REQUESTED, recipient=two.other, subject_pk=str(request.pk), due_at=now)])
    return request


@transaction.atomic
def decline_request(request: FeedbackRequest, *, by: User, now: datetime) -> None:
    """Say that one has nothing to say about it at present; who asked hears so, and no reason.

    Raises:
        WrongState: it is not open any more, or not for `by` to answer.
    """
    request = _locked(request)
    if not can_answer_request(by, request):
        raise WrongState(_("This request isn’t open any more."))
    _close(request, _State.DECLINED, now)
    enqueue_many([Notice(event=REQUEST_DECLINED, recipient=request.asker, subject_pk=str(request.pk), due_at=now)])


@transaction.atomic
def take_back_request(request: FeedbackRequest, *, by: User, now: datetime) -> None:
    """Take back what one asked.

    Raises:
        WrongState: it is not open any more, or somebody else asked.
    """
    request = _locked(request)
    if not can_take_back(by, request):
        raise WrongState(_("This request isn’t open any more."))
    _close(request, _State.TAKEN_BACK, now)


def _locked(request: FeedbackRequest) -> FeedbackRequest:
    return FeedbackRequest.objects.select_for_update(of=("self",)).select_related("asker").get(pk=request.pk)


def _close(request: FeedbackRequest, state: str, now: datetime) -> None:
    FeedbackRequest.objects.filter(pk=request.pk).update(state=state, closed_at=now)
