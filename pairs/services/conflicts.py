"""Conflicts of interest: entered, declared, imported, settled. None of them un-pairs anybody."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from notifications.services.outbox import Notice, enqueue_many
from pairs.errors import ConflictKnown
from pairs.models import Conflict, ConflictReview, Mentorship
from pairs.notices import CONFLICT_CASE, ConflictCasePayload
from pairs.queries.conflicts import declarations
from pairs.queries.eligibility import blocks_conflicts
from pairs.queries.open_offers import open_offers
from pairs.signals import mentor_ruled_out
from people.models import MentorParticipation
from programs.models import Appointment, Institution, Program

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
    """Add a conflict by hand, and tell the coordinators of a pair that it came upon.

    One that was entered before and is over takes the new dates.

    Raises:
        ConflictKnown: coordinators entered the same two people, kind and course, and it is not over.
    """
    conflict, created = Conflict.objects.select_for_update(of=("self",)).get_or_create(
        institution=institution,
        mentor=mentor,
        mentee=mentee,
        kind=kind,
        course=course,
        source=Source.COORDINATOR,
        defaults={"starts_on": starts_on, "ends_on": ends_on, "declared_by": by},
    )
    if not created:
        if not conflict.is_over(local_day(institution, now)):
            raise ConflictKnown
        conflict.starts_on, conflict.ends_on, conflict.declared_by = starts_on, ends_on, by
        conflict.save(update_fields=["starts_on", "ends_on", "declared_by"])
        reopen([conflict])
    notify_coordinators([conflict], now=now)
    return conflict


@transaction.atomic
def declare_conflict(
    institution: Institution, *, mentor: User, mentee: User, kind: str, by: User, now: datetime
) -> Conflict:
    """One of the two says that there is a conflict. Saying it twice leaves one; the other person is told nothing.

    It holds whatever others say of the two. Where conflicts rule a pairing out, a mentee who says so has the mentor
    on no open list any more.
    """
    conflict, created = Conflict.objects.get_or_create(
        institution=institution,
        mentor=mentor,
        mentee=mentee,
        kind=kind,
        course="",
        source=Source.DECLARED,
        declared_by=by,
    )
    if created:
        notify_coordinators([conflict], now=now)
    if by == mentee:
        _remove_from_lists(mentor, mentee, now=now)
    return conflict


def _remove_from_lists(mentor: User, mentee: User, *, now: datetime) -> None:
    shared = MentorParticipation.objects.filter(mentor=mentor, cycle__enrollments__mentee=mentee)
    for participation in shared.select_related("cycle__program__institution"):
        if blocks_conflicts(participation.cycle.program):
            enrollment = participation.cycle.enrollments.select_related("mentee").get(mentee=mentee)
            mentor_ruled_out.send(sender=Conflict, enrollment=enrollment, participation=participation, now=now)


@transaction.atomic
def withdraw_declarations(*, mentor: User, mentee: User, by: User) -> None:
    """Take back what one of the two declared about them."""
    declarations(mentor=mentor, mentee=mentee, by=by).delete()


def local_day(institution: Institution, now: datetime) -> date:
    """The day at the school."""
    return institution.local_day(now)


@transaction.atomic
def settle_conflict(conflict: Conflict, *, program: Program, by: User, now: datetime) -> None:
    """Note that a coordinator of the program has spoken with the pair that the conflict came upon: the case is closed.

    A case that is open in another program stays open there; of a conflict that was deleted meanwhile there is none.
    """
    if not _locked(conflict):
        return
    settled = {"settled_at": now, "settled_by": by}
    ConflictReview.objects.get_or_create(conflict=conflict, program=program, defaults=settled)


@transaction.atomic
def delete_conflict(conflict: Conflict) -> None:
    """Take a conflict off the list: the two may be paired again. A second time changes nothing."""
    if current := _locked(conflict):
        current.delete()


def _locked(conflict: Conflict) -> Conflict | None:
    """The conflict as it stands now, locked until the transaction ends; None when it was deleted."""
    return Conflict.objects.select_for_update(of=("self",)).filter(pk=conflict.pk).first()


def reopen(conflicts: Sequence[Conflict]) -> None:
    """What was settled about a time that is over does not settle the new one."""
    ConflictReview.objects.filter(conflict__in=conflicts).delete()


def notify_coordinators(conflicts: Sequence[Conflict], *, now: datetime) -> None:
    """Tell the coordinators of each live pair and open offer that a conflict, new or with new dates, came upon."""
    if not conflicts:
        return
    institution = conflicts[0].institution
    day = local_day(institution, now)
    by_people = {(row.mentee_id, row.mentor_id): row for row in conflicts if not row.is_over(day)}
    cases = {
        (program, by_people[mentee, mentor])
        for program, mentee, mentor in _paired_or_offered(institution)
        if (mentee, mentor) in by_people
    }
    coordinators = _coordinators({program for program, _conflict in cases})
    enqueue_many(
        Notice(
            event=CONFLICT_CASE,
            recipient=appointment.user,
            subject_pk=str(conflict.pk),
            revision=f"{program}@{now.isoformat()}",  # the same conflict may come upon people again
            payload=ConflictCasePayload(program=program),
            due_at=now,
        )
        for program, conflict in cases
        for appointment in coordinators
        if appointment.program_id == program
    )


def _paired_or_offered(institution: Institution) -> set[tuple[int, int, int]]:
    """(program, mentee, mentor) of the institution's live pairs and open offers."""
    pairs = Mentorship.objects.live().filter(cycle__program__institution=institution)
    offers = open_offers().filter(offered_in__in=institution.programs.values("pk"))
    return {
        *pairs.values_list("cycle__program_id", "mentee_id", "mentor_id"),
        *offers.values_list("offered_in", "offered_to", "offered_mentor"),
    }


def _coordinators(programs: set[int]) -> list[Appointment]:
    appointed = Appointment.objects.of_coordinators().filter(program__in=programs)
    return list(appointed.select_related("user"))
