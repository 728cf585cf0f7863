"""News from the floors below: who leaves takes their coming sessions along."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from programs.models import Enrollment, MentorParticipation
from programs.signals import enrollment_withdrawn, participation_changed
from sessions.services.endings import release_person


@receiver(enrollment_withdrawn)
def release_mentee(sender: type, *, enrollment: Enrollment, **_: Any) -> None:
    """A mentee withdrew: pair sessions are cancelled, places in groups and workshops are free again."""
    release_person(enrollment.mentee, enrollment.cycle, now=timezone.now())


@receiver(participation_changed)
def release_mentor(sender: type, *, participation: MentorParticipation, **_: Any) -> None:
    """A mentor left the cycle. Leave alone cancels nothing: the two decide about sessions in that time."""
    if participation.state == MentorParticipation.State.ENDED:
        release_person(participation.mentor, participation.cycle, now=timezone.now())
