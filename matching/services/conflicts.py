"""Conflicts of interest: entered, declared, imported, settled. None of them un-pairs anybody."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from accounts.models import Role, User
from matching.errors import ConflictKnown
from matching.models import Conflict, Mentorship, Offer
from matching.news import CONFLICT_CASE
from matching.selectors.conflicts import declarations
from matching.selectors.eligibility import blocks_conflicts
from matching.selectors.rosters import Assessor
from matching.services.avoidances import leave_out
from notifications.services import News, enqueue_many
from programs.models import Appointment, Institution, MentorParticipation, Program

Source = Conflict.Source


@transaction.atomic
def add_conflict(
    institution: Institution,
    *,
    mentor: User,
    mentee: User,
    kind: str,
    by: User,
    course: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    now: datetime,
) -> Conflict:
    """Enter a conflict by hand, and tell the coordinators of a pair that it came upon.

    Raises:
        ConflictKnown: the same two people, kind and course are on the list.
    """
    conflict, created = Conflict.objects.get_or_create(
        mentor=mentor,
        mentee=mentee,
        kind=kind,
        course=course,
        defaults={
            "institution": institution,
            "source": Source.COORDINATOR,
            "starts_on": starts_on,
            "ends_on": ends_on,
            "declared_by": by,
        },
    )
    if not created:
        raise ConflictKnown
    _open_cases([conflict], now=now)
    return conflict


@transaction.atomic
def declare_conflict(
    institution: Institution, *, mentor: User, mentee: User, kind: str, by: User, now: datetime
) -> Conflict:
    """One of the two says that there is a conflict. Saying it twice leaves one; the other person is told nothing.

    Where conflicts rule a pairing out, a mentee who says so has the mentor on no open list any more.
    """
    defaults = {"institution": institution, "source": Source.DECLARED, "declared_by": by}
    conflict, created = Conflict.objects.get_or_create(
        mentor=mentor, mentee=mentee, kind=kind, course="", defaults=defaults
    )
    if created:
        _open_cases([conflict], now=now)
    if by == mentee:
        _leave_out(mentor, mentee, now=now)
    return conflict


def _leave_out(mentor: User, mentee: User, *, now: datetime) -> None:
    shared = MentorParticipation.objects.filter(mentor=mentor, cycle__enrollments__mentee=mentee)
    for participation in shared.select_related("cycle__program__institution"):
        if blocks_conflicts(participation.cycle.program):
            enrollment = participation.cycle.enrollments.select_related("mentee").get(mentee=mentee)
            leave_out(enrollment, participation=participation, now=now)


@transaction.atomic
def withdraw_declarations(*, mentor: User, mentee: User, by: User) -> None:
    """Take back what one of the two declared about them."""
    declarations(mentor=mentor, mentee=mentee, by=by).delete()


@transaction.atomic
def import_roster(program: Program, *, rows: Sequence[Assessor], by: User, now: datetime) -> int:
    """Save a checked roster; rows that are on the list take the roster's dates. Returns how many are new."""
    institution = program.institution
    there = {_key(conflict): conflict for conflict in institution.conflicts.select_for_update().order_by("pk")}
    new: list[Conflict] = []
    changed: list[Conflict] = []
    for row in rows:
        conflict = Conflict(
            institution=institution,
            mentor=row.mentor,
            mentee=row.mentee,
            kind=row.kind,
            course=row.course,
            source=Source.ROSTER,
            declared_by=by,
        )
        known = there.get(_key(conflict))
        (new if known is None else changed).append(known or conflict)
        (known or conflict).starts_on, (known or conflict).ends_on = row.starts_on, row.ends_on
    Conflict.objects.bulk_create(new, batch_size=500)
    Conflict.objects.bulk_update(changed, ["starts_on", "ends_on"], batch_size=500)
    _open_cases(new, now=now)
    return len(new)


def _key(conflict: Conflict) -> tuple[int, int, str, str]:
    return conflict.mentor_id, conflict.mentee_id, conflict.kind, conflict.course


@transaction.atomic
def settle_conflict(conflict: Conflict, *, by: User, now: datetime) -> Conflict:
    """Note that a coordinator has spoken with the pair that the conflict came upon; the case is closed."""
    conflict = Conflict.objects.select_for_update(of=("self",)).get(pk=conflict.pk)
    if conflict.settled_at is None:
        conflict.settled_at, conflict.settled_by = now, by
        conflict.save(update_fields=["settled_at", "settled_by"])
    return conflict


@transaction.atomic
def delete_conflict(conflict: Conflict) -> None:
    """Take a conflict off the list: the two may be paired again."""
    conflict.delete()


def _open_cases(conflicts: Sequence[Conflict], *, now: datetime) -> None:
    """Tell the coordinators of each live pair and open offer that a conflict came upon."""
    by_people = {(conflict.mentee_id, conflict.mentor_id): conflict for conflict in conflicts}
    if not by_people:
        return
    cases = {
        (program, by_people[mentee, mentor])
        for program, mentee, mentor in _together(conflicts[0].institution)
        if (mentee, mentor) in by_people
    }
    coordinators = _coordinators({program for program, _conflict in cases})
    enqueue_many(
        News(
            event=CONFLICT_CASE,
            recipient=appointment.user,
            subject_pk=str(conflict.pk),
            revision=str(program),
            payload={"program": program},
            due_at=now,
        )
        for program, conflict in cases
        for appointment in coordinators
        if appointment.program_id == program
    )


def _together(institution: Institution) -> set[tuple[int, int, int]]:
    """(program, mentee, mentor) of the institution's live pairs and open offers."""
    pairs = Mentorship.objects.filter(state__in=Mentorship.LIVE, cycle__program__institution=institution)
    offers = Offer.objects.filter(state=Offer.State.PENDING, enrollment__cycle__program__institution=institution)
    return {
        *pairs.values_list("cycle__program_id", "mentee_id", "mentor_id"),
        *offers.values_list("enrollment__cycle__program_id", "enrollment__mentee_id", "participation__mentor_id"),
    }


def _coordinators(programs: set[int]) -> list[Appointment]:
    appointed = Appointment.objects.filter(program__in=programs, role=Role.COORDINATOR, user__is_active=True)
    return list(appointed.select_related("user"))
