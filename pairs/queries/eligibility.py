"""Who may be paired with whom, as far as conflicts and avoidances say."""

from datetime import date

from django.db.models import Q, QuerySet

from core.addresses import same_address
from pairs.models import Avoidance, Conflict, Mentorship, PeerAvoidance
from pairs.models.eligibility import ConflictQuerySet
from programs.models import Cycle, Program

Pair = tuple[int, int]


def blocks_conflicts(program: Program) -> bool:
    """Whether a conflict rules a pairing out; a program that offers academic counseling always blocks."""
    return program.academic_counseling or program.conflict_policy == Program.ConflictPolicy.BLOCK


def current_conflicts(cycle: Cycle, *, day: date) -> ConflictQuerySet:
    """The institution's conflicts that touch the time in which pairs of the cycle meet, from `day` on."""
    rows = Conflict.objects.not_over(cycle.first_meeting_day(day))
    return rows.filter(Q(starts_on=None) | Q(starts_on__lte=cycle.ends_on), institution_id=cycle.program.institution_id)


def barring_conflicts(cycle: Cycle, *, day: date) -> ConflictQuerySet:
    """Those of the current conflicts that rule a pairing out: all, or only of two whom coordinators keep apart."""
    rows = current_conflicts(cycle, day=day)
    return rows if blocks_conflicts(cycle.program) else rows.filter(kind=Conflict.Kind.APART)


def stands_in_conflict(cycle: Cycle, *, mentee: int, mentor: int, day: date) -> bool:
    """Whether a conflict keeps the two people, named by their keys, from beginning the pair that was offered to them.

    One whose case the program's coordinators have closed does not; it still forbids to propose the pair anew.
    """
    between = barring_conflicts(cycle, day=day).filter(mentee=mentee, mentor=mentor)
    return between.unsettled_in(cycle.program).exists()


def is_avoided(*, mentee: int, mentor: int) -> bool:
    """Whether the mentee would rather not be paired with the mentor, both named by their keys."""
    return Avoidance.objects.filter(mentee=mentee, mentor=mentor).exists()


def may_be_paired(cycle: Cycle, *, mentee: int, mentor: int, day: date) -> bool:
    """Whether a coordinator may pair the two people, named by their keys; what stands between them, is not said."""
    barred = mentee == mentor or is_avoided(mentee=mentee, mentor=mentor)
    return not (barred or barring_conflicts(cycle, day=day).filter(mentee=mentee, mentor=mentor).exists())


def avoided_people(cycle: Cycle) -> set[Pair]:
    """(mentee's user id, mentor's user id) whom a mentee of the cycle would rather not be paired with."""
    return set(avoidances_in(cycle).values_list("mentee_id", "mentor_id"))


def avoidances_in(cycle: Cycle) -> QuerySet[Avoidance]:
    """Whom a mentee of the cycle would rather not be paired with, among its mentors."""
    return Avoidance.objects.filter(mentee__enrollments__cycle=cycle, mentor__participations__cycle=cycle)


def avoided_peers(cycle: Cycle) -> set[Pair]:
    """(user, user): of two who both take part in the cycle as peers, one would rather not meet the other."""
    peers = cycle.enrollments.values("mentee")
    rows = Avoidance.objects.filter(mentee__in=peers, mentor__in=peers)
    return set(rows.values_list("mentee_id", "mentor_id")) | _avoided_by_address(cycle)


def kept_apart_as_peers(cycle: Cycle, *, day: date) -> set[frozenset[int]]:
    """The two users each whom a conflict, or the wish of one of them, keeps from being together as peers."""
    conflicts = barring_conflicts(cycle, day=day).order_by().values_list("mentee_id", "mentor_id")
    return {frozenset(pair) for pair in (*conflicts, *avoided_peers(cycle))}


def _avoided_by_address(cycle: Cycle) -> set[Pair]:
    """What peers of the cycle have said of each other's addresses, also of those that somebody does not use."""
    said = list(PeerAvoidance.objects.filter(enrollment__cycle=cycle).select_related("enrollment"))
    if not said:
        return set()
    rows = cycle.enrollments.order_by().values_list("mentee", "mentee__email", "mentee__emailaddress__email")
    user_of = {same_address(address): user for user, *addresses in rows for address in addresses if address}
    found = ((row.enrollment.mentee_id, user_of.get(row.address)) for row in said)
    return {(one, other) for one, other in found if other is not None and other != one}


def has_mentor(cycle: Cycle, *, mentee: int) -> bool:
    """Whether the mentee, named by their key, has a formal mentor in the cycle."""
    return Mentorship.objects.live_and_formal().filter(cycle=cycle, mentee=mentee, primary=True).exists()


def live_mentors(cycle: int, *, mentee: int) -> int:
    """How many formal mentors the mentee has in the cycle, both named by their keys."""
    return Mentorship.objects.live_and_formal().filter(cycle=cycle, mentee=mentee).count()


def has_this_mentor(cycle: Cycle, *, mentee: int, mentor: int) -> bool:
    """Whether the two people, named by their keys, have a live pair in the cycle, of whatever origin."""
    return Mentorship.objects.live().filter(cycle=cycle, mentee=mentee, mentor=mentor).exists()
