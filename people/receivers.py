"""News from the floor below: who is invited is written to, who has read the handbook may be ready, a year ends."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from accounts.models import User
from people.services.enrollments import finish_enrollments
from people.services.invitations import schedule_invitations
from people.services.participations import update_readiness_of_mentor
from programs.models import Cycle
from programs.signals import cycle_closed, enrolling_opened, handbook_acknowledged


@receiver(enrolling_opened)
def invite_people(sender: type, *, cycle: Cycle, now: datetime, **_: Any) -> None:
    """A year takes people in."""
    schedule_invitations(cycle, now=now)


@receiver(handbook_acknowledged)
def settle_mentor(sender: type, *, user: User, **_: Any) -> None:
    """Somebody has acknowledged the handbook."""
    update_readiness_of_mentor(user)


@receiver(cycle_closed)
def finish_year(sender: type, *, cycle: Cycle, **_: Any) -> None:
    """A year closed."""
    finish_enrollments(cycle)
