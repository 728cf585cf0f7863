"""Who writes between two people waits for the others who do."""

from feedback.models import Two
from pairs.models import MentoringGroup, Mentorship


def lock_two(two: Two) -> None:
    """Hold the pair or the group until the caller's transaction ends."""
    if two.mentorship:
        Mentorship.objects.select_for_update(of=("self",)).get(pk=two.mentorship.pk)
    elif two.group:
        MentoringGroup.objects.select_for_update(of=("self",)).get(pk=two.group.pk)
