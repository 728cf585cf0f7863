"""What a reader may put beside a year."""

from accounts.models import User
from programs.models import Cycle, CycleState, Program


def comparable_cycles(user: User, cycle: Cycle) -> list[Cycle]:
    """Return the counted years of the same program, and those of the reader's other programs in the same school.

    Its own years come first; of another program there are the years that overlap with this one. One query.

    Args:
        user: the reader.
        cycle: the year on the page, with its program.
    """
    own = Program.objects.configured_by(user).filter(institution=cycle.program.institution_id)
    counted = Cycle.objects.filter(program__in=own.values("pk"), report__format__gt=0).exclude(pk=cycle.pk)
    begun = counted.exclude(state=CycleState.PLANNING).select_related("program")
    rows = begun.order_by("program__name", "-planning_from", "pk")
    found = [
        row
        for row in rows
        if row.program_id == cycle.program_id
        or (row.planning_from < cycle.ends_on and cycle.planning_from < row.ends_on)
    ]
    return sorted(found, key=lambda row: row.program_id != cycle.program_id)


def newest_years(user: User) -> list[Cycle]:
    """Return the years of all programs of which the reader sees reports, newest first. One query."""
    own = Program.objects.configured_by(user)
    rows = Cycle.objects.filter(program__in=own.values("pk")).exclude(state=CycleState.PLANNING)
    return list(rows.select_related("program__institution").order_by("program__name", "-planning_from", "-pk"))
