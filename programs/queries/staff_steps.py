"""The steps that were taken about people of a program."""

from django.db.models import QuerySet

from accounts.models import User
from programs.models import Program, StaffStep


def steps_in(program: Program, reader: User, *, kind: str = "", by: int | None = None) -> QuerySet[StaffStep]:
    """Return the steps that `reader` may see, the newest first, with their people and without the reasons.

    What was done with many at once is one step; its parts are listed where their kind is asked for.

    Args:
        program: with its institution.
        reader: who runs it.
        kind: only those of this kind.
        by: only those that the person with this key took.
    """
    steps = StaffStep.objects.visible_to(reader).filter(program=program)
    steps = steps.filter(kind=kind) if kind else steps.filter(part_of=None)
    if by is not None:
        steps = steps.filter(by=by)
    return steps.defer("reason", "kept").select_related("by", "person", "other", "program", "undone_by")


def step_takers(program: Program) -> QuerySet[User]:
    """Return those who took a step in the program, by name."""
    return User.objects.filter(pk__in=StaffStep.objects.filter(program=program).values("by"))


def steps_about(subject: str, reader: User) -> QuerySet[StaffStep]:
    """Return the steps about one thing that `reader` may see, the newest first, with the reasons."""
    return StaffStep.objects.visible_to(reader).about(subject)
