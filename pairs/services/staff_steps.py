"""What a coordinator does about a pair of two others: pause, resume, end without fault. Both are told, neither why."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from pairs.models import Mentorship, StaffStep
from pairs.services.announcements import announce_pause, announce_resumption
from pairs.services.mentorships import end_mentorship, locked, resume
from people.models import MentorParticipation

Kind = StaffStep.Kind
State = Mentorship.State


@transaction.atomic
def pause_pair(mentorship: Mentorship, *, by: User, reason: str, now: datetime) -> None:
    """Pause an active pair until somebody resumes it. What is planned stays; the two decide about it.

    Args:
        mentorship: of two others.
        by: who coordinates it.
        reason: for coordinators.
        now: the instant.

    Raises:
        WrongState: the pair is not active.
    """
    pair = locked(mentorship)
    if pair.state != State.ACTIVE:
        raise WrongState(_("Only an active mentorship can be paused."))
    pair.state, pair.on_hold = State.PAUSED, True
    pair.paused_on, pair.resumed_on = max(pair.cycle.local_day(now), pair.started_on), None
    pair.save(update_fields=["state", "on_hold", "paused_on", "resumed_on"])
    _record(pair, Kind.PAUSED, by=by, reason=reason, now=now)
    announce_pause(pair, now=now)


@transaction.atomic
def resume_pair(mentorship: Mentorship, *, by: User, reason: str, now: datetime) -> None:
    """Let a paused pair go on. Arguments as for `pause_pair`.

    Raises:
        WrongState: the pair is not paused, or its mentor is on leave.
    """
    pair = locked(mentorship)
    if pair.state != State.PAUSED:
        raise WrongState(_("Only a paused mentorship can be resumed."))
    if pair.participation and pair.participation.state == MentorParticipation.State.PAUSED:
        raise WrongState(_("The mentor is on leave. The mentorship can resume once they’re back."))
    resume(pair, day=max(pair.cycle.local_day(now), pair.paused_on or pair.started_on))
    _record(pair, Kind.RESUMED, by=by, reason=reason, now=now)
    announce_resumption(pair, now=now)


@transaction.atomic
def end_pair(mentorship: Mentorship, *, by: User, reason: str, now: datetime) -> None:
    """End a live pair without fault, as `end_mentorship` does. Arguments as for `pause_pair`.

    Raises:
        WrongState: the pair has ended already.
    """
    pair = locked(mentorship)
    if not pair.is_live:
        raise WrongState(_("Only an active or paused mentorship can be ended."))
    end_mentorship(pair, by=by, now=now)
    _record(pair, Kind.ENDED, by=by, reason=reason, now=now)


def _record(pair: Mentorship, kind: StaffStep.Kind, *, by: User, reason: str, now: datetime) -> None:
    StaffStep.objects.create(mentorship=pair, kind=kind, by=by, reason=reason, taken_at=now)
