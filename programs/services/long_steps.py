"""Steps about hundreds of people: confirmed on a page, carried out by the worker, followed on a page of their own."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import DomainError
from core.lists.actions import LeftOut, Report
from core.undecryptable import UndecryptableText
from programs.models import LongStep, Program
from programs.models.staff_steps import UNDONE_WITHIN
from programs.policies import can_configure

# So many rows are done while their page is made; more would be waited for.
AT_ONCE = 40
# Rows of a file that are put back together cost less each.
ROWS_AT_ONCE = 2_000
# A worker that shows no sign of life for so long has died, and another takes up what is left.
_LEASE = timedelta(minutes=2)
_ATTEMPTS = 3
_REPORTED_EVERY = 10

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has become of a long step.

    Attributes:
        said: what was done, in a sentence; empty where nothing was.
        left_out: rows with which it was not done.
        refusal: why nothing was done.
    """

    said: str = ""
    left_out: list[LeftOut] = field(default_factory=list)
    refusal: str = ""


# Carries out what a kind of step is about, for whom it was confirmed, each row in a transaction of its own.
Worker = Callable[[LongStep, Mapping[str, Any], Report, datetime], Outcome]
_WORKERS: dict[str, Worker] = {}


def register_worker(kind: str, worker: Worker) -> None:
    """Say who carries out a kind of long step. Carried out twice, it does what is left."""
    _WORKERS[kind] = worker


@transaction.atomic
def ask_for_long_step(
    program: Program, *, kind: str, title: str, back: str, about: Mapping[str, Any], total: int, by: User, now: datetime
) -> LongStep:
    """Keep what somebody has confirmed until a worker takes it. One at a time: another click leads to the same.

    Args:
        program: in which it is done.
        kind: a registered one.
        title: what it is, as its page says.
        back: the address where it was begun.
        about: what the kind needs, as JSON can hold it; encrypted.
        total: how many rows it is about.
        by: who confirmed it.
        now: the instant.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    unfinished = LongStep.objects.filter(program=program, by=by, finished_at=None).first()
    return unfinished or LongStep.objects.create(
        program=program,
        by=by,
        kind=kind,
        what=json.dumps({"title": title, "back": back, "about": about}),
        total=total,
        asked_at=now,
    )


def carry_out(pk: UUID, *, now: datetime) -> None:
    """Carry out a long step, unless a worker has it or it is done."""
    if not _waiting(now).filter(pk=pk).update(seen_at=now, attempts=F("attempts") + 1):
        return
    step = LongStep.objects.select_related("program__institution", "by").get(pk=pk)
    if step.attempts > _ATTEMPTS:
        outcome = Outcome(refusal=_("This stopped before its end. “Who did what” says how far it came. Try again."))
    else:
        outcome = _outcome_of(step, now)
    step.outcome, step.finished_at = json.dumps(asdict(outcome)), timezone.now()
    step.save(update_fields=["outcome", "finished_at"])


def _outcome_of(step: LongStep, now: datetime) -> Outcome:
    what = what_of(step)
    if not what or not step.by.is_active or not can_configure(step.by, step.program):
        return Outcome(refusal=_("You don’t run this program anymore, so nothing was done."))

    def report(done: int) -> None:
        if done % _REPORTED_EVERY == 0:
            LongStep.objects.filter(pk=step.pk).update(done=done, seen_at=timezone.now())

    try:
        return _WORKERS[step.kind](step, what["about"], report, now)
    except DomainError as refusal:
        return Outcome(refusal=str(refusal.message))


def what_of(step: LongStep) -> dict[str, Any]:
    """Return its title, where it was begun, and what its kind needs; nothing where that cannot be opened."""
    return {} if isinstance(step.what, UndecryptableText) else dict(json.loads(step.what))


def outcome_of(step: LongStep) -> Outcome:
    """Return what has become of a finished step."""
    if not step.outcome or isinstance(step.outcome, UndecryptableText):
        return Outcome()
    stored = json.loads(step.outcome)
    return Outcome(**stored | {"left_out": [LeftOut(**each) for each in stored["left_out"]]})


def long_steps_to_take_up(*, now: datetime) -> list[UUID]:
    """Return the steps that no worker has: the broker was away, or the worker has died."""
    return list(_waiting(now).values_list("pk", flat=True))


def forget_long_steps(*, now: datetime) -> int:
    """Forget steps of more than a day ago; “Who did what” keeps what they did."""
    return LongStep.objects.filter(asked_at__lte=now - UNDONE_WITHIN).delete()[0]


def _waiting(now: datetime) -> QuerySet[LongStep]:
    return LongStep.objects.filter(Q(seen_at=None) | Q(seen_at__lte=now - _LEASE), finished_at=None)
