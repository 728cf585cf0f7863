"""News from the floors below: who comes hears of an open round, who leaves gives their offers and places back."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from matching.services.announcements import announce_ranking_to
from matching.services.mentorships import follow_mentee, follow_mentor
from programs.models import Enrollment, MentorParticipation
from programs.signals import enrollment_completed, enrollment_withdrawn, participation_changed


@receiver(enrollment_completed)
def welcome_mentee(sender: type, *, enrollment: Enrollment, now: datetime, **_: Any) -> None:
    """A mentee takes part."""
    announce_ranking_to(enrollment, now=now)


@receiver(enrollment_withdrawn)
def release_mentee(sender: type, *, enrollment: Enrollment, now: datetime, **_: Any) -> None:
    """A mentee withdrew."""
    follow_mentee(enrollment, now=now)


@receiver(participation_changed)
def release_mentor(sender: type, *, participation: MentorParticipation, now: datetime, **_: Any) -> None:
    """A mentor went on leave, came back, or left."""
    follow_mentor(participation, now=now)
