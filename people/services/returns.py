"""Taking somebody back who has left a year, by the hand of those who run the program."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from notifications.services.outbox import Notice, enqueue_many
from people.models import Enrollment, MentorParticipation
from people.notices.events import READMITTED
from people.policies import forget_memberships
from people.queries.invitations import subject_of
from people.queries.opt_outs import has_opted_out
from people.services.participations import locked_participation, update_readiness
from people.services.person_steps import keep_person_step
from people.signals import enrollment_completed
from programs.models import Cycle, CycleState
from programs.services.handbook_notices import schedule_handbook


@transaction.atomic
def readmit_mentee(enrollment: Enrollment, *, by: User, reason: str, now: datetime) -> Enrollment:
    """Let a mentee who withdrew take part again, as far as they had come, and tell them. Pairs that ended stay ended.

    Args:
        enrollment: withdrawn.
        by: who runs the program.
        reason: for those who run it.
        now: the instant.

    Raises:
        WrongState: the mentee has not withdrawn, or the year is closed.
    """
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("mentee", "cycle__program__institution")
    enrollment = rows.get(pk=enrollment.pk)
    refuse_closed(enrollment.cycle)
    if enrollment.state != Enrollment.State.WITHDRAWN:
        raise WrongState(_("They haven’t withdrawn, or are back already."))
    enrolled = enrollment.enrolled_at is not None
    enrollment.state = Enrollment.State.ENROLLED if enrolled else Enrollment.State.INVITED
    enrollment.save(update_fields=["state"])
    welcome_back(enrollment, enrollment.mentee, now=now)
    kept: dict[str, Any] = {"by": by, "reason": reason, "now": now}
    keep_person_step(enrollment.mentee, enrollment.cycle.program, "mentee_readmitted", **kept)
    if enrolled:
        enrollment_completed.send(sender=Enrollment, enrollment=enrollment, now=now)
    return enrollment


@transaction.atomic
def readmit_mentor(participation: MentorParticipation, *, by: User, reason: str, now: datetime) -> MentorParticipation:
    """Let a mentor who left take part again, or ask one who declined once more, and tell them.

    Arguments as for `readmit_mentee`.

    Raises:
        WrongState: the mentor has not declined or left, does not want to be asked, or the year is closed.
    """
    participation = locked_participation(participation)
    refuse_closed(participation.cycle)
    if not participation.is_gone:
        raise WrongState(_("They haven’t left, or are back already."))
    if has_opted_out(participation.mentor, participation.cycle.program.institution):
        raise WrongState(_("They asked not to be invited to mentor again. Only they can change that."))
    declined = participation.state == MentorParticipation.State.DECLINED
    participation.state = MentorParticipation.State.INVITED if declined else MentorParticipation.State.ACCEPTED
    participation.away_from = participation.away_until = None
    participation.declined_because = ""
    participation.save(update_fields=["state", "away_from", "away_until", "declined_because"])
    welcome_back(participation, participation.mentor, now=now)
    kept: dict[str, Any] = {"by": by, "reason": reason, "now": now}
    keep_person_step(participation.mentor, participation.cycle.program, "mentor_readmitted", **kept)
    return update_readiness(participation, now=now)


def refuse_closed(cycle: Cycle) -> None:
    """Nobody comes back to a year that is over.

    Raises:
        WrongState: it is closed.
    """
    if cycle.state == CycleState.CLOSED:
        raise WrongState(_("This year is closed."))


def welcome_back(record: Enrollment | MentorParticipation, person: User, *, now: datetime) -> None:
    """Tell somebody that they take part again, and ask for the handbook; inside the caller's transaction."""
    forget_memberships(person)
    schedule_handbook(record.cycle.program, now=now, people=[person.pk])
    subject = subject_of(record)
    enqueue_many([Notice(event=READMITTED, recipient=person, subject_pk=subject, revision=now.isoformat(), due_at=now)])
