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
    kept = ImportedFile(cycle=cycle, imported_by=by, imported_at=now, file_name=pending.file_name, token=pending.pk)
    result = import_and_keep(kept, rows=rows, progress=progress)
    about: dict[str, Any] = {"subject": subject_of_import(kept), "before": {"number": len({row.email for row in rows})}}
    record_step(cycle.program, kind=STEP, by=by, now=now, **about)
    return result


def import_and_keep(kept: ImportedFile, *, rows: Sequence[PersonRow], progress: Progress | None = None) -> ImportResult:
    """Import rows and save with `kept` what they changed, inside the transaction of whoever records the step.

    Args:
        kept: new, without its changes.
        rows: good ones.
        progress: told after each step.
    """
    cycle = Cycle.objects.select_for_update(of=("self",)).select_related("program__institution").get(pk=kept.cycle_id)
    emails = {row.email for row in rows}
    before = state_of(known_people(cycle, emails))
    result = import_people(cycle, rows=rows, now=kept.imported_at, progress=progress)
    kept.changes = json.dumps(differences(before, state_of(known_people(cycle, emails))))
    kept.save()
    return result


def subject_of_import(kept: ImportedFile) -> str:
    """How a step names the import that it is about."""
    return f"{_SUBJECT}{kept.pk}"


def imported_file_of(subject: str) -> ImportedFile | None:
    """Return the file that a step is about; None once a day is over."""
    return ImportedFile.objects.filter(pk=subject.removeprefix(_SUBJECT)).select_related("cycle").first()
