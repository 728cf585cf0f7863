"""Makes the pairs of an allocation that was made elsewhere, each as a pair by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import User
from core.errors import DomainError
from pairs.errors import NotEligible
from pairs.services.by_hand import pair_with_step
from people.models import Enrollment, MentorParticipation
from people.services.person_steps import subject_of_year
from programs.models import Cycle, StaffStep
from programs.services.staff_steps import join_steps


@dataclass(slots=True)
class MadePairs:
    """How many pairs were made, and (row, why) of those that were not."""

    made: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def import_allocation(
    cycle: Cycle, *, rows: Sequence[tuple[int, int, int]], by: User, reason: str, now: datetime
) -> MadePairs:
    """Pair the two of each row and tell them; each row is a transaction of its own and fails alone.

    Together they are one step, which is undone as one.

    Args:
        cycle: the year.
        rows: (row of the file, enrollment, participation).
        by: who coordinates the program.
        reason: for coordinators, kept with each step.
        now: the instant.
    """
    result, steps = MadePairs(), list[StaffStep]()
    enrollments = Enrollment.objects.filter(cycle=cycle).in_bulk([row[1] for row in rows])
    mentors = MentorParticipation.objects.filter(cycle=cycle).defer("decline_reason").in_bulk([row[2] for row in rows])
    for number, *pair in rows:
        enrollment, mentor = enrollments.get(pair[0]), mentors.get(pair[1])
        try:
            if enrollment is None or mentor is None:
                raise NotEligible
            _pair, step = pair_with_step(enrollment, participation=mentor, by=by, reason=reason, now=now)
            steps.append(step)
        except DomainError as refusal:
            result.refused.append((number, refusal.message))
    result.made = len(steps)
    join_steps(cycle.program, kind="pairs_imported", subject=subject_of_year(cycle.pk), steps=steps, by=by, now=now)
    return result
