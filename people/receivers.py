"""News from the floor below: who is invited is written to, who has read the handbook may be ready, a year ends."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from accounts.models import User
from people.models import MentorParticipation
from people.services.enrollments import finish_enrollments
from people.services.invitations import schedule_invitations
from people.services.participations import update_readiness_of_accepted
from people.services.renewals import thank_mentors
from programs.models import Cycle, CycleState, Program
from programs.signals import cycle_closed, enrolling_opened, handbook_acknowledged, readiness_rule_changed
from training.models import Training
from training.signals import module_completed


@receiver(enrolling_opened)
def invite_people(sender: type, *, cycle: Cycle, now: datetime, **_: Any) -> None:
    """A year takes people in."""
    schedule_invitations(cycle, now=now)


@receiver(handbook_acknowledged)
def settle_reader(sender: type, *, user: User, now: datetime, **_: Any) -> None:
    """Somebody has acknowledged the handbook."""
    update_readiness_of_accepted(MentorParticipation.objects.filter(mentor=user), now=now)


@receiver(module_completed)
def settle_trained(sender: type, *, training: Training, now: datetime, **_: Any) -> None:
    """Somebody has completed a module."""
    update_readiness_of_accepted(MentorParticipation.objects.filter(mentor=training.user_id), now=now)


@receiver(readiness_rule_changed)
def settle_program(sender: type, *, program: Program, now: datetime, **_: Any) -> None:
    """A program has another rule about mentors who are not ready."""
    going_on = MentorParticipation.objects.filter(cycle__program=program).exclude(cycle__state=CycleState.CLOSED)
    update_readiness_of_accepted(going_on, now=now)


@receiver(cycle_closed)
def finish_year(sender: type, *, cycle: Cycle, now: datetime, **_: Any) -> None:
    """A year closed."""
    finish_enrollments(cycle)
    thank_mentors(MentorParticipation.objects.filter(cycle=cycle), now=now)
