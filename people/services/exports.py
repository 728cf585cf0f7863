"""What leaves the site as a file is recorded: who took which list, and how long it was."""

from collections.abc import Sequence

from auditlog.models import LogEntry
from django.db import transaction

from programs.models import Cycle


@transaction.atomic
def record_export(cycle: Cycle, *, list_name: str, rows: int, narrowed: Sequence[str]) -> None:
    """Record in the audit log that a list of the year was downloaded by whoever is signed in.

    Args:
        cycle: the year.
        list_name: which list.
        rows: how many.
        narrowed: the filters in use, without their values.
    """
    LogEntry.objects.log_create(
        cycle,
        force_log=True,
        action=LogEntry.Action.ACCESS,
        additional_data={"list": list_name, "rows": rows, "filters": list(narrowed)},
    )
