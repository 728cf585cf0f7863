"""What a program that requires training does not go on with: mentors who have some still to do."""

from collections.abc import Iterable

from matching.errors import MentorsNotTrained
from people.models import MentorParticipation
from programs.models import Cycle, Program


def refuse_untrained(cycle: Cycle, unready: Iterable[MentorParticipation]) -> None:
    """Refuse to match `unready` mentors of the year, whose training is open, where the program requires it.

    Raises:
        MentorsNotTrained: there are some.
    """
    if cycle.program.readiness_rule != Program.ReadinessRule.REQUIRED:
        return
    if names := [row.mentor.formal_name for row in unready]:
        raise MentorsNotTrained(names)
