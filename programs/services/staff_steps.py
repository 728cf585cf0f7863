"""Steps of those who run a program: kept for good, and undone within a day where nothing was built on them."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.lists.actions import LeftOut, Report, one_by_one, tell_nobody
from core.undecryptable import UndecryptableText
from programs.models import Program, StaffStep
from programs.models.staff_steps import UNDONE_WITHIN
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
    kept: dict[str, Any] | None = None,
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
        kept: what undoing needs and is private, such as names; encrypted, and gone after a day.

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
        kept=json.dumps(kept) if kept else "",
    )


def join_steps(
    program: Program, *, kind: str, subject: str, steps: Collection[StaffStep], by: User, now: datetime
) -> StaffStep | None:
    """Keep steps that somebody took with many people at once as one, which is undone as one; a single one stays alone.

    Args:
        program: in which they were taken.
        kind: of the whole.
        subject: what the whole is about.
        steps: none of them part of another, in the order in which they were taken.
        by: who took them.
        now: the instant.
    """
    if len(steps) < 2:
        return None
    whole = record_step(program, kind=kind, subject=subject, by=by, now=now, before={"number": len(steps)})
    for place, step in enumerate(steps):
        # One after the other, because they are undone from the last to the first.
        step.part_of, step.taken_at = whole, step.taken_at + place * timedelta.resolution
    StaffStep.objects.bulk_update(steps, ["part_of", "taken_at"], batch_size=500)
    return whole


def undo_parts(_step: StaffStep, _by: User, _now: datetime) -> None:
    """How a step of many is undone: part by part, before itself."""


def kept_of(step: StaffStep) -> dict[str, Any]:
    """Return what was kept for undoing a step.

    Raises:
        WrongState: it is gone, or cannot be opened.
    """
    if not step.kept or isinstance(step.kept, UndecryptableText):
        raise _too_late()
    return dict(json.loads(step.kept))


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what to keep of values that a step has changed: “before” and “after”, of those that differ."""
    names = [name for name in before if before[name] != after[name]]
    return {"before": {name: before[name] for name in names}, "after": {name: after[name] for name in names}}


def refuse_changed(kept: Mapping[str, Mapping[str, Any]], current: Mapping[str, Any]) -> None:
    """Refuse to undo `changes` of values that are no longer what the step has made of them.

    Raises:
        WrongState: somebody has changed one of them since.
    """
    if any(current.get(name) != value for name, value in kept["after"].items()):
        raise WrongState(_("It was changed again since, so this can’t be undone. Correct it by hand."))


def forget_kept(*, now: datetime) -> int:
    """Forget what was kept for undoing steps that are a day old. A task does so every quarter of an hour."""
    return StaffStep.objects.filter(taken_at__lte=now - UNDONE_WITHIN).exclude(kept=b"").update(kept=b"")


def _too_late() -> WrongState:
    return WrongState(_("A step can be undone for a day. That time is over, so it stays as it is."))


def undo_step(step: StaffStep, *, by: User, now: datetime, report: Report = tell_nobody) -> list[LeftOut]:
    """Put back what a step changed. Undoing it again changes nothing.

    Of a step with many parts each is put back in a transaction of its own, and `report` told how many are.

    Returns:
        The parts that stay as they are, because something was built on them.

    Raises:
        WrongState: a day is over, the kind cannot be undone, or something was built on it, or on every part.
        DomainError: what the kind refuses.
    """
    rows = step.parts.filter(undone_at=None).select_related("person", "other").order_by("-taken_at")
    parts = [] if step.undone_at else list(rows)
    left_out = one_by_one(parts, label=attrgetter("names"), do=lambda part: _undo_part(part, by, now), report=report)
    if parts and len(left_out) == len(parts):
        reasons = " ".join(dict.fromkeys(each.why for each in left_out))
        raise WrongState(_("Nothing was undone. %(why)s") % {"why": reasons})
    _undo_one(step, by=by, now=now)
    return left_out


def _undo_part(part: StaffStep, by: User, now: datetime) -> None:
    if by.pk in (part.person_id, part.other_id):
        raise WrongState(_("You’re concerned yourself. Another coordinator can undo it."))
    _undo_one(part, by=by, now=now)


@transaction.atomic
def _undo_one(step: StaffStep, *, by: User, now: datetime) -> None:
    rows = StaffStep.objects.select_for_update(of=("self",)).select_related("program__institution", "person", "other")
    [step] = rows.filter(pk=step.pk)
    if step.undone_at is not None:
        return
    undo = step_kind(step.kind).undo
    if undo is None or not step.can_still_be_undone(now):
        raise _too_late()
    undo(step, by, now)
    step.undone_at, step.undone_by, step.kept = now, by, ""
    step.save(update_fields=["undone_at", "undone_by", "kept"])
