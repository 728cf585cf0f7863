"""Pairs that a coordinator makes by hand: outside a round, in place of another, as a second one, in another year."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from pairs.errors import AgainstTheRules, AlreadyPaired, NotEligible, NotTrained, OwnPair
from pairs.models import Mentorship, Origin
from pairs.queries.eligibility import has_mentor, live_mentors, may_be_paired
from pairs.queries.mentoring_rules import keeps_the_rules
from pairs.queries.open_offers import open_offers
from pairs.services.announcements import announce_move, announce_replacement, announce_second_mentor
from pairs.services.mentorships import begin, finish, locked, start_mentorship
from pairs.services.staff_steps import keep_step, standing_of
from people.models import Enrollment, MentorParticipation
from people.queries.readiness import must_train_first
from people.services.places import hold_places, lock_participation
from programs.models import Cycle, CycleState, StaffStep


@transaction.atomic
def pair_by_hand(
    enrollment: Enrollment, *, participation: MentorParticipation, by: User, reason: str, now: datetime
) -> Mentorship:
    """Pair a mentee who waits with a mentor, outside a round, and tell both.

    Where the program gives each mentee two mentors, one who has one gets the second this way, too.

    Args:
        enrollment: of a mentee who has enrolled and has no mentor, or fewer than the program gives.
        participation: of a mentor of the same year with a place.
        by: who coordinates the program and is neither of the two.
        reason: for coordinators.
        now: the instant.

    Raises:
        WrongState: the year is over, the mentee has not enrolled, or an offer to the mentee is open.
        AlreadyPaired: the mentee has a mentor, or as many as the program gives.
        PlacesTaken: the mentor has no place left.
        NotEligible: the two may not be paired, or the mentor is away or not ready.
        NotTrained: the program requires a training that the mentor has still to do.
        OwnPair: `by` is one of the two.
    """
    pair, _step = pair_with_step(enrollment, participation=participation, by=by, reason=reason, now=now)
    return pair


@transaction.atomic
def pair_with_step(
    enrollment: Enrollment, *, participation: MentorParticipation, by: User, reason: str, now: datetime
) -> tuple[Mentorship, StaffStep]:
    """Do so, and return the step that keeps it beside the pair. Arguments and errors as for `pair_by_hand`."""
    mentee, mentor = reserve(enrollment, participation=participation, by=by, now=now)
    first = not live_mentors(mentee.cycle_id, mentee=mentee.mentee_id)
    pair = start_mentorship(mentee, participation=mentor, origin=Origin.ASSIGNED, primary=first, now=now)
    return pair, keep_step(pair, "pair_made", by=by, reason=reason, now=now)


def reserve(
    enrollment: Enrollment, *, participation: MentorParticipation, by: User, now: datetime
) -> tuple[Enrollment, MentorParticipation]:
    """Hold a place of the mentor for a mentee who waits, inside the caller's transaction; both are locked.

    Arguments and errors as for `pair_by_hand`.
    """
    mentor, mentee = _locked(enrollment, participation)
    refuse_own(by, mentee.mentee_id, mentor.mentor_id)
    _refuse_over(mentee.cycle)
    others = live_mentors(mentee.cycle_id, mentee=mentee.mentee_id)
    if others >= mentee.cycle.program.mentors_each:
        raise AlreadyPaired
    if mentee.state not in (Enrollment.TAKING_PART if others else Enrollment.AWAITING_MATCH):
        raise WrongState(_("They haven’t enrolled in this year, or have left it."))
    if open_offers().filter(offered_to=mentee.mentee_id, offered_in=mentee.cycle.program_id).exists():
        raise WrongState(_("They have an open offer. Wait for the answers, or close the offer first."))
    take_place(mentee, mentor, now)
    return mentee, mentor


@transaction.atomic
def replace_mentor(
    mentorship: Mentorship, *, participation: MentorParticipation, by: User, reason: str, now: datetime
) -> Mentorship:
    """End a pair without fault and begin one with another mentor in its place. Returns the new pair.

    The old pair keeps its sessions; those that are planned are cancelled. Arguments as for `pair_by_hand`.

    Raises:
        WrongState: the pair has ended, was not made by the program, or has this mentor.
        PlacesTaken, NotEligible, OwnPair: as for `pair_by_hand`.
    """
    pair, mentor = locked_pair(mentorship, participation)
    refuse_own(by, pair.mentee_id, mentor.mentor_id)
    if mentor.pk == pair.participation_id:
        raise WrongState(_("This is their mentor already. Choose another one."))
    before = standing_of(pair)
    enrollment = enrollment_of(pair)
    finish(pair, now=now)
    take_place(enrollment, mentor, now)
    first = not has_mentor(pair.cycle, mentee=pair.mentee_id)
    new = begin(enrollment, participation=mentor, origin=Origin.ASSIGNED, primary=first, now=now)
    announce_replacement(pair, new, now=now)
    keep_step(pair, "pair_replaced", by=by, reason=reason, now=now, before={**before, "new": new.pk})
    return new


@transaction.atomic
def add_second_mentor(
    mentorship: Mentorship, *, participation: MentorParticipation, by: User, reason: str, now: datetime
) -> Mentorship:
    """Give the mentee of a live pair a second mentor beside the first. Returns the new pair.

    Arguments and errors as for `replace_mentor`; AlreadyPaired where this mentor is theirs already.
    """
    pair, mentor = locked_pair(mentorship, participation)
    refuse_own(by, pair.mentee_id, mentor.mentor_id)
    enrollment = enrollment_of(pair)
    take_place(enrollment, mentor, now)
    new = begin(enrollment, participation=mentor, origin=Origin.ASSIGNED, primary=False, now=now)
    announce_second_mentor(pair, new, now=now)
    keep_step(pair, "second_mentor_added", by=by, reason=reason, now=now, before={"new": new.pk})
    return new


@transaction.atomic
def move_pair(mentorship: Mentorship, *, cycle: Cycle, by: User, reason: str, now: datetime) -> Mentorship:
    """Let a pair go on in another year of its program, in which both take part. Returns the pair there.

    The old pair keeps its sessions; those that are planned are cancelled.

    Raises:
        WrongState: the pair has ended, or the two do not both take part in that year.
        AlreadyPaired: the mentee has a mentor in that year.
        PlacesTaken, NotEligible, OwnPair: as for `pair_by_hand`.
    """
    there = cycle.participations.filter(mentor=mentorship.mentor_id).first()
    if there is None or cycle.pk == mentorship.cycle_id or cycle.program_id != mentorship.cycle.program_id:
        raise _not_there()
    pair, mentor = locked_pair(mentorship, there)
    refuse_own(by, pair.mentee_id, pair.mentor_id)
    _refuse_over(cycle)
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("cycle__program__institution")
    enrollment = rows.filter(cycle=cycle, mentee=pair.mentee_id).first()
    if enrollment is None or not enrollment.takes_part or not mentor.takes_part:
        raise _not_there()
    if has_mentor(cycle, mentee=pair.mentee_id):
        raise AlreadyPaired
    before = standing_of(pair)
    finish(pair, now=now)
    hold_places([mentor.pk])
    new = begin(enrollment, participation=mentor, origin=Origin(pair.origin), rank=pair.rank, now=now)
    announce_move(new, now=now)
    keep_step(pair, "pair_moved", by=by, reason=reason, now=now, before={**before, "new": new.pk})
    return new


def _not_there() -> WrongState:
    return WrongState(_("Both need to take part in that year first."))


def _locked(enrollment: Enrollment, participation: MentorParticipation) -> tuple[MentorParticipation, Enrollment]:
    """The two as they stand now, of one cycle, locked in this order."""
    mentor = lock_participation(participation.pk)
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("cycle__program__institution", "mentee")
    mentee = rows.get(pk=enrollment.pk)
    if mentor.cycle_id != mentee.cycle_id:
        raise NotEligible
    return mentor, mentee


def locked_pair(mentorship: Mentorship, asked: MentorParticipation) -> tuple[Mentorship, MentorParticipation]:
    """A live formal pair and the mentor asked for, as they stand now: the places of both mentors first, by key.

    Raises:
        WrongState: the pair has ended, or was not made by the program.
    """
    keys = sorted({asked.pk, mentorship.participation_id or asked.pk})
    places = {pk: lock_participation(pk) for pk in keys}
    pair = locked(mentorship)
    if not pair.is_live:
        raise WrongState(_("This mentorship has ended already."))
    if not pair.is_formal:
        raise WrongState(_("These two found each other. Only they decide about their mentorship."))
    return pair, places[asked.pk]


def enrollment_of(pair: Mentorship) -> Enrollment:
    """The mentee's enrollment of a formal pair, locked."""
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("mentee")
    [enrollment] = rows.filter(pk=pair.enrollment_id or 0)
    enrollment.cycle = pair.cycle
    return enrollment


