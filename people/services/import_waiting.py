"""Importing a confirmed file as a step that can be taken back for a day."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from people.imports.rows import PersonRow
from people.imports.states import differences, state_of
from people.models import ImportedFile, PendingImport
from people.queries.imports import known_people
from people.services.import_people import ImportResult, Progress, import_people
from programs.models import Cycle
from programs.services.staff_steps import record_step

STEP = "people_imported"
_SUBJECT = "import:"


@transaction.atomic
def import_waiting(
    cycle: Cycle,
    pending: PendingImport,
    *,
    rows: Sequence[PersonRow],
    by: User,
    now: datetime,
    progress: Progress | None = None,
) -> ImportResult:
    """Import the good rows of a waiting file, and keep what undoing needs, encrypted, for a day.

    Args:
        cycle: the year that takes them in.
        pending: the file.
        rows: those of it that go in.
        by: who confirmed them.
        now: the instant.
        progress: told after each step.
    """
    Cycle.objects.select_for_update().get(pk=cycle.pk)
    emails = {row.email for row in rows}
    before = state_of(known_people(cycle, emails))
    result = import_people(cycle, rows=rows, now=now, progress=progress)
    changed = differences(before, state_of(known_people(cycle, emails)))
    kept = ImportedFile.objects.create(
        cycle=cycle,
        imported_by=by,
        imported_at=now,
        file_name=pending.file_name,
        token=pending.pk,
        changes=json.dumps(changed),
    )
    about: dict[str, Any] = {"subject": f"{_SUBJECT}{kept.pk}", "before": {"number": len(emails)}}
    record_step(cycle.program, kind=STEP, by=by, now=now, **about)
    return result


def imported_file_of(subject: str) -> ImportedFile | None:
    """Return the file that a step is about; None once a day is over."""
    return ImportedFile.objects.filter(pk=subject.removeprefix(_SUBJECT)).select_related("cycle").first()
