"""Steps of those who run a program: kept for good, and undone within a day where nothing was built on them."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from programs.models import Program, StaffStep
from programs.presentation.staff_steps import step_kind


def record_step(
    program: Program,
    *,
    kind: str,
    subject: str,
    by: User,
    now: datetime,
    person: User | None = None,
    other: User | None = None,
    reason: str = "",
    before: dict[str, Any] | None = None,
) -> StaffStep:
    """Keep what was done, inside the transaction that does it.

    Args:
        program: in which it was done.
        kind: the name of a registered kind.
        subject: what it is about, such as “pair:12”.
        by: who did it.
        now: the instant.
        person: whom it concerns.
        other: whom else it concerns.
        reason: for those who run the program; encrypted.
        before: what undoing needs: keys, states and numbers, nothing private.

    Raises:
        LookupError: no app registered the kind.
    """
    return StaffStep.objects.create(
        program=program,
        kind=step_kind(kind).name,
        subject=subject,
        person=person,
        other=other,
        by=by,
        taken_at=now,
        reason=reason.strip(),
        before=before or {},
    )


@transaction.atomic
def undo_step(step: StaffStep, *, by: User, now: datetime) -> StaffStep:
    """Put back what a step changed. Undoing it again changes nothing.

    Raises:
        WrongState: a day is over, the kind cannot be undone, or something was built on it.
    """
    rows = StaffStep.objects.select_for_update(of=("self",)).select_related("program__institution", "person", "other")
    step = rows.get(pk=step.pk)
    if step.undone_at is not None:
        return step
    undo = step_kind(step.kind).undo
    if undo is None or not step.can_still_be_undone(now):
        raise WrongState(_("A step can be undone for a day. That time is over, so it stays as it is."))
    undo(step, now)
    step.undone_at, step.undone_by = now, by
    step.save(update_fields=["undone_at", "undone_by"])
    return step
