"""News from the floors below: who leaves takes their coming sessions along."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from accounts.models import Role
from pairs.models import MentoringGroup, Mentorship
from pairs.signals import mentorship_ended, peers_parted
from people.models import Enrollment, MentorParticipation
from people.signals import enrollment_withdrawn, participation_changed
from programs.models import Cycle
from programs.signals import cycle_closed
from sessions.services.endings import (
    cancel_sessions_of_cycle,
    cancel_sessions_of_pair,
    part_peers,
    release_person,
)


@receiver(enrollment_withdrawn)
def release_mentee(*, enrollment: Enrollment, now: datetime, **_: Any) -> None:
    """A mentee withdrew: pair sessions are cancelled, places in groups and workshops are free again."""
    release_person(enrollment.mentee, enrollment.cycle, role=Role.MENTEE, now=now)


@receiver(participation_changed)
def release_mentor(*, participation: MentorParticipation, now: datetime, **_: Any) -> None:
    """A mentor left the cycle. Leave alone cancels nothing: the two decide about sessions in that time."""
    if participation.state == MentorParticipation.State.ENDED:
        release_person(participation.mentor, participation.cycle, role=Role.MENTOR, now=now)


@receiver(mentorship_ended)
def cancel_with_the_pair(*, mentorship: Mentorship, now: datetime, **_: Any) -> None:
    """A pair ended: what it had planned does not take place."""
    cancel_sessions_of_pair(mentorship, now=now)


@receiver(peers_parted)
def part_with_the_peers(*, group: MentoringGroup, users: list[int], now: datetime, **_: Any) -> None:
    """Peers parted: what they had planned takes place without those who left, or not at all."""
    part_peers(group, users, now=now)


@receiver(cycle_closed)
def cancel_with_the_cycle(*, cycle: Cycle, now: datetime, **_: Any) -> None:
    """A year closed: what is still planned in it does not take place."""
    cancel_sessions_of_cycle(cycle, now=now)
