"""What a coordinator does about a pair of two others: pause, resume, end, keep apart. Both are told, neither why."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from pairs.models import Conflict, Mentorship
from pairs.services.announcements import announce_end, announce_pause, announce_resumption
from pairs.services.clock import restart_clock, stop_clock
from pairs.services.conflicts import add_conflict
from pairs.services.mentorships import end_interims, finish, locked
from people.models import MentorParticipation
from programs.models import StaffStep
from programs.services.staff_steps import record_step

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
    stop_clock(pair, day=pair.cycle.local_day(now), on_hold=True)
    keep_step(pair, "pair_paused", by=by, reason=reason, now=now)
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
    restart_clock(pair, day=pair.cycle.local_day(now))
    end_interims(pair, now=now)
    keep_step(pair, "pair_resumed", by=by, reason=reason, now=now)
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
    before = standing_of(pair)
    _end(pair, now=now)
    keep_step(pair, "pair_ended", by=by, reason=reason, now=now, before=before)


@transaction.atomic
def keep_apart(mentorship: Mentorship, *, by: User, reason: str, now: datetime) -> None:
    """Never pair these two again, in any program of the school; a live pair ends without fault.

    It is on the list of conflicts, where coordinators may take it off again. Arguments as for `pause_pair`.

    Raises:
        ConflictKnown: they are kept apart already.
    """
    pair = locked(mentorship)
    before = standing_of(pair) if pair.is_live else {}
    if pair.is_live:
        _end(pair, now=now)
    institution = pair.cycle.program.institution
    kind = Conflict.Kind.APART
    conflict = add_conflict(institution, mentor=pair.mentor, mentee=pair.mentee, kind=kind, by=by, now=now)
    keep_step(pair, "pair_kept_apart", by=by, reason=reason, now=now, before={**before, "conflict": conflict.pk})


def _end(pair: Mentorship, *, now: datetime) -> None:
    announce_end(pair, by=None, now=now)
    finish(pair, now=now)


def standing_of(pair: Mentorship) -> dict[str, object]:
    """What undoing needs of a pair that the caller is about to end: its state, and the mentee's other live pairs."""
    others = Mentorship.objects.live_and_formal().filter(enrollment=pair.enrollment_id).exclude(pk=pair.pk)
    return {"state": pair.state, "others": sorted(others.values_list("pk", flat=True))}


def subject_of(pair_pk: int) -> str:
    """How a step names the pair that it is about."""
    return f"pair:{pair_pk}"


def keep_step(
    pair: Mentorship, kind: str, *, by: User, reason: str, now: datetime, before: Mapping[str, object] | None = None
) -> StaffStep:
    """Keep a step about a pair, inside the transaction that takes it."""
    return record_step(
        pair.cycle.program,
        kind=kind,
        subject=subject_of(pair.pk),
        person=pair.mentee,
        other=pair.mentor,
        by=by,
        reason=reason,
        now=now,
        before=dict(before or {}),
    )
