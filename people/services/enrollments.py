"""Writes of mentees who enrol."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from people.errors import NotAcknowledged
from people.models import Enrollment, PersonalInterest
from people.policies import forget_memberships
from programs.models import Cycle, InterestTerm, Program
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


def locked_enrollment(enrollment: Enrollment) -> Enrollment:
    """Return the enrollment as it stands now; it and its mentee are locked until the transaction ends."""
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("cycle__program__institution")
    enrollment = rows.get(pk=enrollment.pk)
    enrollment.mentee = lock_interests(enrollment.mentee_id)
    return enrollment


def require_telling(enrollment: Enrollment) -> None:
    """Refuse what only a mentee can tell who takes part or is about to.

    Raises:
        NotAcknowledged: the handbook in force has not been acknowledged.
        WrongState: the enrollment has ended.
    """
    if enrollment.is_gone:
        raise WrongState(_("This enrollment has ended."))
    if not has_acknowledged(enrollment.mentee, enrollment.cycle.program):
        raise NotAcknowledged(_("Read the handbook and acknowledge it first."))


def begin_to_take_part(enrollment: Enrollment, *, now: datetime) -> None:
    """Note that the mentee takes part, and whether late; the caller saves the enrollment, which it has locked.

    Raises:
        WrongState: the cycle takes nobody in now.
    """
    cycle = enrollment.cycle
    _refuse_when_closed(cycle, invited=True)
    enrollment.state, enrollment.enrolled_at = _State.ENROLLED, now
    enrollment.late = cycle.program.has_rounds and now >= ranking_window(cycle).closes_at


def lock_interests(user_pk: int) -> User:
    """Make two forms that write the interests of one person wait for each other, inside the caller's transaction.

    Returns:
        The person, as they stand now.
    """
    return User.objects.select_for_update(no_key=True).get(pk=user_pk)


def set_interests(user: User, *, program: Program, interests: Iterable[InterestTerm]) -> None:
    """Make `interests` the interests of `user` in the program's school, inside the caller's transaction.

    For one that was merged into another meanwhile they get the other.
    """
    wanted = lock_chosen({term.pk for term in interests})
    held = set(PersonalInterest.objects.of_program(program).filter(user=user).values_list("term", flat=True))
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
