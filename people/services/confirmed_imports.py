"""Long imports, which the worker does: confirmed on a page, done once, with a count of steps for whoever waits."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.cache import cache
from django.db import transaction

from core.tables.errors import UnreadableFile
from people.imports.preview import Kind
from people.imports.waiting import open_waiting, read_waiting
from people.models import PendingImport
from people.services.import_people import ImportResult
from people.services.import_waiting import import_waiting
from people.services.pending_imports import content_of, forget_file, mapping_of
from programs.queries.programs import intake_cycle

# So many rows take longer than somebody should wait for a page.
LONG = 2_000
# A worker that has not finished by then has died.
_LONGEST = timedelta(minutes=10)
_KEY = "people-import-{}"


@transaction.atomic
def confirm_later(pending: PendingImport, *, revision: str, now: datetime) -> bool:
    """Mark a file to be imported as its preview said; False when the worker has it already."""
    waiting = PendingImport.objects.select_for_update().filter(pk=pending.pk).first()
    if waiting is None or is_running(waiting, now=now):
        return False
    waiting.confirmed_at, waiting.revision = now, revision
    waiting.save(update_fields=["confirmed_at", "revision"])
    cache.delete(_KEY.format(pending.pk))
    return True


def is_running(pending: PendingImport, *, now: datetime) -> bool:
    """Whether a worker has the file, or will have it soon."""
    return pending.confirmed_at is not None and now < pending.confirmed_at + _LONGEST


def step_of(pending: PendingImport) -> int:
    """Return how many of the four steps are done."""
    return int(cache.get(_KEY.format(pending.pk), 0))


def import_confirmed(token: UUID, *, now: datetime) -> ImportResult | None:
    """Import a confirmed file. What is gone, or would do something else by now, is not imported: its page shows it.

    Args:
        token: key of the file.
        now: the instant.
    """
    try:
        with transaction.atomic():
            return _import(token, now)
    except UnreadableFile:
        _release(token)
        return None


def _import(token: UUID, now: datetime) -> ImportResult | None:
    files = PendingImport.objects.select_for_update(of=("self",))
    pending = files.select_related("program__institution", "uploaded_by").filter(pk=token).first()
    if pending is None or pending.confirmed_at is None:
        return None
    cycle = intake_cycle(pending.program)
    result = None
    if cycle is not None:
        file = open_waiting(content_of(pending), program=pending.program, mapping=mapping_of(pending))
        read = read_waiting(file, cycle=cycle, now=now)
        if read.preview.revision(cycle) == pending.revision:
            rows, by = read.preview.ready, pending.uploaded_by
            result = import_waiting(cycle, pending, rows=rows, by=by, now=now, progress=_Report(token))
            if not read.preview.counts[Kind.ATTENTION]:
                forget_file(pending)
                return result
    _release(token)
    return result


def _release(token: UUID) -> None:
    PendingImport.objects.filter(pk=token).update(confirmed_at=None, revision="")


class _Report:
    """Keeps the number of steps that are done where other processes can read it."""

    def __init__(self, token: UUID) -> None:
        self._key = _KEY.format(token)

    def __call__(self, step: int, _steps: int) -> None:
        cache.set(self._key, step, _LONGEST.total_seconds())
