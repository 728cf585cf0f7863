"""The news of a week, to those who coordinate a program: what changed, in the sentences that their home shows."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.events import Entry, Event, Sketch, register
from notifications.models import Category, Message
from programs.models import Appointment
from programs.queries.contacts import answers_to
from reports.models import ProgramWeek
from reports.presentation.insights import insights_for

WEEK_CHANGED = "week_changed"


def _week(message: Message) -> ProgramWeek | None:
    return ProgramWeek.objects.select_related("cycle__program__institution").filter(pk=message.subject_pk).first()


def _context(message: Message) -> dict[str, Any]:
    week = ProgramWeek.objects.select_related("cycle__program__institution").get(pk=message.subject_pk)
    program = week.cycle.program
    insights = insights_for(week.cycle, now=timezone.now())
    return {"program": program, "reply_to": answers_to(program), "insights": insights}


def _still_matters(message: Message) -> bool:
    """Its week goes on, something has changed in it, and its recipient still coordinates the program."""
    week = _week(message)
    if week is None or not insights_for(week.cycle, now=timezone.now()):
        return False
    appointed = Appointment.objects.of_coordinators().filter(user=message.recipient_id)
    return appointed.filter(program=week.cycle.program_id).exists()


def _example(sketch: Sketch) -> Mapping[str, Any]:
    return {"program": sketch.program, "insights": [{"text": f"[{_('what changed')}]"}]}


def register_events() -> None:
    """Make the event known to the outbox."""
    register(
        Event(
            name=WEEK_CHANGED,
            entry=Entry(
                _("What changed this week"), _("The coordinators"), _("On Mondays, where something changed"), _example
            ),
            category=Category.WEEK,
            template=f"notifications/reports/{WEEK_CHANGED}.txt",
            context=_context,
            path=lambda _message: reverse("home"),
            still_matters=_still_matters,
        )
    )
