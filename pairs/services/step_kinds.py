"""The steps about pairs, for the record of a pair and for the page of who did what."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from pairs.services import peers
from pairs.services.rosters import undo_roster
from pairs.services.undoing import (
    pairs_that_end,
    restore_pairs,
    undo_change,
    undo_end,
    undo_keeping_apart,
    undo_new_pair,
)
from people.services.person_steps import list_page
from people.services.withdrawals import EndsWith, register_ends_with
from programs.models import StaffStep
from programs.policies import can_coordinate
from programs.presentation.staff_steps import StepKind, Undo, register_step
from programs.services.staff_steps import undo_parts

_BOTH_TOLD = _("Undone. Both will get an email.")
_ALL_TOLD = _("Undone. The people concerned will get an email.")


def _record(step: StaffStep) -> str:
    return reverse("sessions:show-pair-record", kwargs={"pk": step.subject_pk})


def _groups(step: StaffStep) -> str:
    return reverse("matching:list-groups", kwargs={"slug": step.program.slug})


def _conflicts(step: StaffStep) -> str:
    return reverse("pairs:list-conflicts", kwargs={"slug": step.program.slug})


def _pairs(number: int) -> str:
    return ngettext("%(n)s pair", "%(n)s pairs", number) % {"n": number}


def _rows(number: int) -> str:
    return ngettext("%(n)s row", "%(n)s rows", number) % {"n": number}


def _coordinates(user: User, step: StaffStep) -> bool:
    return can_coordinate(user, step.program) and user.pk not in (step.person_id, step.other_id)


def register_pair_steps() -> None:
    """Make the steps of this app known."""
    register_ends_with(EndsWith("pairs", pairs_that_end, restore_pairs))
    register_ends_with(EndsWith("peers", peers.peers_that_part, peers.restore_peers))
    _register("pair_paused", _("Pair paused"))
    _register("pair_resumed", _("Pair resumed"))
    _register("pair_ended", _("Pair ended, no fault"), undo_end, _BOTH_TOLD)
    _register("pair_made", _("Paired by hand"), undo_new_pair, _BOTH_TOLD)
    _register("pair_replaced", _("Mentor replaced"), undo_change, _ALL_TOLD)
    _register("second_mentor_added", _("Second mentor added"), undo_new_pair, _ALL_TOLD)
    _register("interim_mentor_added", _("Mentor added for a while"), undo_new_pair, _ALL_TOLD)
    _register("pair_moved", _("Pair moved to another year"), undo_change, _BOTH_TOLD)
    many: dict[str, Any] = {"allowed": _coordinates, "counted": _pairs}
    register_step(StepKind("pairs_imported", _("Pairs imported"), list_page("pairs"), undo_parts, _ALL_TOLD, **many))
    gone = _("Undone. What the roster added is gone, and dates that it changed are as they were.")
    rows: dict[str, Any] = {"allowed": _coordinates, "opened_by": _coordinates, "counted": _rows}
    register_step(StepKind("roster_imported", _("Roster imported"), _conflicts, undo_roster, gone, **rows))
    _register("pair_kept_apart", _("Not to be paired again"), undo_keeping_apart, _ALL_TOLD)
    theirs: dict[str, Any] = {"allowed": _coordinates, "opened_by": _coordinates}
    register_step(StepKind("peer_joined", _("Added to peers by hand"), _groups, **theirs))
    parted = _("Peers parted, no fault")
    register_step(StepKind("peers_ended", parted, _groups, peers.undo_end, _ALL_TOLD, **theirs))


def _register(name: str, label: object, undo: Undo | None = None, undone: object = "") -> None:
    register_step_about_pair(name, label, undo=undo, undone=undone)


def register_step_about_pair(
    name: str, label: object, *, undo: Undo | None = None, undone: object = "", final: object = ""
) -> None:
    """Make a step about one pair known, which its record shows. Arguments as of `StepKind`."""
    register_step(StepKind(name, label, _record, undo, undone, final=final, allowed=_coordinates))
