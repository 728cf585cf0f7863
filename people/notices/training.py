"""The notice of training: a mentor has modules to do, or one that is due again soon."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.urls import reverse

from notifications.events import Event, register
from notifications.models import Category, Message
from people.models import MentorParticipation
from people.notices.entries import ENTRIES
from people.queries.readiness import mentors_to_train
from programs.models import Program
from programs.notices.events import reminder_of_day
from programs.notices.quiet_days import waits_for_quiet_days
from programs.queries.contacts import answers_to
from training.models import ModuleVersion
from training.queries.taking import modules_to_do

TRAINING_DUE = "training_due"


def reminded_of_training(participations: Collection[int], *, day: date) -> set[int]:
    """Return the keys of those of `participations`, primary keys, who were reminded by hand on a day of the school."""
    rows = Message.objects.filter(
        event=TRAINING_DUE,
        subject_pk__in=[str(pk) for pk in participations],
        dedupe_key__endswith=f":{reminder_of_day(day)}",
    )
    return {int(pk) for pk in rows.order_by().values_list("subject_pk", flat=True)}


def _participation(message: Message) -> MentorParticipation:
    rows = MentorParticipation.objects.select_related("cycle__program__institution", "mentor")
    return rows.get(pk=message.subject_pk)


def _modules(message: Message) -> list[ModuleVersion]:
    row = _participation(message)
    return modules_to_do(message.reader, row.cycle.program, day=row.cycle.local_day(message.due_at))


def _context(message: Message) -> dict[str, Any]:
    row, modules = _participation(message), _modules(message)
    return {
        "program": row.cycle.program,
        "modules": modules,
        "minutes": sum(module.minutes for module in modules),
        "required": row.cycle.program.readiness_rule == Program.ReadinessRule.REQUIRED,
        "reply_to": answers_to(row.cycle.program),
    }


def _path(message: Message) -> str:
    slug = _participation(message).cycle.program.slug
    if modules := _modules(message):
        return reverse("training:show-module", args=[slug, modules[0].module.slug])
    return reverse("training:list-modules", args=[slug])


def _still_matters(message: Message) -> bool:
    cycle = _participation(message).cycle
    asked = mentors_to_train(cycle, day=cycle.local_day(message.due_at))
    return asked.filter(pk=message.subject_pk).exists()


def register_training_events() -> None:
    """Make the event known to the outbox."""
    register(
        Event(
            name=TRAINING_DUE,
            entry=ENTRIES[TRAINING_DUE],
            category=Category.HANDBOOK,
            template="notifications/people/training_due.txt",
            context=_context,
            path=_path,
            still_matters=_still_matters,
            waits_until=waits_for_quiet_days(lambda message: _participation(message).cycle, until_deadline=True),
        )
    )
