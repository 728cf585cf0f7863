"""Which reminders of this app are queued, for the pages that say that they go out by themselves."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast

from notifications.models import Message
from notifications.presentation.queued import Queued, count_by_day
from programs.models import Cycle, HandbookVersion, Program
from programs.notices.events import BY_ITSELF, HANDBOOK_PUBLISHED, reminder_of_day
from programs.queries.handbooks import members_without_acknowledgement


def queued_for_handbooks(cycles: Collection[Cycle]) -> dict[int, list[Queued]]:
    """Cycle → the reminders that are queued to its people who have not acknowledged the handbook in force. One query.

    `cycles` come with program and institution.
    """
    due: dict[int, list[tuple[datetime, int]]] = {cycle.pk: [] for cycle in cycles}
    if not due:
        return {}
    first, *others = map(_queued_in, cycles)
    for cycle, due_at, recipient in first.union(*others, all=True):
        due[cycle].append((due_at, recipient))
    return {cycle.pk: count_by_day(due[cycle.pk], zone=cycle.program.institution.zone) for cycle in cycles}


def _queued_in(cycle: Cycle) -> QuerySet[Any, tuple[int, datetime, int]]:
    """Rows of (cycle, when it is due, recipient)."""
    in_force = HandbookVersion.objects.filter(program=cycle.program_id, state=HandbookVersion.State.PUBLISHED)
    rows = Message.objects.filter(
        event=HANDBOOK_PUBLISHED,
        subject_pk__in=in_force.order_by().values(key=Cast("pk", CharField())),
        state=Message.State.PENDING,
        dedupe_key__contains=BY_ITSELF,
        recipient__in=members_without_acknowledgement(cycle).values("pk"),
    )
    return rows.order_by().values_list(Value(cycle.pk), F("due_at"), F("recipient_id"))


def reminded_of_handbook(program: Program, people: Collection[int], *, now: datetime) -> set[int]:
    """Those of `people`, primary keys, who were reminded by hand today."""
    versions = HandbookVersion.objects.filter(program=program).values_list("pk", flat=True)
    rows = Message.objects.filter(
        event=HANDBOOK_PUBLISHED,
        subject_pk__in=[str(pk) for pk in versions],
        recipient__in=people,
        dedupe_key__endswith=f":{reminder_of_day(program.institution.local_day(now))}",
    )
    return set(rows.order_by().values_list("recipient_id", flat=True))