def refuse_own(by: User, *people: int) -> None:
    """Refuse what somebody decides about themselves, with `OwnPair`."""
    if by.pk in people:
        raise OwnPair


def _refuse_over(cycle: Cycle) -> None:
    if cycle.state == CycleState.CLOSED:
        raise WrongState(_("This year is closed."))


def take_place(enrollment: Enrollment, mentor: MentorParticipation, now: datetime) -> None:
    """Hold a place of a mentor whom the mentee may have.

    Raises:
        NotEligible: the two may not be paired, or the mentor is of another year, away or not ready.
        AgainstTheRules: the program says who may mentor whom, and not these two.
        NotTrained: the program requires a training that the mentor has still to do.
        PlacesTaken: the mentor has no place left.
    """
    cycle = enrollment.cycle
    day = cycle.local_day(now)
    if mentor.cycle_id != cycle.pk or not _is_there(mentor, cycle.first_meeting_day(day)):
        raise NotEligible
    if must_train_first(mentor, day=day):
        raise NotTrained
    if not keeps_the_rules(enrollment, mentor):
        raise AgainstTheRules
    if not may_be_paired(cycle, mentee=enrollment.mentee_id, mentor=mentor.mentor_id, day=day):
        raise NotEligible
    hold_places([mentor.pk])


def _is_there(mentor: MentorParticipation, day: date) -> bool:
    ready = mentor.state == MentorParticipation.State.READY and mentor.mentor.is_active
    return ready and not mentor.is_away_on(day)
