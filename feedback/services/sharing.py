"""Letting the coordinators read feedback that is otherwise between two people, and taking that back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from feedback.models import DevelopmentalFeedback
from feedback.notices import SHARED, SHARED_WITH_YOU, UNSHARED
from feedback.policies import can_share, can_unshare
from notifications.services.outbox import Notice, enqueue_many
from programs.models import Appointment


@transaction.atomic
def share_feedback(feedback: DevelopmentalFeedback, *, by: User, now: datetime) -> None:
    """Let the coordinators of the program read it, who are neither of the two. The other of the two is told.

    Raises:
        WrongState: it is not opened yet, or was shared in the meantime.
    """
    feedback = _locked(feedback)
    if not can_share(by, feedback):
        raise WrongState(_("It can’t be shared now: it isn’t open yet, or it was shared in the meantime."))
    feedback.shared_by, feedback.shared_at = by, now
    feedback.save(update_fields=("shared_by", "shared_at"))
    appointed = Appointment.objects.of_coordinators().filter(program=feedback.cycle.program_id)
    readers = appointed.exclude(user__in=(feedback.writer_id, feedback.recipient_id)).select_related("user")
    told = [_notice(SHARED_WITH_YOU, each.user, feedback, now) for each in readers]
    enqueue_many([*told, _notice(SHARED, feedback.other_of(by), feedback, now)])


@transaction.atomic
def unshare_feedback(feedback: DevelopmentalFeedback, *, by: User, now: datetime) -> None:
    """Take it back, so that only the two read it. The other of the two is told.

    Raises:
        WrongState: `by` has not shared it.
    """
    feedback = _locked(feedback)
    if not can_unshare(by, feedback):
        raise WrongState(_("It isn’t shared any more, or somebody else shared it."))
    feedback.shared_by = feedback.shared_at = None
    feedback.save(update_fields=("shared_by", "shared_at"))
    enqueue_many([_notice(UNSHARED, feedback.other_of(by), feedback, now)])


def _locked(feedback: DevelopmentalFeedback) -> DevelopmentalFeedback:
    related = ("writer", "recipient", "mentorship__cycle", "group__cycle")
    return DevelopmentalFeedback.objects.select_for_update(of=("self",)).select_related(*related).get(pk=feedback.pk)


def _notice(event: str, person: User, feedback: DevelopmentalFeedback, now: datetime) -> Notice:
    revision = f"{now.timestamp():.0f}"
    return Notice(event=event, recipient=person, subject_pk=str(feedback.pk), due_at=now, revision=revision)
