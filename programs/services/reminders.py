"""Writes to the reminders of a program."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.revisions import refuse_stale
from programs.models import Program
from programs.queries.reminders import reminders_of
from programs.services.setup import settle


@transaction.atomic
def set_reminders(
    program: Program, *, days: Mapping[str, Sequence[int]], by: User, now: datetime, began_from: str = ""
) -> None:
    """Say on which days people are reminded from now on; what is queued already stays.

    Args:
        program: whose reminders they are.
        days: kind → days, as a form has validated them; no days turn a kind off, one that is not named stays.
        by: who decided.
        now: the instant.
        began_from: the revision that the form carried.

    Raises:
        EditedMeanwhile: somebody has saved other days since the form was opened.
    """
    program = Program.objects.select_for_update().get(pk=program.pk)
    refuse_stale(began_from, stored=reminders_of(program), wanted=days)
    program.reminders = {**program.reminders, **{kind: list(each) for kind, each in days.items()}}
    program.save(update_fields=["reminders"])
    settle(program, "reminders", by=by, now=now)
