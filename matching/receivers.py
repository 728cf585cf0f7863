"""News from the floors below: who comes hears of an open round, who leaves gives their offers and places back."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from matching.services.announcements import announce_leave
from matching.services.mentorships import complete_cycle, follow_mentee, follow_mentor
from matching.services.ranking_news import schedule_ranking
from programs.models import Cycle, Enrollment, MentorParticipation
from programs.signals import (
    cycle_closed,
    enrollment_completed,
    enrollment_withdrawn,
    leave_changed,
    participation_changed,
    people_imported,
)


@receiver(enrollment_completed)
def welcome_mentee(sender: type, *, enrollment: Enrollment, now: datetime, **_: Any) -> None:
    """A mentee takes part."""
    schedule_ranking(enrollment.cycle, now=now, mentees=[enrollment.mentee_id])


@receiver(people_imported)
def welcome_mentees(sender: type, *, cycle: Cycle, now: datetime, **_: Any) -> None:
    """People came from a file; some of them take part at once."""
    schedule_ranking(cycle, now=now)


@receiver(enrollment_withdrawn)
def release_mentee(sender: type, *, enrollment: Enrollment, now: datetime, **_: Any) -> None:
    """A mentee withdrew."""
    follow_mentee(enrollment, now=now)


@receiver(participation_changed)
def release_mentor(sender: type, *, participation: MentorParticipation, now: datetime, **_: Any) -> None:
    """A mentor went on leave, came back, or left."""
    follow_mentor(participation, now=now)


@receiver(leave_changed)
def tell_mentees(sender: type, *, participation: MentorParticipation, now: datetime, **_: Any) -> None:
    """A mentor planned, changed or dropped a leave."""
    announce_leave(participation, now=now)


@receiver(cycle_closed)
def complete_pairs(sender: type, *, cycle: Cycle, now: datetime, **_: Any) -> None:
    """A year closed."""
    complete_cycle(cycle, now=now)
