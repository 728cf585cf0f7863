"""Writes to cycles: their dates and their way through the year."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import WrongState
from core.revisions import refuse_stale, stored_fields
from programs.errors import UnfinishedWork
from programs.models import Cycle, CycleState, Program
from programs.presentation.unfinished_work import unfinished_work
from programs.signals import cycle_closed, enrolling_opened

# In order, with two ways back: a deadline that is extended, and a round that has to be repeated.
TRANSITIONS: dict[CycleState, tuple[CycleState, ...]] = {
    CycleState.PLANNING: (CycleState.ENROLLING,),
    CycleState.ENROLLING: (CycleState.RANKING, CycleState.PLANNING),
    CycleState.RANKING: (CycleState.MATCHING, CycleState.ENROLLING),
    CycleState.MATCHING: (CycleState.RUNNING, CycleState.RANKING),
    CycleState.RUNNING: (CycleState.CLOSING,),
    CycleState.CLOSING: (CycleState.CLOSED, CycleState.RUNNING),
    CycleState.CLOSED: (),
}


@transaction.atomic
def create_cycle(program: Program, *, fields: Mapping[str, Any]) -> Cycle:
    """Plan a year of the program; `fields` are its name and dates, validated by the form."""
    return Cycle.objects.create(program=program, **fields)


@transaction.atomic
def edit_cycle(cycle: Cycle, *, fields: Mapping[str, Any], began_from: str = "") -> Cycle:
    """Save the name and the dates of a cycle; `began_from` is the revision that the form carried.

    Raises:
        EditedMeanwhile: somebody has saved other dates since the form was opened.
        WrongState: the cycle is closed.
    """
    cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
    refuse_closed(cycle)
    refuse_stale(began_from, stored=stored_fields(cycle, fields), wanted=fields)
    for name, value in fields.items():
        setattr(cycle, name, value)
    cycle.save(update_fields=list(fields))
    return cycle


def refuse_closed(cycle: Cycle) -> None:
    """Refuse to change the dates of a year that is over.

    Raises:
        WrongState: the cycle is closed.
    """
    if cycle.state == CycleState.CLOSED:
        raise WrongState(_("The dates of a closed year can’t be changed."))


@transaction.atomic
def advance_cycle(cycle: Cycle, *, to: CycleState, now: datetime, confirmed: bool = False) -> Cycle:
    """Move a cycle to another state. When enrolling opens, those who are invited are written to.

    What a closed one means for pairs and sessions, those who hear the signal do.

    Args:
        cycle: the year.
        to: its next state.
        now: the instant.
        confirmed: whether the coordinator has read what is still open, such as offers, and moves on all the same.

    Raises:
        WrongState: `to` does not follow the present state, or the program is not open.
        UnfinishedWork: something is open, and `confirmed` is not said.
    """
    cycle = Cycle.objects.select_for_update(of=("self",)).select_related("program__institution").get(pk=cycle.pk)
    state = CycleState(cycle.state)
    if to not in TRANSITIONS[state]:
        raise WrongState(
            _("The year is in “%(state)s”; “%(to)s” isn’t the next step.") % {"state": state.label, "to": to.label}
        )
    if state == CycleState.PLANNING and cycle.program.status != Program.Status.OPEN:
        raise WrongState(_("Open the program first; people can enroll only in an open program."))
    if not confirmed and (unfinished := unfinished_work(cycle, to=to)):
        raise UnfinishedWork(unfinished)
    cycle.state = to
    cycle.save(update_fields=["state"])
    if to == CycleState.ENROLLING:
        enrolling_opened.send(sender=Cycle, cycle=cycle, now=now)
    if to == CycleState.CLOSED:
        cycle_closed.send(sender=Cycle, cycle=cycle, now=now)
    return cycle
