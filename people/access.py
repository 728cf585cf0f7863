"""Those who take part, by address, for a person: what is invisible is not found, what is not theirs is refused."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import Reader, Role, User
from core.prepared import prepared
from people.models import Enrollment, MentorParticipation
from people.policies import has_role_in
from people.queries.person import PersonInProgram, person_in
from people.queries.readiness import training_flag
from programs.access import get_configurable_program_for, get_program_for
from programs.models import Program
from programs.policies import can_configure

R = TypeVar("R", Enrollment, MentorParticipation)


def get_participation_for(user: Reader, pk: int) -> MentorParticipation:
    """Return a mentor's participation for the mentor and for those who run the program."""
    participation = get_object_or_404(
        MentorParticipation.objects.visible_to(user).select_related("cycle__program__institution", "mentor"), pk=pk
    )
    if participation.mentor_id != user.pk and not can_configure(user, participation.cycle.program):
        raise PermissionDenied
    return participation


def get_own_participation_for(user: Reader, pk: int) -> MentorParticipation:
    """Return a mentor's participation for the mentor alone."""
    participation = get_participation_for(user, pk)
    if participation.mentor_id != user.pk:
        raise PermissionDenied
    return participation


def get_enrollment_for(user: User, cycle_pk: int) -> Enrollment:
    """The enrollment with which `user` looks for a mentor in the cycle; only mentees have one, and no peer."""
    return _enrollment(user, cycle_pk, of_peers=False)


def get_peer_enrollment_for(user: User, cycle_pk: int) -> Enrollment:
    """The enrollment with which `user` looks for a peer in the cycle."""
    return _enrollment(user, cycle_pk, of_peers=True)


def _enrollment(user: User, cycle_pk: int, *, of_peers: bool) -> Enrollment:
    enrollment = _own_record(user, _enrollments(user, cycle_pk), cycle_pk)
    if enrollment.cycle.program.is_peer != of_peers:
        raise Http404
    return enrollment


def get_mentoring_for(user: User, cycle_pk: int) -> MentorParticipation:
    """The participation with which `user` mentors in the cycle; others of the program get 403."""
    return _own_record(user, _participations(user, cycle_pk), cycle_pk)


@prepared
def _enrollments(user: User, cycle_pk: int) -> QuerySet[Enrollment]:
    rows = Enrollment.objects.not_withdrawn().filter(mentee=user, cycle=cycle_pk)
    return rows.select_related("mentee", "cycle__program__institution")


@prepared
def _participations(user: User, cycle_pk: int) -> QuerySet[MentorParticipation]:
    rows = MentorParticipation.objects.current().filter(mentor=user, cycle=cycle_pk)
    return rows.select_related("cycle__program__institution")


def _own_record(user: User, rows: Sequence[R], cycle_pk: int) -> R:
    """The one row of the cycle, which comes with it, its program and institution."""
    record = next(iter(rows), None)
    if record is None:
        program = get_object_or_404(Program, cycles=cycle_pk)
        if has_role_in(user, program):
            raise PermissionDenied
        raise Http404
    return record


def get_mentor_for(user: User, pk: int) -> MentorParticipation:
    """A mentor's page: the mentor's own, those of a mentee's cycle, those of a program that `user` runs or guards.

    `is_trained` says whether the mentor is, today.
    """
    mentors = MentorParticipation.objects.visible_to(user)
    related = mentors.select_related("mentor", "co_mentor", "cycle__program__institution")
    related = related.annotate(is_trained=training_flag(timezone.localdate()))
    return get_object_or_404(related.prefetch_related("mentor__languages", "support_offers"), pk=pk)


def get_mentor_to_choose_for(user: User, pk: int) -> tuple[Enrollment, MentorParticipation]:
    """A mentor of a cycle in which `user` is a mentee, with that enrollment."""
    mentor = get_mentor_for(user, pk)
    if mentor.mentor_id == user.pk:
        raise PermissionDenied
    return get_enrollment_for(user, mentor.cycle_id), mentor


def get_volunteering_program_for(user: Reader, slug: str) -> Program:
    """Return an open program that lets people offer to mentor; of others there is no such page."""
    program = get_program_for(user, slug)
    if not program.asks_for_volunteers:
        raise Http404
    return program


def get_person_for(user: Reader, slug: str, pk: int) -> PersonInProgram:
    """A person who is or was in a program that `user` runs."""
    program = get_configurable_program_for(user, slug)
    who = person_in(program, pk, day=_today(program))
    if who is None:
        raise Http404
    return who


def _today(program: Program) -> date:
    return timezone.localdate(timezone=program.institution.zone)


def get_two_people_for(user: Reader, slug: str, one: int, other: int) -> tuple[PersonInProgram, PersonInProgram]:
    """Two people who are or were in one program that `user` runs."""
    program = get_configurable_program_for(user, slug)
    first, second = (person_in(program, pk, day=_today(program)) for pk in (one, other))
    if first is None or second is None:
        raise Http404
    return first, second


def get_record_for(user: Reader, slug: str, pk: int, *, role: str, record: int) -> Enrollment | MentorParticipation:
    """One year of a person in a program that `user` runs, as a mentee or as a mentor."""
    who = get_person_for(user, slug, pk)
    rows: tuple[Enrollment | MentorParticipation, ...]
    rows = who.enrollments if role == Role.MENTEE else who.participations
    found = next((each for each in rows if each.pk == record), None)
    if found is None:
        raise Http404
    return found
