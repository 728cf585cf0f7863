"""What a roster of assessors states, saved as conflicts; for a day it can be undone."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from pairs.imports.rosters import Assessor
from pairs.models import Conflict
from pairs.services.conflicts import local_day, notify_coordinators, reopen
from programs.models import Institution, Program, StaffStep
from programs.services.staff_steps import record_step

_SUBJECT = "roster"
_Key = tuple[int, int, str, str]


@transaction.atomic
def import_roster(program: Program, *, rows: Sequence[Assessor], by: User, now: datetime) -> int:
    """Save a checked roster; what a roster stated before takes the new dates. Returns how many are new.

    What people declared and coordinators entered stays as it is. The import is kept as a step of staff.
    """
    institution = program.institution
    _lock(institution)
    there = _stated(institution)
    new: list[Conflict] = []
    changed: list[Conflict] = []
    over: list[Conflict] = []
    before: dict[str, list[str]] = {}
    for row in rows:
        known = there.get((row.mentor.pk, row.mentee.pk, row.kind, row.course))
        if known is None:
            new.append(_conflict(institution, row, by))
            continue
        if known.is_over(local_day(institution, now)):
            over.append(known)
        if (known.starts_on, known.ends_on) != (row.starts_on, row.ends_on):
            before[str(known.pk)] = _days(known)
            known.starts_on, known.ends_on = row.starts_on, row.ends_on
            changed.append(known)
    Conflict.objects.bulk_create(new, batch_size=500)
    Conflict.objects.bulk_update(changed, ["starts_on", "ends_on"], batch_size=500)
    reopen(over)
    notify_coordinators([*new, *over], now=now)
    if new or changed:
        after = {str(row.pk): _days(row) for row in (*new, *changed)}
        kept: dict[str, Any] = {"number": len(after), "before": before, "after": after}
        record_step(program, kind="roster_imported", subject=_SUBJECT, by=by, now=now, before=kept)
    return len(new)


@transaction.atomic
def undo_roster(step: StaffStep, _by: User, _now: datetime) -> None:
    """What the roster added goes, and what it changed has its old dates. What was deleted since stays so.

    Raises:
        WrongState: a case of one of them was closed since, or another roster changed its dates.
    """
    before, after = _dates(step, "before"), _dates(step, "after")
    _lock(step.program.institution)
    rows = Conflict.objects.select_for_update(of=("self",)).filter(pk__in=map(int, after)).order_by("pk")
    there = list(rows)
    if any(_days(row) != after[str(row.pk)] for row in there):
        raise WrongState(
            _("A later roster changed some of these dates, so this can’t be undone. Import the right one.")
        )
    if rows.filter(reviews__settled_at__gte=step.taken_at).exists():
        raise WrongState(_("Someone has talked with a pair about one of these since, so this can’t be undone."))
    old = [row for row in there if str(row.pk) in before]
    for row in old:
        first, last = before[str(row.pk)]
        row.starts_on, row.ends_on = _day(first), _day(last)
    Conflict.objects.bulk_update(old, ["starts_on", "ends_on"], batch_size=500)
    Conflict.objects.filter(pk__in=[row.pk for row in there if str(row.pk) not in before]).delete()


def _lock(institution: Institution) -> None:
    """Two imports at once: one after the other."""
    Institution.objects.select_for_update(of=("self",)).get(pk=institution.pk)


def _stated(institution: Institution) -> dict[_Key, Conflict]:
    """What rosters have stated, locked."""
    rows = institution.conflicts.filter(source=Conflict.Source.ROSTER).select_for_update(of=("self",)).order_by("pk")
    return {(row.mentor_id, row.mentee_id, row.kind, row.course): row for row in rows}


def _conflict(institution: Institution, row: Assessor, by: User) -> Conflict:
    return Conflict(
        institution=institution,
        mentor=row.mentor,
        mentee=row.mentee,
        kind=row.kind,
        course=row.course,
        source=Conflict.Source.ROSTER,
        declared_by=by,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
    )


def _days(conflict: Conflict) -> list[str]:
    """Its first and last day as text; empty is open."""
    return [day.isoformat() if day else "" for day in (conflict.starts_on, conflict.ends_on)]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _dates(step: StaffStep, name: str) -> dict[str, list[str]]:
    """What the step keeps of dates."""
    found = step.before[name]
    return found if isinstance(found, dict) else {}
