"""What waits for people about feedback."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.todo import Task
from feedback.models import DevelopmentalFeedback
from pairs.models import Mentorship
from programs.models import Cycle, CycleState
from programs.todo import cycle_task

_FEEDBACK_DAYS = timedelta(days=14)


def tasks_for(user: User, cycles: Iterable[Cycle], *, now: datetime) -> list[Task]:
    """Return a task for each pair about which `user` has not given feedback, once its cycle closes.

    Args:
        user: the reader.
        cycles: those in which `user` takes part, with program and institution.
        now: the instant of the page.
    """
    closing = {cycle.pk: cycle for cycle in cycles if cycle.state == CycleState.CLOSING}
    if not closing:
        return []
    written = DevelopmentalFeedback.objects.filter(writer=user)
    pairs = Mentorship.objects.filter(Q(mentee=user) | Q(mentor=user), cycle__in=closing)
    unwritten = pairs.exclude(pk__in=written.values("mentorship")).select_related("mentor", "mentee")
    return [
        cycle_task(
            user,
            closing[pair.cycle_id],
            due=_feedback_due(closing[pair.cycle_id]),
            now=now,
            title=_("Look back on the year with %(name)s") % {"name": pair.other_of(user).formal_name},
            text=_("A few questions, about 4 minutes. Each part says who will read it."),
            url=reverse("feedback:give-feedback", kwargs={"pk": pair.pk}),
            action=_("Answer"),
        )
        for pair in unwritten
    ]


def _feedback_due(cycle: Cycle) -> datetime:
    last = cycle.closing_from + _FEEDBACK_DAYS
    return datetime.combine(last, datetime.min.time(), tzinfo=cycle.program.institution.zone)
