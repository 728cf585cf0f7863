"""News from the floors below: who leaves gives their offers and places back."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from matching.services.mentorships import follow_mentee, follow_mentor
from programs.models import Enrollment, MentorParticipation
from programs.signals import enrollment_withdrawn, participation_changed


@receiver(enrollment_withdrawn)
def release_mentee(sender: type, *, enrollment: Enrollment, now: datetime, **_: Any) -> None:
    """A mentee withdrew."""
    follow_mentee(enrollment, now=now)


@receiver(participation_changed)
def release_mentor(sender: type, *, participation: MentorParticipation, now: datetime, **_: Any) -> None:
    """A mentor went on leave, came back, or left."""
    follow_mentor(participation, now=now)
