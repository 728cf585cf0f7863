"""python -m tests.bench.groups MENTEES: form groups of eight with two mentors each, and print a line for each step."""

import sys
import time
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any, TypeVar

import django
from django.core.management import call_command
from django.utils import timezone

_T = TypeVar("_T")
_YEARS = ("Year 1", "Year 2", "Year 3", "Year 4", "Partner student")
_PROFESSIONS = ("Medical student", "Nursing student", "Pharmacy student", "Social work student")
_LEADING = ("Physician", "Nurse", "Pharmacist", "Social worker")
_SITES = ("Halden Lake", "Kijani")


def main() -> None:
    """Make the people, form their groups and print a line for each step."""
    mentees = int(sys.argv[1])
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    from matching.models import Formation
    from matching.presentation.group_changes import swaps_of
    from matching.presentation.group_figures import figures_of
    from matching.queries.seating import Seating
    from matching.services.formation_publishing import publish_groups
    from matching.services.formations import begin_forming, create_formation
    from matching.services.forming import form

    now = timezone.now()
    cycle, coordinator = _people(mentees)
    formation = create_formation(cycle=cycle, by=coordinator, seed=4172, now=now)
    formation = _timed("freeze the input", lambda: begin_forming(formation, now=now))
    _timed("form, check and store", lambda: form(formation.pk, clock=lambda: now))
    formation = Formation.objects.select_related("cycle__program").get(pk=formation.pk)
    if formation.state != Formation.State.PROPOSED:
        sys.stdout.write(f"  no groups: {formation.error}\n")
        return
    figures = _timed("figures of the page", lambda: figures_of(Seating(formation)))
    seating = Seating(formation)
    _timed("what swaps cost", lambda: swaps_of(seating, next(one for one in seating.members if one.enrollment_id)))
    _timed("publish", lambda: publish_groups(formation, by=coordinator, now=now + timedelta(hours=1)))
    sys.stdout.write(
        f"  {mentees} mentees in {len(figures.cards)} groups: {figures.total} points off, none below {figures.bound}; "
        f"a random draw {figures.drawn}\n"
    )


def _timed(step: str, work: Callable[[], _T]) -> _T:
    begun, used = time.perf_counter(), time.process_time()
    result = work()
    wall, cpu = time.perf_counter() - begun, time.process_time() - used
    sys.stdout.write(f"  {step:<24}{wall:8.2f} s{cpu:8.2f} s of processor\n")
    return result


def _people(mentees: int) -> Any:
    """The cycle and its coordinator; two mentors for every eight mentees."""
    from accounts.models import User
    from people.models import Enrollment, MentorParticipation
    from programs.models import Program
    from tests.factories.programs import AppointmentFactory, CycleFactory, ProgramFactory

    random = Random(mentees)
    program = ProgramFactory.create(format=Program.Format.GROUP)
    cycle = CycleFactory.create(program=program)
    leading = 2 * (mentees // 8)
    users = User.objects.bulk_create(
        User(
            email=f"person-{at}@school.example",
            given_name=f"Person {at}",
            family_name="Of the bench",
            profession=random.choice(_PROFESSIONS) if at < mentees else _LEADING[at % len(_LEADING)],
            campus=random.choice(_SITES),
        )
        for at in range(mentees + leading)
    )
    Enrollment.objects.bulk_create(
        Enrollment(cycle=cycle, mentee=user, state=Enrollment.State.ENROLLED, cohort=random.choice(_YEARS))
        for user in users[:mentees]
    )
    ready = MentorParticipation.State.READY
    MentorParticipation.objects.bulk_create(
        MentorParticipation(cycle=cycle, mentor=user, state=ready) for user in users[mentees:]
    )
    coordinator = AppointmentFactory.create(program=program).user
    return cycle, coordinator


if __name__ == "__main__":
    main()
