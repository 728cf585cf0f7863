"""Which reminders of this app are queued, for the pages that say that they go out by themselves."""

from collections.abc import Collection
from datetime import datetime

from notifications.models import Message
from notifications.presentation.queued import Queued, count_by_day
from programs.models import Cycle, HandbookVersion, Program
from programs.notices.events import HANDBOOK_PUBLISHED, REMINDER, reminder_of_day
from programs.queries.handbooks import members_without_acknowledgement


def queued_for_handbook(cycle: Cycle) -> list[Queued]:
    """The reminders that are queued to people of the cycle who have not acknowledged the handbook in force."""
    in_force = HandbookVersion.objects.filter(program=cycle.program_id, state=HandbookVersion.State.PUBLISHED).first()
    if in_force is None:
        return []
    rows = Message.objects.filter(
        event=HANDBOOK_PUBLISHED,
        subject_pk=str(in_force.pk),
        state=Message.State.PENDING,
        dedupe_key__endswith=f":{REMINDER}",
        recipient__in=members_without_acknowledgement(cycle).values("pk"),
    )
    return count_by_day(rows.order_by().values_list("due_at", "recipient_id"), zone=cycle.program.institution.zone)


def reminded_of_handbook(program: Program, people: Collection[int], *, now: datetime) -> set[int]:
    """Those of `people`, primary keys, who were reminded by hand today."""
    versions = HandbookVersion.objects.filter(program=program).values_list("pk", flat=True)
    rows = Message.objects.filter(
        event=HANDBOOK_PUBLISHED,
        subject_pk__in=[str(pk) for pk in versions],
        recipient__in=people,
        dedupe_key__endswith=f":{reminder_of_day(now)}",
    )
    return set(rows.order_by().values_list("recipient_id", flat=True))
