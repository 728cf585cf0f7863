"""News from the floors below: a leave pauses pairs, who leaves ends them, a year that closes completes them."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from accounts.models import User
from pairs.services import mentorships, peers
from pairs.services.announcements import announce_leave
from people.models import Enrollment, MentorParticipation
from people.signals import enrollment_withdrawn, leave_changed, participation_changed
from programs.models import Cycle
from programs.signals import cycle_closed


@receiver(enrollment_withdrawn)
def release_mentee(sender: type, *, enrollment: Enrollment, by: User, now: datetime, **_: Any) -> None:
    """A mentee or a peer withdrew."""
    mentorships.follow_mentee(enrollment, by=by, now=now)
    peers.follow_peer(enrollment, by=by, now=now)


@receiver(participation_changed)
def follow_mentor(sender: type, *, participation: MentorParticipation, now: datetime, **_: Any) -> None:
    """A mentor went on leave, came back, or left."""
    mentorships.follow_mentor(participation, now=now)


@receiver(leave_changed)
def tell_mentees(sender: type, *, participation: MentorParticipation, now: datetime, **_: Any) -> None:
    """A mentor planned, changed or dropped a leave."""
    announce_leave(participation, now=now)


@receiver(cycle_closed)
def complete_pairs(sender: type, *, cycle: Cycle, now: datetime, **_: Any) -> None:
    """A year closed."""
    mentorships.complete_pairs(cycle, now=now)
