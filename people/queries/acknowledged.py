"""How many of those who take part in a year have acknowledged the handbook."""

from collections.abc import Sequence

from django.db.models import Count, Exists, OuterRef, Q

from people.models import Enrollment, MentorParticipation
from programs.models import Acknowledgement, Cycle, CycleState, Program
from programs.queries.handbooks import binding_acknowledgements


def acknowledged_in(program: Program, cycles: Sequence[Cycle]) -> dict[int, tuple[int, int]]:
    """Return how many have, and of how many, by the year's key. Two queries.

    Of a year that is over any version counts: which one bound then is not asked.

    Args:
        program: of the cycles.
        cycles: its years.
    """
    closed = Q(cycle__state=CycleState.CLOSED)
    found: dict[int, tuple[int, int]] = {}
    mentees = Enrollment.objects.took_part().filter(cycle__in=cycles)
    mentors = MentorParticipation.objects.took_part().filter(cycle__in=cycles)
    for rows, person in ((mentees, "mentee"), (mentors, "mentor")):
        any_version = Acknowledgement.objects.filter(version__program=program, user=OuterRef(person))
        binding = binding_acknowledgements(program).filter(user=OuterRef(person))
        signed = (closed & Q(Exists(any_version))) | Q(Exists(binding))
        for row in rows.order_by().values("cycle").annotate(n=Count("pk"), signed=Count("pk", filter=signed)):
            part, whole = found.get(row["cycle"], (0, 0))
            found[row["cycle"]] = part + row["signed"], whole + row["n"]
    return found
