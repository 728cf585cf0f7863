"""Writes of mentees who enrol."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.revisions import refuse_stale
from people.errors import NotAcknowledged
from people.models import Enrollment, PersonalInterest, SupportNeed
from people.policies import forget_memberships
from people.queries.form_values import enrollment_values
from people.signals import enrollment_completed
from programs.models import Cycle, InterestTerm
from programs.policies import enrollment_is_open
from programs.queries.handbooks import has_acknowledged
from programs.queries.ranking_windows import ranking_window
from programs.services.handbook_notices import schedule_handbook
from programs.services.interests import lock_chosen

_State = Enrollment.State


@transaction.atomic
def start_enrollment(cycle: Cycle, *, by: User, now: datetime) -> Enrollment:
    """Begin to enrol; what has begun is returned as it is.

    Raises:
        WrongState: the program is not open, or the cycle takes nobody in now.
    """
    enrollment = Enrollment.objects.select_for_update().filter(cycle=cycle, mentee=by).first()
    invited = enrollment is not None and enrollment.state != _State.WITHDRAWN
    _refuse_when_closed(cycle, invited=invited)
    if enrollment is None:
        enrollment = Enrollment.objects.create(cycle=cycle, mentee=by, state=_State.STARTED)
    elif enrollment.state in (_State.INVITED, _State.WITHDRAWN):
        enrollment.state = _State.STARTED
        enrollment.save(update_fields=["state"])
    forget_memberships(by)
    schedule_handbook(cycle.program, now=now, people=[by.pk])
    return enrollment


def _refuse_when_closed(cycle: Cycle, *, invited: bool) -> None:
    if not enrollment_is_open(cycle, invited=invited):
        raise WrongState(_("Enrollment is closed for this year. Write to the coordinator if you’d like to join."))


@transaction.atomic
def complete_enrollment(
    enrollment: Enrollment,
    *,
    interests: Iterable[InterestTerm],
    support: list[str],
    introduction: str,
    meeting_times: list[str],
    now: datetime,
    began_from: str = "",
) -> Enrollment:
    """Save what a mentee says about themselves, and take part. Those who know of rounds are told by a signal.

    Args:
        enrollment: begun by its mentee.
        interests: all interests of the person, which hold in every program.
        support: the functions asked for, the most important first.
        introduction: a few words for mentors; may be empty.
        meeting_times: codes of the parts of the week in which they can usually meet; may be empty.
        now: the instant of enrollment; after ranking has closed it counts as late.
        began_from: the revision that the form carried.

    Raises:
        NotAcknowledged: the handbook in force has not been acknowledged.
        WrongState: the enrollment has ended, or the cycle takes nobody in now.
        EditedMeanwhile: something else was saved since the form was opened.
    """
    interests = list(interests)
    enrollment = Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    lock_interests(enrollment.mentee_id)
    cycle = Cycle.objects.select_related("program__institution").get(pk=enrollment.cycle_id)
    mentee = User.objects.get(pk=enrollment.mentee_id)
    if enrollment.is_gone:
        raise WrongState(_("This enrollment has ended."))
    if not has_acknowledged(mentee, cycle.program):
        raise NotAcknowledged(_("Read the handbook and acknowledge it first."))
    said = {"introduction": introduction, "meeting_times": meeting_times}
    wanted = {**said, "support": support, "interests": {term.pk for term in interests}}
    refuse_stale(began_from, stored=enrollment_values(enrollment), wanted=wanted)
    first_time = enrollment.state in Enrollment.UNFINISHED
    if first_time:
        _begin(enrollment, cycle, now=now)
    for name, value in said.items():
        setattr(enrollment, name, value)
    enrollment.save(update_fields=["state", "enrolled_at", "late", *said])
    set_interests(mentee, interests=interests)
    _set_support_needs(enrollment, support)
    if first_time:
        enrollment_completed.send(sender=Enrollment, enrollment=enrollment, now=now)
    return enrollment


def _begin(enrollment: Enrollment, cycle: Cycle, *, now: datetime) -> None:
    _refuse_when_closed(cycle, invited=True)
    enrollment.state, enrollment.enrolled_at = _State.ENROLLED, now
    enrollment.late = cycle.program.has_rounds and now >= ranking_window(cycle).closes_at


def _set_support_needs(enrollment: Enrollment, functions: list[str]) -> None:
    enrollment.support_needs.all().delete()
    SupportNeed.objects.bulk_create(
        SupportNeed(enrollment=enrollment, function=function, priority=priority)
        for priority, function in enumerate(functions, start=1)
    )


def lock_interests(user_pk: int) -> None:
    """Make two forms that write the interests of one person wait for each other, inside the caller's transaction."""
    User.objects.select_for_update(no_key=True).get(pk=user_pk)


def set_interests(user: User, *, interests: Iterable[InterestTerm]) -> None:
    """Make `interests` the interests of `user`, inside the caller's transaction.

    For one that was merged into another meanwhile they get the other.
    """
    wanted = lock_chosen({term.pk for term in interests})
    held = set(PersonalInterest.objects.filter(user=user).values_list("term", flat=True))
    PersonalInterest.objects.filter(user=user, term__in=held - wanted).delete()
    PersonalInterest.objects.bulk_create(PersonalInterest(user=user, term_id=pk) for pk in sorted(wanted - held))


def mark_matched(enrollment: Enrollment) -> None:
    """The mentee has a mentor now; called by who begins the pair, inside its transaction."""
    Enrollment.objects.filter(pk=enrollment.pk).update(state=_State.MATCHED)


def keep_waiting(enrollments: Iterable[int]) -> None:
    """A round, or an offer that came to nothing, left these mentees without a mentor; inside the caller's transaction.

    `enrollments` are primary keys. Who is matched stays so.
    """
    Enrollment.objects.filter(pk__in=enrollments, state=_State.ENROLLED).update(state=_State.WAITLISTED)


def return_to_waiting_list(enrollment_pk: int) -> None:
    """The mentee has no mentor any more; called inside the transaction that ends the last pair."""
    Enrollment.objects.filter(pk=enrollment_pk, state=_State.MATCHED).update(state=_State.WAITLISTED)


def finish_enrollments(cycle: Cycle) -> None:
    """The year is over for those who had a mentor in it, inside the transaction that closes it."""
    Enrollment.objects.filter(cycle=cycle, state=_State.MATCHED).update(state=_State.COMPLETED)
